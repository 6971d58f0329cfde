"""Who may touch a sheet. `obstacle` returns the sentence that forbids it, `allow` raises it as Refused."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from kinerja.audit.log import Refused
from kinerja.core.procedure import PERFORMANCE_FORM
from kinerja.people.acting import Acting
from kinerja.performance.models import LOCKED, Figure, Sheet, SheetState
from kinerja.sop import policy as turns
from kinerja.sop.models import Visit

FILLING = frozenset({"isi", "validasi"})


def filling_visit(sheet: Sheet) -> Visit | None:
    """Return the open visit in which this sheet's unit fills it now, or None: of a step that fills or validates it."""
    visits = Visit.objects.filter(
        agency_id=sheet.agency_id, case__period=sheet.cycle.period, unit_id=sheet.unit_id, ended_at__isnull=True
    ).select_related("case__procedure", "case__agency__government")
    visits = visits.defer("case__procedure__text")
    return next(
        (visit for visit in visits.order_by("pk") if visit.rule.act in FILLING and visit.rule.form == PERFORMANCE_FORM),
        None,
    )


def cases_to_lock(sheet_id: int, *, ends: bool) -> list[int]:
    """Return the cases that filling this sheet moves: of open shares not taken up yet, or of all where it ends one."""
    shares = Visit.objects.filter(
        unit__sheet=sheet_id, case__period=F("unit__sheet__cycle__period"), ended_at__isnull=True
    )
    if not ends:
        shares = shares.filter(taken_up_at__isnull=True)
    return list(shares.order_by("case_id").values_list("case_id", flat=True).distinct())


def obstacle(sheet: Sheet, visit: Visit | None, *, by: Acting, at: datetime) -> str | None:
    """Return why `by` may not change this sheet now, or None."""
    if sheet.state in LOCKED:
        return (
            f"{sheet} sudah {SheetState(sheet.state).label.lower()}; angkanya hanya dapat berubah lewat revisi "
            "dengan alasan."
        )
    if visit is None:
        if sheet.state == SheetState.SUBMITTED:
            return f"{sheet} sudah diajukan. Angka dapat diubah lagi bila penelaah mengembalikannya kepada unit ini."
        return f"{sheet} belum dibagikan kepada unit ini. Tunggu Tim SAKIP mendistribusikan formulir."
    return turns.obstacle("prepare", visit, by=by, at=at)


def allow(sheet: Sheet, visit: Visit | None, *, by: Acting, at: datetime, seen: int | None = None) -> Visit:
    """Raise Refused with the sentence of `obstacle` or of a stale page; return the visit that fills the sheet."""
    sentence = obstacle(sheet, visit, by=by, at=at)
    if sentence is not None or visit is None:
        raise Refused(sentence or f"{sheet} belum dibagikan kepada unit ini.", about=sheet)
    if seen is not None and seen != sheet.version:
        raise Refused(
            f"{sheet} sudah berubah sejak halaman ini dibuka, mungkin oleh rekan satu unit. Isian Anda masih ada "
            "di bawah; bandingkan dengan yang tersimpan, lalu simpan lagi.",
            about=sheet,
        )
    return visit


def allow_hand_in(visit: Visit, *, by: Acting, at: datetime) -> None:
    """Raise Refused if `by` may fill the sheet but not hand it in, before its fields are judged."""
    sentence = turns.obstacle("complete", visit, by=by, at=at)
    if sentence is not None:
        raise Refused(sentence, about=visit)


def is_open(figure: Figure, scope: Sequence[str]) -> bool:
    """Return whether this figure may be changed: a directed return or correction opens only the codes it aims at."""
    return not scope or figure.indicator.code in scope
