"""What stands in deploy/: units that systemd can read, and an nginx that hands on what the site must know.

Each is left out, with a line that says so, where the machine has no such program.
"""

import gzip
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography.hazmat.primitives import serialization

from tests.flow.certificate import self_signed

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(p.name for p in DEPLOY.iterdir() if p.suffix in (".service", ".timer"))
HOST = "xuezheng.example.cn"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_units_are_read_by_systemd(tmp_path: Path) -> None:
    for name in UNITS:
        text = (DEPLOY / name).read_text().replace("/opt/xuezheng/.venv/bin/xuezheng", "/bin/true")
        (tmp_path / name).write_text(text)
    found = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in UNITS)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (found.returncode, found.stdout + found.stderr) == (0, "")


class Echo(BaseHTTPRequestHandler):
    """In the place of the site: says what it was asked and how."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        names = ("Host", "X-Forwarded-For", "X-Forwarded-Proto")
        body = "\n".join([self.path, *(f"{name}: {self.headers[name]}" for name in names)]).encode() + b"\n" * 2000
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the screen of the tests."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """The ports for https and http of nginx with our configuration, other paths and ports put in."""
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    certificate, key = self_signed(HOST)
    (folder / "site.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "site.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    site, https, http = HTTPServer(("127.0.0.1", 0), Echo), free_port(), free_port()
    text = (DEPLOY / "nginx.conf").read_text()
    for old, new in (
        ("/etc/ssl/xuezheng.pem", f"{folder}/site.pem"), ("/etc/ssl/xuezheng.key", f"{folder}/site.key"),
        ("listen 443 ", f"listen 127.0.0.1:{https} "), ("listen 80;", f"listen 127.0.0.1:{http};"),
        ("127.0.0.1:8000", f"127.0.0.1:{site.server_port}"),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    kept = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/errors; events {{}} http {{ access_log off; {kept}\n{text}}}"
    )
    Thread(target=site.serve_forever, daemon=True).start()
    server = subprocess.Popen(
        ["nginx", "-e", str(folder / "errors"), "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE
    )
    for _ in range(100):
        with socket.socket() as probe:
            if server.poll() is not None or probe.connect_ex(("127.0.0.1", https)) == 0:
                break
        time.sleep(0.05)
    assert server.poll() is None, (server.stderr.read() if server.stderr else b"").decode()
    yield https, http
    server.terminate()
    server.wait()
    site.shutdown()


def connected(ports: tuple[int, int]) -> HTTPSConnection:
    """To nginx, whose certificate is our own."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    return HTTPSConnection("127.0.0.1", ports[0], context=trusting, timeout=10)


def asked(ports: tuple[int, int], method: str, path: str, **headers: str) -> tuple[int, bytes, str]:
    connection = connected(ports)
    connection.request(method, path, headers={"Host": HOST, **headers})
    answer = connection.getresponse()
    found = answer.status, answer.read(), answer.getheader("Content-Encoding", "")
    connection.close()
    return found


def test_nginx_says_who_asks_and_how(ports: tuple[int, int]) -> None:
    """The visitor's own address in place of whatever the visitor claims."""
    status, body, _ = asked(
        ports, "GET", "/page/?lang=en", **{"X-Forwarded-For": "8.8.8.8", "X-Forwarded-Proto": "http"}
    )
    lines = body.decode().split("\n")[:4]
    assert (status, lines) == (
        200, ["/page/?lang=en", f"Host: {HOST}", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Proto: https"]
    )  # fmt: skip


def test_nginx_shortens_what_it_sends(ports: tuple[int, int]) -> None:
    _, body, encoding = asked(ports, "GET", "/page/", **{"Accept-Encoding": "gzip"})
    assert encoding == "gzip" and gzip.decompress(body).startswith(b"/page/")


def test_nginx_keeps_measurements_to_itself(ports: tuple[int, int]) -> None:
    assert asked(ports, "GET", "/metrics")[0] == 403


@pytest.mark.parametrize(("size", "status"), [(500_000_000, 200), (600_000_000, 413)])
def test_nginx_takes_files_as_large_as_the_site_does(ports: tuple[int, int], size: int, status: int) -> None:
    """Asked by the length alone: what is too large is refused before it is sent."""
    connection = connected(ports)
    connection.putrequest("POST", "/registers/imports/", skip_host=True)
    for name, value in (("Host", HOST), ("Content-Length", str(size)), ("Expect", "100-continue")):
        connection.putheader(name, value)
    connection.endheaders()
    sock = connection.sock
    assert sock is not None
    first = sock.recv(100).decode()
    connection.close()
    assert first.startswith("HTTP/1.1 100" if status == 200 else f"HTTP/1.1 {status}")


def test_nginx_leads_to_the_safe_address(ports: tuple[int, int]) -> None:
    connection = HTTPConnection("127.0.0.1", ports[1], timeout=10)
    connection.request("GET", "/page/?lang=en", headers={"Host": HOST})
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Location")) == (301, f"https://{HOST}/page/?lang=en")
    connection.close()
