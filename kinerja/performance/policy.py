"""Who may touch a sheet, locked or not. `obstacle` returns the sentence that forbids it, `allow` raises Refused."""

from collections.abc import Sequence
from datetime import datetime

from kinerja.audit.log import Refused
from kinerja.core.procedure import PERFORMANCE_FORM
from kinerja.people.acting import Acting
from kinerja.people.queries import day_at, head_of_agency, team_heads, titles
from kinerja.performance.locking import open_visits
from kinerja.performance.models import LOCKED, Correction, Figure, RevisionRequest, Sheet, SheetState
from kinerja.sop import policy as turns
from kinerja.sop.models import Answer, Visit, of_unit

FILLING = frozenset({"isi", "validasi"})
DECIDING = frozenset({"telaah", "tetapkan"})
APPROVING = DECIDING | {"validasi"}


def filling_visit(sheet: Sheet, *, by: Acting | None = None) -> Visit | None:
    """Return the open visit in which this sheet's unit fills it now, or None: of a step that fills or validates it.

    Where `by` is of the same agency, only what saving a cell asks of the visit is read at once.
    """
    if by is not None and by.agency_id == sheet.agency_id:
        visits = open_visits(sheet, by)
    else:
        open_now = Visit.objects.filter(
            agency_id=sheet.agency_id, case__period=sheet.cycle.period, unit_id=sheet.unit_id, ended_at__isnull=True
        ).select_related("case__procedure", "case__agency__government")
        visits = list(open_now.defer("case__procedure__text").order_by("pk"))
    return next(
        (visit for visit in visits if visit.rule.act in FILLING and visit.rule.form == PERFORMANCE_FORM),
        None,
    )


def confirms(sheet: Sheet, visit: Visit | None) -> bool:
    """Return whether this share only confirms: another procedure of the cycle locked the figures before it opened."""
    return sheet.state in LOCKED and visit is not None and visit.rule.act == "isi"


def obstacle(sheet: Sheet, visit: Visit | None, *, by: Acting, at: datetime) -> str | None:
    """Return why `by` may not change this sheet now, or None."""
    if confirms(sheet, visit):
        return (
            f"{sheet} sudah {SheetState(sheet.state).label.lower()} pada prosedur lain dalam siklus ini. Periksa "
            "angkanya, lalu konfirmasi; bila ada yang salah, mintalah revisi."
        )
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
    if seen is not None:
        allow_seen(sheet, seen)
    return visit


def allow_seen(sheet: Sheet, seen: int) -> None:
    """Raise Refused if the page showed an older version of the sheet."""
    if seen != sheet.version:
        raise Refused(
            f"{sheet} sudah berubah sejak halaman ini dibuka, mungkin oleh rekan satu unit. Isian Anda masih ada "
            "di bawah; bandingkan dengan yang tersimpan, lalu simpan lagi.",
            about=sheet,
        )


def allow_hand_in(visit: Visit, *, by: Acting, at: datetime) -> None:
    """Raise Refused if `by` may fill the sheet but not hand it in, before its fields are judged."""
    sentence = turns.obstacle("complete", visit, by=by, at=at)
    if sentence is not None:
        raise Refused(sentence, about=visit)


def correction_obstacle(correction: Correction, sheet: Sheet, *, by: Acting) -> str | None:
    """Return why `by` may not make this correction, or None."""
    if correction.ended_at is not None:
        return f"Perbaikan {sheet} sudah diserahkan."
    if sheet.state not in LOCKED:
        return f"{sheet} sedang terbuka untuk diisi; perbaiki angkanya di sana."
    if by.post.unit_id != sheet.unit_id or not by.post.heads_unit:
        return f"Perbaikan ini diserahkan oleh kepala {sheet.unit.name}, bukan oleh {by.title}."
    return None


def approval_of(sheet: Sheet) -> Visit | None:
    """Return the last decision on the figures of a sheet: of its cycle's procedures, else the unit's own validation."""
    visits = (
        Visit.objects.filter(of_unit(None) | of_unit(sheet.unit_id))
        .filter(agency_id=sheet.agency_id, case__period=sheet.cycle.period, ended_at__isnull=False)
        .exclude(answer=Answer.NO)
        .select_related("case__procedure", "case__agency__government", "ended_by")
        .defer("case__procedure__text")
    )
    approving = [visit for visit in visits if visit.rule.act in APPROVING]
    return max(approving, key=lambda visit: (visit.rule.act in DECIDING, visit.ended_at, visit.pk), default=None)


def deciders(visit: Visit, asker_id: int, at: datetime) -> frozenset[int]:
    """Return who answers the wish to revise what `visit` decided: its lane, the heads of the teams; never the asker.

    Where nobody of these is left, the head of the agency; nobody at all where he is the one who asks.
    """
    return deciders_of_each([(visit, asker_id)], at)[0]


def deciders_of_each(wishes: Sequence[tuple[Visit, int]], at: datetime) -> list[frozenset[int]]:
    """Return the `deciders` of each wish (what it revises, the post that asks) of one agency, who is who asked once."""
    if not wishes:
        return []
    agency = wishes[0][0].case.agency
    first = {visit.case.code: visit.case for visit, _ in wishes}
    lanes = {code: turns.lanes_for(case, at) for code, case in first.items()}
    chairs = team_heads(agency.pk, day_at(agency, at))
    head = frozenset({head_of_agency(agency.pk).pk})
    found = []
    for visit, asker_id in wishes:
        deciding = visit.rule.act in DECIDING
        lane = lanes[visit.case.code].of(visit.rule.performer) if deciding else frozenset[int]()
        found.append((lane | chairs) - {asker_id} or head - {asker_id})
    return found


def revision_obstacle(sheet: Sheet, *, by: Acting) -> str | None:
    """Return why `by` may not ask to revise figures of this sheet, or None."""
    if by.post.unit_id != sheet.unit_id or not by.post.heads_unit:
        return f"Revisi {sheet} diminta oleh kepala {sheet.unit.name}, bukan oleh {by.title}."
    if sheet.state not in LOCKED:
        return f"{sheet} belum terkunci; angkanya diubah lewat formulir ini sendiri atau pengembalian penelaah."
    if Correction.objects.filter(sheet=sheet, ended_at__isnull=True).exists():
        return f"{sheet} sedang diperbaiki. Serahkan dahulu perbaikan itu, lalu mintalah revisi yang lain."
    if RevisionRequest.objects.filter(sheet=sheet, answered_at__isnull=True).exists():
        return f"Permintaan revisi {sheet} sudah dikirim dan menunggu jawaban."
    return None


def answer_obstacle(request: RevisionRequest, *, by: Acting, at: datetime) -> str | None:
    """Return why `by` may not answer a request for revision, or None. Nobody answers his own, in whatever post."""
    if request.answered_by is not None:
        return f"Permintaan revisi ini sudah dijawab oleh {request.answered_by.title}."
    posts = deciders(request.visit, request.asked_by_id, at)
    if by.post_id not in posts:
        who = " / ".join(titles(posts)) or "pejabat lain yang belum ditetapkan"
        return f"Permintaan revisi ini dijawab oleh {who}, bukan oleh {by.title}."
    if by.user_id == request.asked_user_id:
        who = " / ".join(titles(posts - {by.post.pk})) or "pejabat yang menggantikan Anda dalam jabatan ini"
        return f"Anda sendiri yang meminta revisi ini, jadi bukan Anda yang menjawabnya. Tunggu jawaban {who}."
    return None


def grant_obstacle(request: RevisionRequest, *, by: Acting, at: datetime) -> str | None:
    """Return why `by` may not grant a request for revision, or None; what cannot be granted may still be refused."""
    sentence = answer_obstacle(request, by=by, at=at)
    if sentence is not None:
        return sentence
    if request.sheet.state not in LOCKED:
        return (
            f"{request.sheet} sudah terbuka lagi untuk diisi, jadi tidak perlu revisi. Tolak permintaan ini; unit "
            "memperbaiki angkanya di formulir."
        )
    if Correction.objects.filter(sheet_id=request.sheet_id, ended_at__isnull=True).exists():
        return (
            f"{request.sheet} sedang diperbaiki atas permintaan lain. Tunggu perbaikan itu diserahkan, lalu jawab "
            "permintaan ini."
        )
    return None


def is_open(figure: Figure, scope: Sequence[str]) -> bool:
    """Return whether this figure may be changed: a directed return or correction opens only the codes it aims at."""
    return not scope or figure.indicator.code in scope
