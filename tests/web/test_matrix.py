"""Who may open what: every address of the application, for every role, for another agency, for nobody."""

from collections.abc import Callable

import pytest
from django.urls import URLPattern, reverse

from kinerja.documents.models import Paper
from kinerja.people.acting import System
from kinerja.people.models import Appointment
from kinerja.people.operations import found_agency
from kinerja.performance.models import Cycle, Figure, Sheet
from kinerja.sop.models import Case, MeetingTask, Procedure, Visit
from kinerja.urls import urlpatterns
from kinerja.vault.models import StoredFile
from tests.cast import NOW, SINCE, carry, describe, later
from tests.web.conftest import Desk, text_of

ROLES = ("sekwan", "kabag-umum", "kabag-persidangan", "kasubag-keuangan", "ketua-sakip", "staf-arsip", "staf-keuangan")
SHOWN, MOVED, POST_ONLY, NOT_FOUND = 200, 302, 405, 404


def newest(model: type) -> Callable[[], list[int]]:
    return lambda: [model.objects.order_by("-pk").values_list("pk", flat=True)[0]]  # type: ignore[attr-defined]


def open_step() -> list[int]:
    return [Visit.objects.filter(ended_at__isnull=True).order_by("pk").values_list("pk", flat=True)[0]]


def figure() -> list[int]:
    found = Figure.objects.order_by("pk").values_list("sheet_id", "pk")[0]
    return list(found)


def nothing() -> list[int]:
    return []


# url name: arguments, a GET of the own agency, a GET of another agency, a POST of another agency
PAGES: dict[str, tuple[Callable[[], list[int]], int, int, int]] = {
    "home": (nothing, MOVED, MOVED, MOVED),
    "account_login": (nothing, MOVED, MOVED, MOVED),
    "demo-login": (nothing, POST_ONLY, POST_ONLY, NOT_FOUND),
    "acting": (nothing, POST_ONLY, POST_ONLY, MOVED),
    "tasks": (nothing, SHOWN, SHOWN, POST_ONLY),
    "meeting-task-finish": (newest(MeetingTask), POST_ONLY, POST_ONLY, NOT_FOUND),
    "messages-read": (nothing, POST_ONLY, POST_ONLY, MOVED),
    "cycles": (nothing, SHOWN, SHOWN, POST_ONLY),
    "case-start": (nothing, SHOWN, SHOWN, 422),
    "case": (newest(Case), SHOWN, NOT_FOUND, POST_ONLY),
    "step": (open_step, SHOWN, NOT_FOUND, NOT_FOUND),
    "step-attach": (open_step, POST_ONLY, POST_ONLY, NOT_FOUND),
    "step-preview": (lambda: [*open_step(), 0], SHOWN, NOT_FOUND, POST_ONLY),
    "sheets": (nothing, SHOWN, SHOWN, POST_ONLY),
    "sheet": (newest(Sheet), SHOWN, NOT_FOUND, NOT_FOUND),
    "evidence": (figure, POST_ONLY, POST_ONLY, NOT_FOUND),
    "results": (nothing, SHOWN, SHOWN, POST_ONLY),
    "cycle-results": (newest(Cycle), SHOWN, NOT_FOUND, POST_ONLY),
    "papers": (nothing, SHOWN, SHOWN, POST_ONLY),
    "paper": (newest(Paper), SHOWN, NOT_FOUND, POST_ONLY),
    "paper-download": (newest(Paper), SHOWN, NOT_FOUND, POST_ONLY),
    "hard-copy": (newest(Paper), POST_ONLY, POST_ONLY, NOT_FOUND),
    "file": (newest(StoredFile), SHOWN, NOT_FOUND, POST_ONLY),
    "procedures": (nothing, SHOWN, SHOWN, POST_ONLY),
    "procedure": (newest(Procedure), SHOWN, NOT_FOUND, POST_ONLY),
    "trail": (nothing, SHOWN, SHOWN, POST_ONLY),
    "logout": (nothing, POST_ONLY, POST_ONLY, MOVED),  # last: it ends the session
}
OPEN_TO_ALL = {"account_login": SHOWN}


@pytest.fixture
def world(collecting, wall):
    """A case that has been reviewed and handed over, so that there is one of everything."""
    carry(collecting, until=11)
    wall.moment = later(collecting)
    return collecting


@pytest.fixture
def stranger(world):
    """The head of another agency of the same government."""
    other = found_agency(description=describe("lain"), since=SINCE, by=System(0), at=NOW)
    held = Appointment.objects.get(agency=other, post__heads_agency=True)
    desk = Desk()
    desk.force_login(held.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return desk


def statuses(ask) -> dict[str, int]:
    return {name: ask(reverse(name, args=page[0]())).status_code for name, page in PAGES.items()}


def test_every_address_is_in_the_matrix():
    named = {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    assert len(named) == len(urlpatterns)
    assert named == set(PAGES)


@pytest.mark.parametrize("role", ROLES)
def test_every_post_of_the_agency_may_look_at_every_page(browse, world, role):
    shown = statuses(browse(role).get)
    # A preview may have nothing to show yet, and then leads back to its step with the sentence.
    shown["step-preview"] = SHOWN if shown["step-preview"] in (SHOWN, MOVED) else shown["step-preview"]
    assert shown == {name: page[1] for name, page in PAGES.items()}


def test_nothing_of_an_agency_is_shown_to_another(stranger):
    assert statuses(stranger.get) == {name: page[2] for name, page in PAGES.items()}


def test_nothing_of_an_agency_is_changed_by_another(stranger):
    assert statuses(stranger.post) == {name: page[3] for name, page in PAGES.items()}


@pytest.mark.usefixtures("world")
def test_nobody_sees_a_page_without_signing_in():
    expected = {
        name: OPEN_TO_ALL.get(name, MOVED if page[1] != POST_ONLY else POST_ONLY) for name, page in PAGES.items()
    }
    assert statuses(Desk().get) == expected


@pytest.mark.parametrize("place", ["dokumen", "jejak"])
def test_asking_for_the_case_of_another_agency_tells_nothing_of_it(stranger, browse, world, place):
    number = Paper.objects.order_by("pk")[0].number if place == "dokumen" else str(world)
    asked = f"/{place}/?kasus={world.pk}"
    assert number in text_of(browse("sekwan").get(asked))
    assert number not in text_of(stranger.get(asked))
