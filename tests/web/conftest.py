"""Pages are asked with teeth: an unknown template variable fails, and a GET that writes fails."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.test import Client

from kinerja.people.models import Agency, Appointment
from kinerja.sop.models import Visit
from kinerja.web import clock
from kinerja.web.acting import SESSION_KEY
from tests.cast import NOW
from tests.quarter import at_post, quarter, reviewed

__all__ = ["at_post", "quarter", "reviewed"]

WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM|TRUNCATE)\s+\"?(\w+)", re.IGNORECASE)
FRAMEWORK = {"django_session", "web_cache"}  # a session and its messages are written by the framework


class _Unknown(str):
    """Stands in for an unknown variable: Django prints it with the variable's name, which here is an error."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: Any) -> str:
        raise AssertionError(f"unknown template variable: {variable}")


@pytest.fixture(autouse=True)
def _unknown_variables_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", _Unknown("%s"))


class Desk(Client):
    """A browser at somebody's desk: it may only look with GET."""

    def get(self, *args: Any, **kwargs: Any) -> Any:
        def read_only(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            found = WRITES.match(str(sql))
            assert found is None or found[2] in FRAMEWORK, f"a GET writes: {sql}"
            return execute(sql, params, many, context)

        with connection.execute_wrapper(read_only):
            return super().get(*args, **kwargs)


@dataclass
class Clock:
    """What the clock on the wall of the office says."""

    moment: datetime = NOW


@pytest.fixture(autouse=True)
def wall(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The web door's clock; a test may turn it (`wall.moment = ...`)."""
    told = Clock()
    monkeypatch.setattr(clock, "now", lambda: told.moment)
    return told


def desk_of(agency: Agency, code: str, *, csrf: bool = False) -> Desk:
    """Return a browser in which the holder of an agency's post is signed in."""
    held = Appointment.objects.select_related("user").get(post__agency=agency, post__code=code)
    desk = Desk(enforce_csrf_checks=csrf)
    desk.force_login(held.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = desk.session
    session[SESSION_KEY] = held.pk
    session.save()
    return desk


@pytest.fixture
def browse(setwan: Any) -> Callable[..., Desk]:
    """Return a browser in which the holder of a post of the Sekretariat DPRD is signed in."""
    return partial(desk_of, setwan)


@pytest.fixture
def visit_district(kecamatan: Any) -> Callable[..., Desk]:
    """Return a browser in which the holder of a post of the kecamatan is signed in."""
    return partial(desk_of, kecamatan)


def send(desk: Desk, visit: Visit, do: str = "complete", **changed: Any) -> Any:
    """Send the form of a step's page as it stands, but for what is changed."""
    url = f"/langkah/{visit.pk}/"
    return desk.post(url, {**fields_of(desk.get(url)), "do": do, **changed}, follow=True)


@pytest.fixture
def open_demo(settings: Any) -> None:
    """A process started by `kinerja demo`."""
    settings.DEMO = True


def text_of(response: HttpResponse) -> str:
    """Return what a page says, without its tags and with single blanks."""
    shown = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", shown)


def fields_of(response: HttpResponse) -> dict[str, Any]:
    """Return what the page's forms would send as they stand: inputs, text areas and chosen options."""
    html = response.content.decode()
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind = given.get("type", "text")
        if "name" not in given or given["name"] == "csrfmiddlewaretoken" or kind == "file":
            continue
        if kind in ("checkbox", "radio"):
            if re.search(r"\schecked(\s|>|/)", tag):
                sent.setdefault(given["name"], []).append(given["value"])
        else:
            sent[given["name"]] = unescape(given.get("value", ""))
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL):
        sent[name] = unescape(body)
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]*selected', body)
        sent[name] = chosen[1] if chosen else ""
    return sent
