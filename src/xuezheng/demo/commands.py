"""`xuezheng demo`: build the demonstration cities once, then serve them."""

import json
import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import cast

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from xuezheng.demo.homes import FINAL, Homes, begin, finish
from xuezheng.engine.commands import Command, say
from xuezheng.engine.instance import Instance
from xuezheng.engine.serving import check_port, serve, start_worker
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

NAME = "演示城市 · 内江 遂宁 乐山 南充"
KEYS = ("django", "encryption", "blind_index", "pseudonym", "audit")
DEFAULT_SEED = 2024
ALL_CITIES = "511000,510900,511100,511300"
HEAVY_FIRST = ("511300", "511000", "511100", "510900")
WORKERS = 2
RELEASED_ON = date(2024, 10, 18)  # of the demonstration: the same whenever it is built


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="随机数种子 / seed of chance")
    parser.add_argument(
        "--pupils", choices=("county", "city", "none"), default="county",
        help="学生到人：隆昌市、内江全市、不要 / pupils as persons: Longchang, all of Neijiang, none",
    )  # fmt: skip
    parser.add_argument("--cities", default=ALL_CITIES, metavar="CODE,…", help="缺省四市 / all four unless given")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-serve", action="store_true", help="只生成，不启动网站 / build only")
    parser.add_argument("--rebuild", action="store_true", help="重新生成 / build anew")


@contextmanager
def step(zh: str, en: str) -> Iterator[None]:
    """Say what begins, and how long it took."""
    began = time.monotonic()
    say(f"· {zh} …", f"· {en} …")
    yield
    seconds = time.monotonic() - began
    say(f"  用时 {seconds:.1f} 秒", f"  {seconds:.1f} s")


def cities_of(text: str) -> tuple[str, ...]:
    """The cities asked for, in the order of the plan. Raises Refused for a code that is not one of the four."""
    from xuezheng.demo.world import CITIES

    asked = {code.strip() for code in text.split(",") if code.strip()}
    strange = sorted(asked - set(CITIES))
    if strange or not asked:
        known = "、".join(f"{code} {name}" for code, name in CITIES.items())
        what = Words("演示城市里没有这个代码。", "This is not the code of a demonstration city.")
        raise Refused(
            [Problem("demo.cities", what, got=",".join(strange), cure=Words(f"可选：{known}", f"One of: {known}"))]
        )
    return tuple(code for code in CITIES if code in asked)


def demo(args: Namespace) -> int:
    """Build if there is nothing yet (or anew with --rebuild), then serve. Gives the exit code."""
    cities = cities_of(args.cities)
    if not args.no_serve:
        check_port(args.host, args.port)
    if FINAL in os.environ:
        homes = Homes.here()
        build(homes, args, cities)
        finish(homes)
        say(f"演示城市已生成：{homes.final}", f"The demonstration stands in {homes.final}")
        os.environ["XUEZHENG_HOME"] = str(homes.final)
        del os.environ[FINAL]
        if not args.no_serve:  # a new process, so that every path is that of the final folder
            sys.stdout.flush()
            call = [sys.executable, "-m", "xuezheng.cli", "demo", "--host", args.host, "--port", str(args.port)]
            os.execv(sys.executable, call)
    if args.no_serve:
        return 0
    where(args.host, args.port)
    start_worker()
    return serve(settings.SITE_APPLICATION, args.host, args.port, WORKERS, settings.SITE_WORKERS)


def where(host: str, port: int) -> None:
    """Where to look, and who may sign in."""
    address = f"http://{host}:{port}"
    say(f"打开 {address}    （Ctrl-C 停止）", f"Open {address}    (Ctrl-C stops)")
    say(
        "全部为虚构数据。账号：planner、officer、exams、head、junior、director、auditor；密码 xuezheng-demo",
        "Everything is invented. Accounts: planner, officer, exams, head, junior, director, auditor; password xuezheng-demo",
    )


def build(homes: Homes, args: Namespace, cities: tuple[str, ...]) -> None:
    """Everything from an empty folder to release 1. The builders are imported here, as no other command needs them."""
    from xuezheng.demo.accounts import make_accounts
    from xuezheng.demo.build import build_all
    from xuezheng.demo.load import load
    from xuezheng.demo.world import World

    began = time.monotonic()
    if begin(homes):
        say("上次没有生成完，从头重来。", "The last build was not finished; starting afresh.")
    instance = Instance.here()
    about = {"name": NAME, "is_synthetic": True, "seed": args.seed, "cities": list(cities), "pupils": args.pupils}
    (homes.building / "instance.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n")
    for key in KEYS:
        instance.key(key)
    world = World(args.seed, cities, pupils=args.pupils)
    with step(
        "建立数据库，同时虚构学校、班级、教师、学生与各科室记录",
        "Making the database; inventing schools, classes, staff, pupils and the offices' records meanwhile",
    ):
        with migrating():
            build_all(world)
        clear()
    with step("写入登记册", "Writing the register"):
        rows = load(world)
        say(f"  {rows:,} 行", f"  {rows:,} rows")
    with step("建立演示账号", "Making the demonstration accounts"):
        make_accounts(world)
    del world
    with step(f"校验并冻结 {len(cities) * 7} 份年报", f"Checking and freezing {len(cities) * 7} returns"):
        freeze([code for code in HEAVY_FIRST if code in cities])
    for run, zh, en in after_freezing():
        with step(zh, en):
            run()
    say(f"共用时 {time.monotonic() - began:.0f} 秒。", f"{time.monotonic() - began:.0f} s in all.")


@contextmanager
def migrating() -> Iterator[None]:
    """Make the tables in a process of its own, done when the block is left. Raises Refused where that fails."""
    making = subprocess.Popen([sys.executable, "-m", "django", "migrate", "--verbosity", "0"])
    try:
        yield
        if making.wait():
            what = Words("数据库没有建成，见上面的原因。", "The database could not be made, for the reason above.")
            raise Refused([Problem("demo.migrate", what, which=str(connection.settings_dict["NAME"]))])
    finally:
        if making.poll() is None:
            making.terminate()


def clear() -> None:
    """An earlier demonstration in a shared database (PostgreSQL) is thrown away; anything real is not touched."""
    from xuezheng.registers.models import Institution

    if not Institution.objects.exists():
        return
    if Institution.objects.filter(is_synthetic=False).exists():
        what = Words("数据库里有真实学校，没有改动。", "The database holds real institutions; nothing was changed.")
        cure = Words("换一个数据库：XUEZHENG_DATABASE=…", "Take another database: XUEZHENG_DATABASE=…")
        raise Refused([Problem("demo.real_records", what, which=str(connection.settings_dict["NAME"]), cure=cure)])
    call_command("flush", interactive=False, verbosity=0)


def freeze(cities: list[str]) -> None:
    """Freeze each city in a process of its own, two at a time. Raises Refused where one does not pass."""
    connection.close()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that being ended ends these processes too
    waiting, running, failed = list(cities), dict[str, subprocess.Popen[bytes]](), list[str]()
    try:
        while waiting or running:
            while waiting and len(running) < WORKERS:
                city = waiting.pop(0)
                running[city] = subprocess.Popen([sys.executable, "-m", "xuezheng.cli", "freeze", "--city", city])
            time.sleep(0.1)
            for city in [c for c, process in running.items() if process.poll() is not None]:
                if running.pop(city).returncode:
                    failed.append(city)
    finally:
        for process in running.values():
            process.terminate()
    if failed:
        what = Words("年报没有通过校验，演示城市没有生成。", "Returns did not pass; the demonstration was not built.")
        raise Refused([Problem("demo.freeze", what, which=", ".join(failed))])


def choose() -> None:
    """Subject choice of senior schools, where pupils are persons."""
    from xuezheng.demo.choosing import build_choice

    seed = Instance.here().about()["seed"]
    assert isinstance(seed, int)
    count = build_choice(seed, timezone.now())
    say(f"  {count} 人选科：/timetables/", f"  {count} students have chosen: /timetables/")


def layout_plan() -> None:
    """A plan of a county's primary schools, solved, before the public and heard."""
    from xuezheng.demo.layouts import build_layout

    cities = cast("list[str]", Instance.here().about()["cities"])
    try:
        plan = build_layout(Instance.here(), cities[0], timezone.localtime())
    except Refused as refused:  # a small demonstration may have no county to plan
        say(f"  没有立成：{refused.problems[0].what.zh}", f"  not made: {refused.problems[0].what.en}")
        return
    say(f"  {plan.title}：/layout/plans/{plan.pk}/", f"  {plan.title}: /layout/plans/{plan.pk}/")


def after_freezing() -> tuple[tuple[Callable[[], object], str, str], ...]:
    """What follows the freeze: every figure, then the first release."""
    from xuezheng.demo.collecting import open_collection
    from xuezheng.demo.evidence import hand_in
    from xuezheng.demo.monitoring import build_monitoring
    from xuezheng.demo.offices.exam_course import build_exams
    from xuezheng.demo.school_week import build_week
    from xuezheng.engine.catalogue import catalogue, sql_store
    from xuezheng.engine.compute import compute_all
    from xuezheng.engine.figure_sets import store
    from xuezheng.engine.frozen import Frozen
    from xuezheng.engine.offices import declared
    from xuezheng.publication.gather import release_now
    from xuezheng.registers.models import Area
    from xuezheng.seats.actions import do_forecast

    def figures() -> None:
        instance = Instance.here()
        known, frozen = catalogue(declared(), sql_store(instance)), Frozen.of(instance)
        made = store(instance, known, frozen, compute_all(known, frozen))
        say(f"  {made.frame.height:,} 个数", f"  {made.frame.height:,} figures")

    def release() -> None:
        made = release_now(Instance.here(), settings.NODE_MODULES, RELEASED_ON, "演示：首次发布")
        assert made is not None
        say(f"  第{made.number}号发布：/page/", f"  Release {made.number}: /page/")

    def evidence() -> None:
        instance = Instance.here()
        about = instance.about()
        prefixes = tuple(code[:4] for code in cast("list[str]", about["cities"]))
        codes = [
            code
            for code in Area.objects.filter(level="county").values_list("code", flat=True)
            if code.startswith(prefixes)
        ]
        count = hand_in(instance, codes, cast(int, about["seed"]))
        say(f"  {count} 条：/evaluations/", f"  {count} entries: /evaluations/")

    def forecast() -> None:
        instance = Instance.here()
        for city in cast("list[str]", instance.about()["cities"]):
            made = do_forecast(None, instance, city)
            say(f"  {city} {made.hash}：/seats/", f"  {city} {made.hash}: /seats/")

    def collect() -> None:
        cities = cast("list[str]", Instance.here().about()["cities"])
        made = open_collection(Instance.here(), cities[0], timezone.now())
        say(f"  {made.parts.count()} 份：/returns/", f"  {made.parts.count()} parts: /returns/")

    def monitor() -> None:
        seed = Instance.here().about()["seed"]
        assert isinstance(seed, int)
        build_monitoring(Instance.here(), seed, timezone.localdate())
        say(
            "  题库、测验、量尺、增值、档案：/assessment/",
            "  Items, tests, scales, what schools add, portfolios: /assessment/",
        )

    def examine() -> None:
        seed = Instance.here().about()["seed"]
        assert isinstance(seed, int)
        count = build_exams(Instance.here(), seed, timezone.localdate())
        say(
            f"  {count:,} 名考生，从报名到录取：/exams/", f"  {count:,} candidates, from register to admission: /exams/"
        )

    return (
        (figures, "计算全部指标", "Computing all figures"),
        (release, "发布第1号", "Publishing release 1"),
        (evidence, "提交县域评估的佐证", "Handing in evidence for the evaluations"),
        (forecast, "预测学龄儿童与学位", "Forecasting children and seats"),
        (layout_plan, "立一个布局方案并求解", "Making a layout plan and solving it"),
        (monitor, "虚构监测并标定", "Inventing tests and calibrating them"),
        (examine, "虚构一次中考，从考生到录取", "Inventing a junior-leaving exam, from candidates to admission"),
        (build_week, "排一所高中的课表", "Timetabling a senior school"),
        (choose, "虚构选科并编班", "Inventing choices and forming classes"),
        (collect, "开始一份年报的填报", "Opening the collection of a return"),
    )


COMMANDS = (Command("demo", Words("生成并打开演示城市", "Build and open the demonstration cities"), arguments, demo),)
