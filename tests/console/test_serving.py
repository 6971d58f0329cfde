"""The web server's port: asked for in words a user can act on."""

import socket

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from kinerja.console import serving


def test_the_port_is_8000_unless_asked_otherwise() -> None:
    assert serving.port_from(None) == 8000
    assert serving.port_from(" 8123 ") == 8123


@pytest.mark.parametrize("given", ["0", "65536", "-1", "delapan", "٨٠٠٠"])
def test_what_is_no_port_is_refused_with_an_example(given: str) -> None:
    with pytest.raises(serving.CannotServe, match=r"angka antara 1 dan 65535.*PORT=8001"):
        serving.port_from(given)


def test_a_port_in_use_is_refused_and_a_free_one_named() -> None:
    with socket.create_server((serving.LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(serving.CannotServe, match=f"Port {port} .* dipakai program lain"):
            serving.require_free(port)
    serving.require_free(port)


def test_the_web_process_runs_as_its_own_role_without_demo_or_shifted_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, str] = {}

    def start(command: list[str], *, environment: dict[str, str], **rest: object) -> None:
        given.update(environment)
        raise serving.CannotServe("berhenti di sini")

    monkeypatch.setenv("KINERJA_SECRET_KEY", "x" * 50)
    monkeypatch.setenv("KINERJA_CLOCK_SHIFT", "-1000")
    monkeypatch.setattr(serving.children, "start", start)
    with pytest.raises(CommandError, match="berhenti di sini"):
        call_command("serve", port="8765")
    assert (given["KINERJA_DB_ROLE"], given["KINERJA_DEMO"], given["KINERJA_CLOCK_SHIFT"]) == ("kinerja_web", "", "0")
