"""Running a site: jobs and their workers, killed ones too; backup and restore, killed ones too; settings; health."""

import os
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.test import Client

from xuezheng.engine.environment import check_environment
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.jobs import actions
from xuezheng.jobs.models import Job, Worker
from xuezheng.jobs.worker import Handler, Kind, Kinds, work_once
from xuezheng.web import backup

BEGIN = "import os; os.environ['DJANGO_SETTINGS_MODULE']='xuezheng.web.settings'\nimport django; django.setup()\n"


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("XUEZHENG_") and k != "DJANGO_SETTINGS_MODULE"}
    return {**kept, "XUEZHENG_HOME": str(home), "XUEZHENG_LANGUAGE": "en", "PYTHONPATH": os.pathsep.join(sys.path)}


def xuezheng(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "xuezheng.cli", *words]
    return subprocess.run(
        command, check=False, env=environment(home) | more, capture_output=True, text=True, timeout=120
    )


def start(home: Path, code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN + code], env=environment(home), stdout=subprocess.PIPE, text=True
    )


def python(home: Path, code: str) -> str:
    process = start(home, code)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return said.strip()


@pytest.fixture(scope="module")
def built(tmp_path_factory: Any) -> Path:
    """An instance with an account and a return's worth of files."""
    home = tmp_path_factory.mktemp("running") / "instance"
    assert xuezheng(home, "init", "--name", "甲市").returncode == 0
    said = xuezheng(home, "account", "li", "--role", "auditor", "--area", "511000", "--password", "green-river-93")
    assert said.returncode == 0, said.stderr
    folder = home / "returns" / "511000" / "2023" / "r1"
    folder.mkdir(parents=True)
    for number in range(12):
        (folder / f"table{number}.parquet").write_bytes(os.urandom(200_000))
    return home


def contents(home: Path) -> dict[str, bytes]:
    return {str(p.relative_to(home)): p.read_bytes() for p in sorted((home / "returns").rglob("*")) if p.is_file()}


def accounts(home: Path) -> str:
    return python(
        home,
        "from xuezheng.access.models import Account; print(list(Account.objects.values_list('username', flat=True)))",
    )


@pytest.fixture(scope="module")
def saved(built: Path) -> Path:
    file = built.parent / "one.backup"
    assert xuezheng(built, "backup", str(file), "--keys").returncode == 0
    return file


def test_a_backup_comes_back_whole(built: Path, saved: Path, tmp_path: Path) -> None:
    file, other = saved, tmp_path / "other"
    assert xuezheng(built, "backup", str(file)).returncode == 1, "nothing is written over"
    assert xuezheng(other, "restore", str(file)).returncode == 0
    assert contents(other) == contents(built) and accounts(other) == accounts(built) == "['li']"
    assert (other / "keys" / "encryption").read_text() == (built / "keys" / "encryption").read_text()
    assert xuezheng(other, "audit", "verify").returncode == 0
    assert xuezheng(other, "restore", str(file)).returncode == 1, "an instance is replaced only when asked"
    assert not list(tmp_path.glob("other.before-*"))


def test_without_keys_the_instance_keeps_its_own(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.backup"
    assert xuezheng(built, "backup", str(file)).returncode == 0
    with tarfile.open(file) as tar:
        assert not [name for name in tar.getnames() if name.startswith("keys")]


@pytest.mark.parametrize("harm", ["cut", "changed", "foreign"])
def test_a_damaged_backup_is_refused(saved: Path, tmp_path: Path, harm: str) -> None:
    content = bytearray(saved.read_bytes())
    content[len(content) // 2] ^= 1
    changed = {"cut": bytes(content[: len(content) // 2]), "changed": bytes(content), "foreign": b"x" * 20_000}[harm]
    file = tmp_path / "harmed"
    file.write_bytes(changed)
    with pytest.raises(Refused):
        backup.verify(file)


def test_a_restore_killed_in_the_middle_leaves_the_instance_usable(built: Path, saved: Path, tmp_path: Path) -> None:
    file, home = saved, tmp_path / "home"
    assert xuezheng(home, "restore", str(file)).returncode == 0
    code = (
        "from xuezheng.web import backup; from pathlib import Path; from django.conf import settings; import time\n"
        "step = backup.unpacked\n"
        "def slow(*a):\n    print('unpacking', flush=True); time.sleep(0.05); return step(*a)\n"
        f"backup.unpacked = slow; backup.do_restore(settings.INSTANCE, Path({str(file)!r}), is_replacing=True)"
    )
    process = start(home, code)
    assert process.stdout is not None and process.stdout.readline() == "unpacking\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert accounts(home) == "['li']" and contents(home) == contents(built)
    assert xuezheng(home, "restore", str(file), "--replace").returncode == 0
    assert len(list(tmp_path.glob("home.before-*"))) == 1
    assert accounts(home) == "['li']" and [p.name for p in tmp_path.iterdir() if p.name.startswith(".home")] == []


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An instance whose database is one of its own on the PostgreSQL of the tests."""
    address, name = os.environ.get("XUEZHENG_DATABASE", ""), f"restored_{os.getpid()}"
    if not address:
        pytest.skip("runs on PostgreSQL")
    with psycopg.connect(address, autocommit=True) as base:
        base.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    yield {"XUEZHENG_DATABASE": address.replace("/xuezheng?", f"/{name}?")}
    with psycopg.connect(address, autocommit=True) as base:
        base.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_restore_of_postgresql_is_whole_and_one_killed_between_is_told(
    tmp_path: Path, postgres: dict[str, str]
) -> None:
    home, file = tmp_path / "home", tmp_path / "one.backup"
    assert xuezheng(home, "init", "--name", "甲市", **postgres).returncode == 0
    assert xuezheng(home, "backup", str(file), "--keys", **postgres).returncode == 0
    said = xuezheng(
        home, "account", "li", "--role", "auditor", "--area", "511000", "--password", "green-river-93", **postgres
    )
    assert said.returncode == 0, said.stderr
    with psycopg.connect(postgres["XUEZHENG_DATABASE"], autocommit=True) as base:
        base.execute("CREATE TABLE of_a_newer_version (id int)")
    code = (
        "from xuezheng.web import backup; from pathlib import Path; from django.conf import settings; import os, signal\n"
        "backup.exchange = lambda *a: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"backup.do_restore(settings.INSTANCE, Path({str(file)!r}), is_replacing=True)"
    )
    killed = subprocess.run([sys.executable, "-c", BEGIN + code], check=False, env=environment(home) | postgres)
    assert killed.returncode == -signal.SIGKILL
    told = xuezheng(home, "audit", "verify", **postgres)
    assert told.returncode == 1 and f"xuezheng restore {file} --replace" in told.stderr
    assert xuezheng(home, "restore", str(file), "--replace", **postgres).returncode == 0
    assert xuezheng(home, "audit", "verify", **postgres).stdout.startswith("0 entries, 0 breaks")
    former = next(tmp_path.glob("home.before-*"))
    assert (former / backup.POSTGRES).exists() and not (former / backup.UNFINISHED).exists()
    with psycopg.connect(postgres["XUEZHENG_DATABASE"]) as base:
        assert base.execute("SELECT to_regclass('of_a_newer_version')").fetchone() == (None,)


def test_a_backup_killed_in_the_middle_leaves_no_file_of_its_name(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.backup"
    code = (
        "from xuezheng.web import backup; from pathlib import Path; from django.conf import settings\n"
        "from datetime import datetime; import time\n"
        "backup.verify = lambda *a: (print('verifying', flush=True), time.sleep(60))\n"
        f"backup.do_backup(settings.INSTANCE, Path({str(file)!r}), has_keys=True, now=datetime(2024, 1, 1))"
    )
    process = start(built, code)
    assert process.stdout is not None and process.stdout.readline() == "verifying\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not file.exists() and accounts(built) == "['li']"


def test_the_job_of_a_killed_worker_is_taken_up_by_another(built: Path) -> None:
    number = python(built, "from xuezheng.jobs.actions import enqueue; print(enqueue('slow').pk)")
    code = (
        "from xuezheng.jobs import worker; from xuezheng.ground.words import Words; import time\n"
        "def slow(job):\n    job.tell(0.4, 'half'); print('working', flush=True); time.sleep(60); return {}\n"
        "worker.work_once('first', {'slow': worker.Kind(Words('', ''), slow)}, 0.2)"
    )
    process = start(built, code)
    assert process.stdout is not None and process.stdout.readline() == "working\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    began = time.monotonic()
    said = python(
        built,
        "from xuezheng.jobs import actions, worker; from xuezheng.jobs.models import Job; import time\n"
        "from xuezheng.ground.words import Words\n"
        "while not actions.recover(1.0): time.sleep(0.1)\n"
        "worker.work_once('second', {'slow': worker.Kind(Words('', ''), lambda job: {'by': 'second'})}, 0)\n"
        f"job = Job.objects.get(pk={number}); print(job.state, job.result, job.attempt_count)",
    )
    assert said == "done {'by': 'second'} 2"
    assert time.monotonic() - began < 60
    assert actions.SILENT_SECONDS * 6 / 5 < 60, "with the times that stand, too"


def test_a_worker_that_is_stopped_gives_its_job_back_and_one_that_dies_is_replaced(built: Path) -> None:
    number = python(built, "from xuezheng.jobs.actions import enqueue; print(enqueue('slow').pk)")
    code = (
        "from xuezheng.jobs import worker; from xuezheng.ground.words import Words; import time\n"
        "def slow(job):\n    print('working', flush=True); time.sleep(60); return {}\n"
        "worker.work({'slow': worker.Kind(Words('', ''), slow)})"
    )
    process = start(built, code)
    assert process.stdout is not None and process.stdout.readline() == "working\n"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 0
    said = python(
        built,
        "from xuezheng.jobs.models import Job, Worker\n"
        f"job = Job.objects.get(pk={number}); print(job.state, job.attempt_count, Worker.objects.count())\n"
        "job.delete()",
    )
    assert said == "queued 0 1"


def test_a_supervisor_starts_what_died_and_ends_with_its_parent(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = f"import os, sys, time; open({str(log)!r}, 'a').write(str(os.getpid()) + '\\n'); time.sleep(60)"
    watch = [sys.executable, "-m", "xuezheng.engine.supervising", "PARENT", sys.executable, "-c", child]
    code = (
        "import os, subprocess, sys, time\n"
        f"words = {watch!r}; words[3] = str(os.getpid())\n"
        "print(subprocess.Popen(words).pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], env=environment(tmp_path), stdout=subprocess.PIPE, text=True
    )
    first = waited_for(lambda: log.exists() and log.read_text().split())
    os.kill(int(first[0]), signal.SIGKILL)
    second = waited_for(lambda: len(log.read_text().split()) > 1 and log.read_text().split())
    parent.kill()
    parent.communicate()
    waited_for(lambda: not is_running(int(second[1])))


def waited_for(found: Any, seconds: float = 20) -> Any:
    until = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < until
        time.sleep(0.05)
    return value


def is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def kinds(**handlers: Handler) -> Kinds:
    return {name: Kind(Words(name, name), handler) for name, handler in handlers.items()}


@pytest.mark.django_db(transaction=True)
def test_a_job_tells_ends_fails_and_is_tried_again() -> None:
    seen: list[Any] = []

    def good(job: actions.Running) -> dict[str, Any]:
        job.tell(0.5, "一半")
        actions.beat(job)
        seen.append(Job.objects.get(pk=job.job.pk).progress_share)
        return {"sum": job.args["a"] + 1}

    def bad(job: actions.Running) -> dict[str, Any]:
        raise ValueError("张三 510000")

    def refused(job: actions.Running) -> dict[str, Any]:
        raise Refused([Problem("x.y", Words("不行", "No"), which="#7")])

    job = actions.enqueue("good", {"a": 1})
    assert work_once("w", kinds(good=good), 0) and not work_once("w", kinds(good=good), 0)
    job.refresh_from_db()
    assert (job.state, job.result, job.progress_share, seen) == ("done", {"sum": 2}, 1.0, [0.5])
    other = actions.enqueue("bad", about="thing:1")
    assert work_once("w", kinds(bad=bad), 0)
    other.refresh_from_db()
    assert other.state == "failed" and other.error == "ValueError", "what a record said stays in the worker's log"
    assert not actions.do_retry(job)
    same = actions.enqueue("bad", about="thing:1")
    assert not actions.do_retry(other), "another works on the same thing"
    actions.do_cancel(same)
    assert actions.do_retry(other)
    assert work_once("w", kinds(bad=refused), 0)
    other.refresh_from_db()
    assert other.state == "failed" and other.problems[0]["what"] == {"zh": "不行", "en": "No"}
    assert actions.do_retry(other) and work_once("w", kinds(bad=lambda job: {}), 0)
    other.refresh_from_db()
    assert other.state == "done" and other.error == "" and other.problems == []


@pytest.mark.django_db(transaction=True)
def test_a_job_is_cancelled_waiting_and_running() -> None:
    waiting = actions.enqueue("x")
    actions.do_cancel(waiting)
    assert not work_once("w", {}, 0)

    def asked_to_stop(job: actions.Running) -> dict[str, Any]:
        job.tell(0.1)
        actions.do_cancel(job.job)
        actions.beat(job)
        job.tell(0.9)
        raise AssertionError("went on")

    running = actions.enqueue("x")
    assert work_once("w", kinds(x=asked_to_stop), 0)
    running.refresh_from_db()
    assert running.state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lost_its_job_writes_nothing_and_three_deaths_are_enough() -> None:
    job = actions.enqueue("x")
    for attempt in range(1, 4):
        taken = actions.claim(f"w{attempt}")
        assert taken is not None and taken.attempt_count == attempt
        actions.recover(-1)
        running = actions.Running(taken)
        actions.beat(running)
        assert not actions.end(taken, "done") and running.stop.is_set()
    job.refresh_from_db()
    assert job.state == "failed" and job.problems[0]["rule"] == "job.died" and actions.claim("w4") is None


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lives_and_waits_for_the_database_keeps_its_job() -> None:
    actions.enqueue("x")
    taken = actions.claim(actions.own_name())
    assert taken is not None
    assert actions.recover(-1) == 0
    Job.objects.update(beat_at=taken.made_at - timedelta(seconds=2 * actions.STUCK_SECONDS))
    assert actions.recover(25) == 1, "but not for ever"
    assert actions.worker_count() == 0
    actions.beat_worker("w")
    assert actions.worker_count() == Worker.objects.count() == 1


def test_an_unknown_setting_is_refused_with_the_nearest_name(built: Path) -> None:
    check_environment({"XUEZHENG_HOME": "x", "PATH": "y"})
    with pytest.raises(Refused, match="XUEZHENG_DATABASE"):
        check_environment({"XUEZHENG_DATABSE": "postgresql://x"})
    for name, value in (
        ("HTTPS", "yes"), ("DATABASE", "mysql://x/y"), ("PROXIES", "nginx"), ("OIDC_URL", "id.example.cn"), ("DEBUG", "true"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=f"XUEZHENG_{name}.*For example"):
            check_environment({f"XUEZHENG_{name}": value})
    with pytest.raises(Refused, match="Set XUEZHENG_OIDC_CLIENT, XUEZHENG_OIDC_SECRET"):
        check_environment({"XUEZHENG_OIDC_URL": "https://id.example.cn"})
    said = xuezheng(built, "settings", XUEZHENG_HOSTS="a.example", XUEZHENG_METRICS_TOKEN="hidden")
    assert "a.example" in said.stdout and "hidden" not in said.stdout
    assert xuezheng(built, "settings", XUEZHENG_HOST="a").returncode == 1


@pytest.mark.django_db
def test_health_and_metrics(monkeypatch: Any) -> None:
    client = Client()
    assert client.get("/health").json() | {"has_worker": True} == dict.fromkeys(
        ("is_well", "database", "instance", "has_worker"), True
    )
    assert "xuezheng_audit_entries" in client.get("/metrics").content.decode()
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 403
    monkeypatch.setenv("XUEZHENG_METRICS_TOKEN", "t0ken")
    proxied = {"X-Forwarded-For": "10.0.0.9", "Authorization": "Bearer t0ken"}
    assert client.get("/metrics", headers=proxied).status_code == 200
    assert client.get("/metrics", headers=proxied | {"Authorization": "Bearer x"}).status_code == 403
