"""Serving the site by gunicorn, after plain checks that it can."""

import errno
import os
import socket
import subprocess
import sys

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words


def check_port(host: str, port: int) -> None:
    """Refuse with what to do where the port cannot be had."""
    if not 0 < port < 65536:
        raise Refused(
            [
                Problem(
                    "serve.port",
                    Words("没有这个端口，网站没有启动。", "There is no such port; the site was not started."),
                    which=str(port),
                    cure=Words(
                        "用 1024—65535 之间的端口，例如 --port 8000",
                        "Use a port from 1024 to 65535, for example --port 8000",
                    ),
                )
            ]
        )
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused([port_problem(error, host, port)]) from error


def port_problem(error: OSError, host: str, port: int) -> Problem:
    """Why the port cannot be had, and what to do."""
    if error.errno == errno.EADDRINUSE:
        what = Words(
            "端口已被别的程序占用，网站没有启动。", "The port is in use by another program; the site was not started."
        )
        other = port + 1 if port < 65535 else port - 1
        cure = Words(
            f"停掉那个程序，或换一个端口：--port {other}",
            f"Stop that program, or take another port: --port {other}",
        )
    elif error.errno == errno.EACCES:
        what = Words(
            "没有权限使用这个端口，网站没有启动。", "This port may not be used by you; the site was not started."
        )
        cure = Words("用 1024 以上的端口，例如 --port 8000", "Use a port above 1024, for example --port 8000")
    else:
        what = Words(f"无法监听：{error.strerror}。", f"Cannot listen: {error.strerror}.")
        cure = Words("检查 --host 的地址", "Check the address given with --host")
    return Problem("serve.port", what, which=f"{host}:{port}", cure=cure)


def start_worker() -> None:
    """Have a worker do the long jobs as long as this process lives; one that dies is replaced."""
    worker = [sys.executable, "-m", "xuezheng.cli", "worker"]
    subprocess.Popen([sys.executable, "-m", "xuezheng.engine.supervising", str(os.getpid()), *worker])


def serve(application: str, host: str, port: int, workers: int, hooks: str = "") -> int:
    """Put gunicorn in the place of this process, serving the WSGI application named (module:name) until stopped.

    `hooks` names a module (python:module) with what gunicorn is to call, for instance when a worker starts.

    It must be a new process: Polars and DuckDB have threads here by now, and threads do not survive the fork of a worker.
    Raises Refused where the port cannot be had.
    """
    check_port(host, port)
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options: dict[str, object] = {
        "bind": address,
        "workers": workers,
        "threads": 4,
        "log-level": "warning",
        "timeout": 120,
        # Longer than people pause, so that a connection is not closed just as the next request comes; it holds no thread.
        "keep-alive": 75,
    }
    if os.path.isdir("/dev/shm"):
        options["worker-tmp-dir"] = "/dev/shm"  # a heartbeat on a disk that is slow would look like a dead worker
    if hooks:
        options["config"] = hooks
    words = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *words, application])
