"""The second agency of the cast: a kecamatan with seven supplying units, one indicator each, and three procedures.

Whoever fills is the unit's staff and whoever hands in its head, so that the head may validate; `TYPED` holds the
figures of quarter I of 2024. What both agencies do alike is played by `tests.cast`.
"""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from kinerja.core.procedure import PERFORMANCE_FORM
from kinerja.people.acting import Acting
from kinerja.people.models import Agency, Post
from kinerja.people.operations import AgencyDescription
from kinerja.performance.acts.entries import STAFF_GROUPS
from kinerja.performance.models import LOCKED, Figure, Sheet
from kinerja.performance.operations import Typed, confirm_sheet, save_sheet, submit_sheet
from kinerja.planning.operations import PlanDescription
from kinerja.sop.models import Case, Visit
from kinerja.sop.operations import give_initial
from kinerja.sop.policy import initials_due, lanes_for
from tests import cast
from tests.cast import EXAMPLES, NODES, indicator, later, person

CODES = ("bungursari-pengumpulan", "bungursari-pengukuran", "bungursari-pengukuran-urutan-terbit")
FILES = {
    "bungursari-pengumpulan": EXAMPLES / "sop" / "bungursari-pengumpulan.toml",
    "bungursari-pengukuran": EXAMPLES / "sop" / "bungursari-pengukuran.toml",
    "bungursari-pengukuran-urutan-terbit": EXAMPLES / "urutan-terbit" / "bungursari-pengukuran.toml",
}
UNITS = (
    "kasubag-umpeg",
    "kasubag-pkp",
    "kasi-tapem",
    "kasi-pemberdayaan",
    "kasi-ekbang",
    "kasi-trantib",
    "kasi-kesos",
)


def describe() -> AgencyDescription:
    """Return the kecamatan of the cast with its calendar of 2024."""
    told = tomllib.loads((EXAMPLES / "demo" / "kecamatan.toml").read_text("utf-8"), parse_float=Decimal)
    told["agency"] |= {"is_example": False}
    told["calendar"]["years"] = [2024]
    return AgencyDescription(
        government=told["government"],
        agency=told["agency"],
        units=tuple(told["units"]),
        posts=tuple(told["posts"]),
        team=told["team"],
        lanes=tuple(told["lanes"]),
        calendar=told["calendar"],
    )


def _of(unit: str, code: str, node: str, target: str, quarters: tuple[str, ...], **rest: Any) -> dict[str, Any]:
    return indicator(code, node, unit, target, quarters, responsible=unit, **rest)


PLAN = PlanDescription(
    nodes=NODES,
    indicators=(
        _of("kasubag-umpeg", "UMPEG", "4.02.02", "12", ("3", "3", "3", "3")),
        _of("kasubag-pkp", "PKP", "4.02.02", "4", ("1", "1", "1", "1")),
        _of("kasi-tapem", "TAPEM", "S1", "40", ("10", "10", "10", "10")),
        _of("kasi-pemberdayaan", "PEMBERDAYAAN", "S1", "8", ("2", "2", "2", "2")),
        _of("kasi-ekbang", "EKBANG", "4.02.02.2.01", "6", ("", "2", "2", "2")),
        _of("kasi-trantib", "TRANTIB", "S1", "8", ("2", "2", "2", "2"), polarity="turun", formula="(2T-R)/T"),
        _of("kasi-kesos", "KESOS", "4.02.02.2.01", "100", ("25", "25", "25", "25")),
    ),
)
TYPED = {
    "UMPEG": Typed("3"),
    "PKP": Typed("1"),
    "TAPEM": Typed("8"),
    "PEMBERDAYAAN": Typed("2"),
    "EKBANG": Typed("1"),
    "TRANTIB": Typed("3"),
    "KESOS": Typed(unavailable=True, reason="Pendataan belum selesai", expected_on="2024-06-03"),
}
STAFF = {"groups": [{"men": str(place), "women": "1"} for place, _ in enumerate(STAFF_GROUPS)]}


def post(agency: Agency, code: str) -> Acting:
    """Return the holder of a post of the kecamatan, acting in it."""
    return person(Post.objects.get(agency=agency, code=code))


def entries_for(visit: Visit) -> dict[str, Any]:
    """Return a whole and valid entry for the act of a visit; deciding steps answer "ya"."""
    posts = {one.code: str(one.pk) for one in Post.objects.filter(agency_id=visit.agency_id)}
    called = [posts[code] for code in ("camat", "sekcam", "kasubag-pkp", "kasi-tapem") if code in posts]
    occasion = {"held_on": "2024-04-03", "starts_at": "09:00", "place": "Aula", "agenda": "Pembahasan pengukuran"}
    entries: dict[str, dict[str, Any]] = {
        "perintah": {"instruction": "Susun pengukuran kinerja.", "nature": "Segera", "due_on": "2024-04-30"},
        "isi": STAFF,
        "rencana": {
            "activities": [{"activity": "Isi", "executor": "Unit", "start_on": "2024-04-03", "end_on": "2024-04-05"}]
        },
        "validasi": {"answer": "ya"},
        "tetapkan": {"answer": "ya"},
        "undang": {**occasion, "invited": called},
        "rapat": {
            **occasion,
            "attendees": called[1:],
            "discussion": "Angka dibahas per indikator.",
            "decisions": [{"text": "Lengkapi bukti", "owner": posts.get("kasi-tapem", ""), "due_on": "2024-04-05"}],
        },
        "telaah": {
            "answer": "ya",
            "analysis": "Data wajar.",
            "direction": "Sampaikan kepada Bupati.",
            "actions": cast.actions_for(visit.case),
        },
        "tandatangan": {"agree": "ya", "remark": "Dikirim hari ini."},
        "nomor": {
            "subject": "Penyampaian dokumen pengukuran kinerja",
            "recipients": "Bupati Purwakarta\nKepala Bagian Organisasi",
            "copies_to": "Inspektur Daerah",
            "attachments": "1 (satu) berkas",
            "signed_by": "kepala",
        },
        "gandakan": {
            "copies": [{"receiver": "Bagian Organisasi", "count": "2"}, {"receiver": "Bapperida", "count": "1"}]
        },
        "arsip": {"number": "B/1/2024", "place": "Lemari 1, map TW I"},
    }
    return entries.get(visit.rule.act, {})


def typed_on(sheet: Sheet, **changed: Typed) -> dict[int, Typed]:
    """Return what is typed on a sheet, by figure: `TYPED`, but for what is changed."""
    wanted = {**TYPED, **changed}
    figures = Figure.objects.filter(sheet=sheet).select_related("indicator")
    return {figure.pk: wanted[figure.indicator.code] for figure in figures}


def sheet_of(visit: Visit) -> Sheet:
    """Return the sheet of a unit's share."""
    return Sheet.objects.get(cycle__agency_id=visit.agency_id, cycle__period=visit.case.period, unit=visit.unit)


def staff_of(visit: Visit) -> Acting:
    """Return the staff of a share's unit."""
    return person(Post.objects.get(unit=visit.unit, heads_unit=False))


def fill(visit: Visit, *, by: Acting | None = None, **changed: Typed) -> Sheet:
    """Type and save the sheet of a unit's share: its staff, unless told otherwise."""
    sheet = sheet_of(visit)
    at = later(visit.case, 5)
    return save_sheet(
        sheet_id=sheet.pk, seen=sheet.version, typed=typed_on(sheet, **changed), by=by or staff_of(visit), at=at
    )


def do(visit: Visit, entry: Mapping[str, Any] | None = None) -> Visit:
    """Do one visit as its post would; a sheet that says nothing yet is filled by the unit's staff first."""
    step = visit.rule
    if visit.unit_id is not None and step.form == PERFORMANCE_FORM and step.act in ("isi", "validasi"):
        sheet = sheet_of(visit)
        if sheet.state not in LOCKED and not sheet.figure_set.filter(typed_at__isnull=False).exists():
            fill(visit)
    if step.act == "isi" and step.form == PERFORMANCE_FORM:
        sheet, head = sheet_of(visit), cast.performer(visit)
        if sheet.state in LOCKED:
            confirm_sheet(sheet_id=sheet.pk, seen=sheet.version, by=head, at=later(visit.case))
            visit.refresh_from_db()
            return visit
        submit_sheet(sheet_id=sheet.pk, seen=sheet.version, typed={}, by=head, at=later(visit.case))
        visit.refresh_from_db()
        return visit
    return cast.do(visit, entries_for(visit) if entry is None else entry)


def carry(case: Case, *, until: int = 99) -> Case:
    """Do every open step of a case before `until`, each "ya", and return the case."""
    return cast.carry(case, until=until, doing=do)


def initial(case: Case, instruction: str = "Kerjakan.") -> Post:
    """Let whose turn it is put his paraf on the order of a case; return his post."""
    visit = Visit.objects.filter(case=case, step=1, ended_at__isnull=False).latest("number")
    due = Post.objects.get(pk__in=initials_due(visit, lanes_for(case, later(case))))
    give_initial(visit_id=visit.pk, instruction=instruction, by=person(due), at=later(case) + timedelta(minutes=1))
    return due
