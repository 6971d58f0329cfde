"""The web server: gunicorn with threads, as a child of the command that prints its address and ends it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from kinerja.console import children

WEB_ROLE = "kinerja_web"  # owns nothing and may not rewrite the trail (audit's first migration)
LOOPBACK = "127.0.0.1"
BOOT_LIMIT = 60.0  # seconds until the first answer
STOP_LIMIT = 15.0  # seconds for requests under way; a supervisor usually allows 30


class CannotServe(Exception):
    """The web server cannot start. Carries a whole sentence: what happened and what to do."""


def port_from(text: str | None) -> int:
    """Return the port a user asked for, 8000 if nothing was given. Raises CannotServe if it is no port."""
    given = (text or "8000").strip()
    if not (given.isascii() and given.isdigit() and 0 < int(given) < 65536):
        raise CannotServe(f"PORT berisi '{given}', padahal harus angka antara 1 dan 65535. Contoh: PORT=8001.")
    return int(given)


def require_free(port: int, *, host: str = LOOPBACK) -> None:
    """Raise CannotServe if another program listens on the port or this user may not open it."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does: old connections do not count
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CannotServe(
                f"Port {port} di {host} tidak dapat dibuka, biasanya karena dipakai program lain. "
                f"Hentikan program itu, atau pilih port lain, misalnya PORT={port + 1 if port >= 1024 else 8001}."
            ) from problem


def serve(
    port: int,
    *,
    say: Callable[[str], None],
    environment: Mapping[str, str],
    host: str = LOOPBACK,
    workers: int = 2,
    threads: int = 4,
) -> int:
    """Serve the application until the server ends or this process is told to; return the server's exit code.

    It always runs as the web's own role of the database.

    `environment` is added to our own for the server alone (role, demo mark, secret). `say` is told the address once
    the first page has been answered. Nothing is left behind on Ctrl-C, SIGTERM or SIGHUP. Raises CannotServe.
    """
    require_free(port, host=host)
    with children.orderly_end():
        child = children.start(
            [
                *(sys.executable, "-m", "gunicorn", "--bind", f"{host}:{port}", "--worker-class", "gthread"),
                *("--workers", str(workers), "--threads", str(threads), "--graceful-timeout", "10"),
                *("--no-control-socket", "--log-level", "warning"),
                *(("--worker-tmp-dir", "/dev/shm") if Path("/dev/shm").is_dir() else ()),  # noqa: S108
                "kinerja.console.worker:application()",
            ],
            farewell=signal.SIGTERM,
            environment={**os.environ, "KINERJA_POOL": str(threads), "KINERJA_DB_ROLE": WEB_ROLE, **environment},
        )
        try:
            _wait_for_answer(child, host, port)
            say(f"Kinerja berjalan di http://{host}:{port}/  (Ctrl-C untuk berhenti)")
            return child.wait()
        finally:
            children.stop(child, signal.SIGTERM, patience=STOP_LIMIT)


def _wait_for_answer(child: "subprocess.Popen[bytes]", host: str, port: int) -> None:
    begun = time.monotonic()
    while child.poll() is None and time.monotonic() - begun < BOOT_LIMIT:
        connection = http.client.HTTPConnection(host, port, timeout=BOOT_LIMIT)
        try:
            connection.request("GET", "/")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise CannotServe("Server web tidak menjawab. Baca pesan di atas, perbaiki penyebabnya, lalu jalankan lagi.")
