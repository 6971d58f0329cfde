"""What the cast plays with: a small plan, the entries of every act, figures, and a case carried from step to step.

Nothing here is the demo's data. The plan has three supplying units with three indicators each; its figures of quarter
I of 2024 (`TYPED`) are chosen so that every result can be worked out by hand (`tests/performance/test_measuring.py`).
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from kinerja.core.calendar import Period
from kinerja.core.procedure import PERFORMANCE_FORM
from kinerja.people.acting import Acting
from kinerja.people.models import Agency, Appointment, Post
from kinerja.people.operations import AgencyDescription
from kinerja.performance.follow_up import lows_of
from kinerja.performance.models import Cycle, Figure, Sheet
from kinerja.performance.operations import Typed, add_evidence, submit_sheet
from kinerja.performance.queries import cycle_of
from kinerja.planning.operations import PlanDescription, put_on_shelf
from kinerja.sop.models import Answer, Case, State, Visit
from kinerja.sop.operations import attach, complete_step, receive_step, take_up
from kinerja.sop.policy import lanes_for, missing_papers, performers, receivers

EXAMPLES = Path(__file__).parent.parent / "examples"
SINCE = date(2024, 1, 2)
NOW = datetime(2024, 4, 1, 2, 0, tzinfo=UTC)  # Monday 1 April 2024, 09.00 WIB
QUARTER = Period.parse("2024-tw1")
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"


def describe(code: str = "setwan", **changed: Any) -> AgencyDescription:
    """Return the agency of the cast with its units, posts, team, lanes and its calendar of 2024."""
    told = tomllib.loads((EXAMPLES / "demo" / "setwan.toml").read_text("utf-8"), parse_float=Decimal)
    told["agency"] |= {"code": code, "is_example": False}
    told["calendar"]["years"] = [2024]
    told |= changed
    return AgencyDescription(
        government=told["government"],
        agency=told["agency"],
        units=tuple(told["units"]),
        posts=tuple(told["posts"]),
        team=told["team"],
        lanes=tuple(told["lanes"]),
        calendar=told["calendar"],
    )


NODES = (
    {"level": "tujuan", "code": "T1", "wording": "Layanan DPRD yang akuntabel"},
    {"level": "sasaran", "code": "S1", "wording": "Dukungan tugas DPRD tepat waktu", "parent": "T1"},
    {"level": "program", "code": "4.02.02", "wording": "Program dukungan", "parent": "S1", "pagu": "900000000.50"},
    {"level": "kegiatan", "code": "4.02.02.2.01", "wording": "Kegiatan dukungan", "parent": "4.02.02"},
    {"level": "sub kegiatan", "code": "4.02.02.2.01.0001", "wording": "Penyusunan", "parent": "4.02.02.2.01"},
)


def indicator(
    code: str, node: str, supplier: str, target: str, quarters: tuple[str, ...], **rest: Any
) -> dict[str, Any]:
    """Return one indicator as a plan's file writes it: rising, added up, each quarter alone, unless told otherwise."""
    return {
        "code": code,
        "node": node,
        "supplier": supplier,
        "responsible": supplier.replace("subbag", "kasubag"),
        "target": target,
        "quarters": quarters,
        "wording": f"Indikator {code}",
        "measure_unit": "Dokumen",
        "polarity": "naik",
        "formula": "R/T",
        "aggregation": "jumlah",
        "nature": "mandiri",
        "media": "Laporan unit",
        **rest,
    }


FALLING = {"polarity": "turun", "formula": "(2T-R)/T"}
PERCENT = {"measure_unit": "%", "aggregation": "terakhir", "nature": "kumulatif", "decimals": 2}
INDICATORS = (
    indicator("KEU-1", "S1", "subbag-keuangan", "12", ("3", "3", "3", "3")),
    indicator("KEU-2", "4.02.02", "subbag-keuangan", "8", ("2", "2", "2", "2"), **FALLING),
    indicator("KEU-3", "4.02.02.2.01", "subbag-keuangan", "95", ("90", "91", "93", "95"), **PERCENT),
    indicator("SID-1", "S1", "jf-persidangan", "40", ("10", "10", "10", "10")),
    indicator("SID-2", "4.02.02", "jf-persidangan", "4", ("1", "1", "1", "1")),
    indicator("SID-3", "4.02.02.2.01", "jf-persidangan", "2", ("", "1", "", "1")),
    indicator("WAS-1", "S1", "jf-pengawasan", "16", ("4", "4", "4", "4")),
    indicator("WAS-2", "4.02.02", "jf-pengawasan", "0", ("0", "0", "0", "0"), **FALLING),
    indicator("WAS-3", "4.02.02.2.01", "jf-pengawasan", "4", ("1", "1", "1", "1"), evidence_required=True),
)
PLAN = PlanDescription(nodes=NODES, indicators=INDICATORS)

# A plan of the other polarities, of one unit at one sasaran, with weights.
MIXED_UNIT = "jf-persidangan"


def at_s1(code: str, target: str, **rest: Any) -> dict[str, Any]:
    """Return an indicator of `MIXED_UNIT` at the sasaran, the last value counting, with one target for every period."""
    return indicator(code, "S1", MIXED_UNIT, target, (target,) * 4, **{"aggregation": "terakhir", **rest})


PREDIKAT = {"polarity": "predikat", "formula": "peringkat", "ranks": "akip"}
YES_NO = {"polarity": "ya/tidak", "formula": "ya/tidak"}
RANGE = {"polarity": "rentang", "formula": "rentang", "measure_unit": "%"}
RATIO = {"aggregation": "rasio", "measure_unit": "%", "decimals": 2}
MIXED = (
    at_s1("PRED", "BB", **PREDIKAT, weight="40"),
    at_s1("YA", "ya", **YES_NO, weight="10"),
    at_s1("RENTANG", "80-90", **RANGE, weight="20"),
    at_s1("RASIO", "95", **RATIO, weight="30"),
)
MIXED_TYPED = {
    "PRED": Typed("b"),
    "YA": Typed("Ya"),
    "RENTANG": Typed("92"),
    "RASIO": Typed(numerator="45", denominator="50"),
}

TYPED = {
    "KEU-1": Typed("3"),
    "KEU-2": Typed("3"),
    "KEU-3": Typed("87,25"),
    "SID-1": Typed("12"),
    "SID-2": Typed(unavailable=True, reason="Survei belum selesai", expected_on="2024-06-03"),
    "SID-3": Typed("1"),
    "WAS-1": Typed("0"),
    "WAS-2": Typed("0"),
    "WAS-3": Typed("1"),
}


def person(post: Post) -> Acting:
    """Return the holder of a post, acting in it."""
    held = Appointment.objects.select_related("post__unit", "agency__government", "user").get(post=post)
    return Acting(user=held.user, appointment=held)


def performer(visit: Visit) -> Acting:
    """Return the first who may do this visit, by rank."""
    posts = performers(visit, lanes_for(visit.case, visit.opened_at))
    return person(Post.objects.filter(pk__in=posts).order_by("position")[0])


def receiver(visit: Visit) -> Acting:
    """Return the first who may answer what this visit hands over."""
    posts = receivers(visit, lanes_for(visit.case, visit.opened_at))
    return person(Post.objects.filter(pk__in=posts).order_by("position")[0])


def fill_shelf(agency: Agency, by: Acting) -> None:
    """Put on the shelf what step 4 of the collecting procedure gathers."""
    for name in ("Renstra", "Survei Kepuasan Masyarakat", "Dokumen hasil penilaian SAKIP"):
        document = {"name": name, "kind": "dokumen instansi", "number": "1/2024", "since": SINCE}
        put_on_shelf(agency=agency, document=document, file=(f"{name}.pdf", PDF), by=by, at=NOW)


def entries_for(visit: Visit) -> dict[str, Any]:
    """Return a whole and valid entry for the act of a visit; deciding steps answer "ya"."""
    case = visit.case
    posts = {post.code: str(post.pk) for post in Post.objects.filter(agency_id=case.agency_id)}
    entries: dict[str, dict[str, Any]] = {
        "perintah": {"instruction": "Laksanakan sesuai SOP.", "nature": "Segera", "due_on": "2024-04-30"},
        "rapat": {
            "held_on": "2024-04-02",
            "starts_at": "09:00",
            "place": "Ruang rapat",
            "agenda": "Arahan pelaksanaan",
            "attendees": [posts["kabag-umum"], posts["ketua-sakip"], posts["anggota-sakip"]],
            "discussion": "Pembagian tugas dan jadwal.",
            "decisions": [{"text": "Siapkan formulir", "owner": posts["ketua-sakip"], "due_on": "2024-04-05"}],
        },
        "rencana": {
            "activities": [
                {"activity": "Isi", "executor": "Kasubag/JF", "start_on": "2024-04-03", "end_on": "2024-04-05"}
            ]
        },
        "himpun": {
            "items": [
                {"name": name, "state": "ada", "note": ""} for name in case.spec.narrative.get("dokumen_pelengkap", ())
            ]
        },
        "lapor": {"summary": "Semua unit menyerahkan formulir.", "proposal": "Lanjutkan ke telaah."},
        "telaah": {
            "answer": "ya",
            "analysis": "Data lengkap dan wajar.",
            "direction": "Jadikan bahan LKjIP.",
            "actions": actions_for(case),
        },
        "arsip": {"number": "A/1/2024", "place": "Lemari 2, map TW I"},
    }
    return entries.get(visit.rule.act, {})


def actions_for(case: Case) -> list[dict[str, str]]:
    """Return a whole rencana aksi for every low result of the case's cycle, as the page's form sends it."""
    cycle = cycle_of(case)
    return [
        {"indicator": low.code, "action": f"Perbaiki {low.code}", "owner": str(low.responsible_id), "due_on": DUE}
        for low in (lows_of(cycle) if cycle else ())
    ]


DUE = "2024-06-28"
REPLY = {"reply": "Pelajari dan tindak lanjuti.", "forward_to": "Kepala Bagian Umum dan Keuangan"}


def refusal(target: int, *, units: list[int] | None = None, indicators: list[str] | None = None) -> dict[str, Any]:
    """Return the entry of a "tidak" that sends the case back to a step."""
    return {
        "answer": "tidak",
        "target": target,
        "units": units or [],
        "indicators": indicators or [],
        "reason": "Angka belum sesuai dengan bukti.",
        "due_at": "2024-06-28T16:00:00+07:00",
    }


def open_visit(case: Case, step: int, unit: str = "") -> Visit:
    """Return the visit of a step that is open now (of a unit, by its code)."""
    visits = Visit.objects.filter(case=case, step=step, ended_at__isnull=True)
    return (visits.filter(unit__code=unit) if unit else visits).get()


def later(case: Case, minutes: int = 10) -> datetime:
    """Return a moment after everything that happened in the case so far."""
    moments = [case.started_at]
    for row in Visit.objects.filter(case=case).values_list("opened_at", "taken_up_at", "handed_at", "ended_at"):
        moments += [moment for moment in row if moment is not None]
    return max(moments) + timedelta(minutes=minutes)


def supply(visit: Visit, by: Acting, at: datetime) -> None:
    """Attach, as a note of its place, every paper from outside that no register supplies."""
    for document in missing_papers(visit):
        attach(visit_id=visit.pk, name=document.name, source="Lemari arsip", filename="", data=None, by=by, at=at)


def the_sheet(case: Case, unit: str) -> Sheet:
    """Return the sheet of a unit in the cycle of a case."""
    return Sheet.objects.get(cycle=Cycle.objects.get(agency_id=case.agency_id, period=case.period), unit__code=unit)


def typed_on(sheet: Sheet, **changed: Typed) -> dict[int, Typed]:
    """Return what is typed on a sheet, by figure: `TYPED`, but for what is changed (`KEU_1=Typed("5")`)."""
    wanted = {**TYPED, **MIXED_TYPED, **{code.replace("_", "-"): typed for code, typed in changed.items()}}
    return {figure.pk: wanted[figure.indicator.code] for figure in _figures(sheet)}


def _figures(sheet: Sheet) -> list[Figure]:
    return list(Figure.objects.filter(sheet=sheet).select_related("indicator", "card"))


def hand_in(visit: Visit, at: datetime, *, typed: Mapping[int, Typed] | None = None) -> Visit:
    """Fill the sheet of a unit's share, prove what must be proven, and hand it in as the unit's head."""
    by = performer(visit)
    sheet = Sheet.objects.get(cycle__agency_id=visit.agency_id, cycle__period=visit.case.period, unit_id=visit.unit_id)
    for figure in _figures(sheet):
        if figure.card.evidence_required and not figure.evidence_set.exists():
            add_evidence(figure_id=figure.pk, filename="bukti.pdf", data=PDF, by=by, at=at)
    sheet.refresh_from_db()
    wanted = typed_on(sheet) if typed is None else typed
    submit_sheet(sheet_id=sheet.pk, seen=sheet.version, typed=wanted, by=by, at=at)
    visit.refresh_from_db()
    return visit


def do(visit: Visit, entry: Mapping[str, Any] | None = None) -> Visit:
    """Do one visit as its post would: take it up, supply what is missing, complete it, let the receiver answer."""
    visit.refresh_from_db()
    at, by = later(visit.case), performer(visit)
    if visit.rule.act == "isi" and visit.rule.form == PERFORMANCE_FORM:
        return hand_in(visit, at)
    if visit.taken_up_at is None:
        visit = take_up(visit_id=visit.pk, seen=visit.version, by=by, at=at)
    supply(visit, by, at)
    said = entries_for(visit) if entry is None else entry
    visit = complete_step(visit_id=visit.pk, seen=visit.version, entry=said, by=by, at=at + timedelta(minutes=20))
    if visit.state == State.HANDED:
        visit = receive_step(
            visit_id=visit.pk, seen=visit.version, entry=REPLY, by=receiver(visit), at=at + timedelta(minutes=40)
        )
    return visit


def carry(case: Case, *, until: int = 99, doing: Callable[[Visit], Visit] = do) -> Case:
    """Do every open step of a case before `until` (to its end, if not said), each "ya", and return the case."""
    while True:
        visit = (
            Visit.objects.filter(case=case, ended_at__isnull=True, step__lt=until)
            .select_related("case__procedure", "case__agency__government")
            .order_by("step", "unit__position")
            .first()
        )
        if visit is None:
            case.refresh_from_db()
            return case
        doing(visit)


def last_answer(case: Case, step: int) -> str:
    """Return what the last ended visit of a step answered."""
    return str(Answer(Visit.objects.filter(case=case, step=step).order_by("number").last().answer))  # type: ignore[union-attr]
