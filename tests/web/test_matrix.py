"""Who may open what: every address of the application, for every role of both agencies, across them, for nobody."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import URLPattern, resolve, reverse

from kinerja.documents.models import Paper
from kinerja.people.models import Agency, Post, Unit
from kinerja.performance.models import Cycle, Figure, FollowUp, Sheet
from kinerja.sop.models import Case, MeetingTask, Procedure, Visit
from kinerja.urls import urlpatterns
from kinerja.vault import store
from kinerja.vault.models import StoredFile
from tests import kecamatan as district
from tests.cast import PDF, carry, later
from tests.web.conftest import Desk, desk_of, text_of

AGENCIES = ("setwan", "kecamatan")
ROLES = [
    *(("setwan", code) for code in ("sekwan", "kabag-umum", "kabag-persidangan", "kasubag-keuangan", "ketua-sakip")),
    *(("setwan", code) for code in ("staf-arsip", "staf-keuangan")),
    *(("kecamatan", code) for code in ("camat", "sekcam", "kasubag-pkp", "kasubag-umpeg", "kasi-tapem", "staf-tapem")),
]
SHOWN, MOVED, POST_ONLY, NOT_FOUND = 200, 302, 405, 404
Keys = Callable[[Agency], list[int]]


def newest(model: Any) -> Keys:
    return lambda agency: [model.objects.filter(agency=agency).order_by("-pk").values_list("pk", flat=True)[0]]


def open_step(agency: Agency) -> list[int]:
    found = Visit.objects.filter(agency=agency, ended_at__isnull=True)
    return [found.order_by("pk").values_list("pk", flat=True)[0]]


def figure(agency: Agency) -> list[int]:
    return list(Figure.objects.filter(agency=agency).order_by("pk").values_list("sheet_id", "pk")[0])


def nothing(agency: Agency) -> list[int]:
    return []


# url name: arguments, a GET of the own agency, a GET of another agency, a POST of another agency
PAGES: dict[str, tuple[Keys, int, int, int]] = {
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
    "initial": (open_step, POST_ONLY, POST_ONLY, NOT_FOUND),
    "step-preview": (lambda agency: [*open_step(agency), 0], SHOWN, NOT_FOUND, POST_ONLY),
    "sheets": (nothing, SHOWN, SHOWN, POST_ONLY),
    "sheet": (newest(Sheet), SHOWN, NOT_FOUND, NOT_FOUND),
    "evidence": (figure, POST_ONLY, POST_ONLY, NOT_FOUND),
    "results": (nothing, SHOWN, SHOWN, POST_ONLY),
    "cycle-results": (newest(Cycle), SHOWN, NOT_FOUND, POST_ONLY),
    "cycle-recap": (newest(Cycle), SHOWN, NOT_FOUND, POST_ONLY),
    "cycle-trend": (newest(Cycle), SHOWN, NOT_FOUND, POST_ONLY),
    "cycle-analysis": (newest(Cycle), SHOWN, NOT_FOUND, POST_ONLY),
    "cycle-money": (newest(Cycle), SHOWN, NOT_FOUND, NOT_FOUND),
    "cycle-process": (newest(Cycle), SHOWN, NOT_FOUND, POST_ONLY),
    "analysis": (lambda agency: figure(agency)[1:], SHOWN, NOT_FOUND, NOT_FOUND),
    "cycle-yardsticks": (newest(Cycle), SHOWN, NOT_FOUND, POST_ONLY),
    "yardstick": (lambda agency: figure(agency)[1:], SHOWN, NOT_FOUND, NOT_FOUND),
    "follow-ups": (nothing, SHOWN, SHOWN, POST_ONLY),
    "follow-up": (newest(FollowUp), SHOWN, NOT_FOUND, NOT_FOUND),
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
LISTS = [name for name, page in PAGES.items() if page[0] is nothing and page[1] == SHOWN]
OBJECTS = {
    "case": Case, "step": Visit, "sheet": Sheet, "cycle-results": Cycle, "paper": Paper, "paper-download": Paper,
    "file": StoredFile, "procedure": Procedure, "meeting-task-finish": MeetingTask, "hard-copy": Paper,
    "follow-up": FollowUp,
}  # fmt: skip


@pytest.fixture
def worlds(request, db, vault_root, wall):
    """A running case with one of everything, at each agency that the test asks for (both, if it asks for none)."""
    wanted = getattr(request, "param", None)
    cases = {}
    if wanted != "kecamatan":
        cases["setwan"] = carry(request.getfixturevalue("collecting"), until=11)
    if wanted != "setwan":
        case = district.carry(request.getfixturevalue("begun")("bungursari-pengukuran"), until=10)
        store.keep(agency_id=case.agency_id, name="bukti.pdf", data=PDF, post=case.started_by, at=later(case))
        cases["kecamatan"] = case
    for case in cases.values():
        name_action(case)
    wall.moment = max(later(case) for case in cases.values())
    return cases


def name_action(case: Case) -> None:
    """Put a rencana aksi of the head beside the case."""
    cycle, head = Cycle.objects.get(agency_id=case.agency_id), Post.objects.get(agency=case.agency, heads_agency=True)
    FollowUp.objects.create(
        agency_id=case.agency_id,
        cycle=cycle,
        indicator=Figure.objects.filter(cycle=cycle).order_by("position")[0].indicator,
        visit=Visit.objects.filter(case=case).order_by("pk")[0],
        achievement=0,
        predicate="Sangat Rendah",
        action="Perbaiki",
        owner=head,
        due_on=case.calendar_period.last_day,
        named_at=case.started_at,
        named_by=head,
    )


@dataclass
class Pair:
    """An agency with a running case, and the head of the other one at his desk."""

    owner: Agency
    case: Case
    stranger: Desk
    other: Agency


@pytest.fixture(params=AGENCIES)
def across(request, worlds) -> Pair:
    """Each agency as seen from the other."""
    other = next(code for code in AGENCIES if code != request.param)
    case, theirs = worlds[request.param], worlds[other].agency
    head = Post.objects.get(agency=theirs, heads_agency=True)
    return Pair(case.agency, case, desk_of(theirs, head.code), theirs)


def statuses(ask, agency: Agency) -> dict[str, int]:
    return {name: ask(reverse(name, args=page[0](agency))).status_code for name, page in PAGES.items()}


def test_every_address_is_in_the_matrix():
    named = {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    assert len(named) == len(urlpatterns)
    assert named == set(PAGES)


@pytest.mark.parametrize(("worlds", "role"), ROLES, indirect=["worlds"])
def test_every_post_of_an_agency_may_look_at_every_page_of_it(worlds, role):
    (case,) = worlds.values()
    shown = statuses(desk_of(case.agency, role).get, case.agency)
    # A preview may have nothing to show yet, and then leads back to its step with the sentence.
    shown["step-preview"] = SHOWN if shown["step-preview"] in (SHOWN, MOVED) else shown["step-preview"]
    assert shown == {name: page[1] for name, page in PAGES.items()}


def test_nothing_of_an_agency_is_shown_to_another(across):
    assert statuses(across.stranger.get, across.owner) == {name: page[2] for name, page in PAGES.items()}


def test_nothing_of_an_agency_is_changed_by_another(across):
    assert statuses(across.stranger.post, across.owner) == {name: page[3] for name, page in PAGES.items()}


def test_no_list_names_anything_of_the_other_agency(across):
    words = {*Unit.objects.filter(agency=across.owner).values_list("name", flat=True)}
    words |= {*Post.objects.filter(agency=across.owner).values_list("title", flat=True)}
    words |= {*Paper.objects.filter(agency=across.owner).values_list("number", flat=True)}
    words -= {*Unit.objects.filter(agency=across.other).values_list("name", flat=True)}
    for page in LISTS:
        shown = text_of(across.stranger.get(reverse(page)))
        assert [word for word in sorted(words) if word in shown] == [], page


def test_every_link_of_a_list_leads_to_the_own_agency(across):
    led = set()
    for page in LISTS:
        html = across.stranger.get(reverse(page)).content.decode()
        found = [resolve(path) for path in re.findall(r'(?:href|action)="(/[^"?#]*)', html) if "/static/" not in path]
        for match in found:
            if match.url_name in OBJECTS:
                key, model = match.kwargs["pk"], OBJECTS[match.url_name]
                assert model.objects.filter(pk=key, agency=across.other).exists(), (page, match.url_name, key)
                led.add(match.url_name)
    assert {"case", "step", "sheet", "cycle-results", "paper", "procedure", "follow-up"} <= led


@pytest.mark.parametrize("worlds", ["setwan"], indirect=True)
def test_nobody_sees_a_page_without_signing_in(worlds):
    expected = {
        name: OPEN_TO_ALL.get(name, MOVED if page[1] != POST_ONLY else POST_ONLY) for name, page in PAGES.items()
    }
    assert statuses(Desk().get, worlds["setwan"].agency) == expected


@pytest.mark.parametrize("place", ["dokumen", "jejak"])
def test_asking_for_the_case_of_another_agency_tells_nothing_of_it(across, place):
    papers = Paper.objects.filter(agency=across.owner).order_by("pk")
    number = papers[0].number if place == "dokumen" else str(across.case)
    asked = f"/{place}/?kasus={across.case.pk}"
    head = Post.objects.get(agency=across.owner, heads_agency=True)
    assert number in text_of(desk_of(across.owner, head.code).get(asked))
    assert number not in text_of(across.stranger.get(asked))
