"""What the pages of a sheet show: rows of figures with their fields, locks and saved values, printed in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from kinerja.audit.log import Refused
from kinerja.core.calendar import long_date
from kinerja.core.procedure import PERFORMANCE_FORM
from kinerja.people.acting import Acting
from kinerja.people.models import Post
from kinerja.performance import policy
from kinerja.performance.follow_up import FollowUpRow
from kinerja.performance.models import LOCKED, Correction, Cycle, Sheet, SheetState
from kinerja.performance.queries import FigureRow, SheetRow, correction_of, sheet_rows
from kinerja.planning.models import Level
from kinerja.sop import policy as turns
from kinerja.sop.models import Visit
from kinerja.web.finding_rows import FindingLine
from kinerja.web.follow_up_rows import ActionLine, action_line
from kinerja.web.forms.sheet import FigureForm, is_posted, saved_on
from kinerja.web.parts import Badge, Button, FileLink, badge_of, size

HANDED_IN = frozenset({SheetState.SUBMITTED, SheetState.VERIFIED, SheetState.FINAL})


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet in the list of its cycle."""

    url: str
    unit_name: str
    post: str
    state: Badge
    filled: int
    total: int
    received_at: datetime | None
    handed_in_at: datetime | None
    due_at: datetime | None
    example: bool


@dataclass(frozen=True, slots=True)
class CycleGroup:
    """The sheets of one cycle with how complete they are."""

    period: str
    complete: str
    sheets: tuple[SheetLine, ...]


def cycle_groups(agency_id: int) -> list[CycleGroup]:
    """Return every cycle of an agency with its sheets, newest first."""
    cycles = Cycle.objects.filter(agency_id=agency_id).order_by("-period")
    heads = {post.unit_id: post for post in Post.objects.filter(agency_id=agency_id, heads_unit=True)}
    shares = Visit.objects.filter(agency_id=agency_id, ended_at__isnull=True, unit__isnull=False)
    shares = shares.select_related("case__procedure").defer("case__procedure__text").order_by("-pk")
    due = {
        (visit.case.period, visit.unit_id): visit.due_at
        for visit in shares
        if visit.rule.act in policy.FILLING and visit.rule.form == PERFORMANCE_FORM
    }
    return [_group(cycle, sheet_rows(cycle), heads, due) for cycle in cycles]


def _group(
    cycle: Cycle, rows: list[SheetRow], heads: Mapping[int, Post], due: Mapping[tuple[str, int | None], datetime]
) -> CycleGroup:
    lines = tuple(
        SheetLine(
            url=reverse("sheet", args=[row.pk]),
            unit_name=row.unit,
            post=heads[row.unit_id].title if row.unit_id in heads else "",
            state=badge_of(row.state),
            filled=row.filled,
            total=row.figures,
            received_at=row.received_at,
            handed_in_at=row.submitted_at if row.state in HANDED_IN else None,
            due_at=due.get((cycle.period, row.unit_id)),
            example=row.unit_id in heads and heads[row.unit_id].is_example,
        )
        for row in rows
    )
    handed = sum(line.handed_in_at is not None for line in lines)
    filled, total = sum(line.filled for line in lines), sum(line.total for line in lines)
    complete = f"{handed} dari {len(lines)} formulir diserahkan, {filled} dari {total} indikator terisi"
    return CycleGroup(cycle.calendar_period.label, complete, lines)


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure as the sheet shows it; `form` is None where it may not be changed."""

    pk: int
    no: int
    goal: str
    indicator: str
    kind: str
    unit: str
    is_ratio: bool
    target_year: str
    target_period: str
    basis: str
    state: Badge
    example: bool
    correction: str
    locked: str
    evidence: tuple[FileLink, ...]
    evidence_needed: bool
    realisation: str
    remark: str
    reason: str
    maker: str
    unavailable: bool
    attaching: bool
    attach_url: str
    saved: tuple[str, ...]
    findings: tuple[FindingLine, ...]
    actions: tuple[ActionLine, ...]
    form: FigureForm | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be changed on a sheet, and why: by a return, or by a correction of figures already locked."""

    by: str
    reason: str
    scope: tuple[str, ...]
    due_at: datetime

    def aims_at(self, code: str) -> bool:
        """Return whether the figure of an indicator may be changed."""
        return not self.scope or code in self.scope


@dataclass(frozen=True, slots=True)
class Shown:
    """A sheet as its page shows it."""

    pk: int
    title: str
    unit_name: str
    period: str
    state: Badge
    due_at: datetime | None
    obstacle: str
    editable: bool
    receipt: Button | None
    visit_seen: int
    seen: int
    filled: int
    total: int
    returned: str
    returned_by: str
    correcting: bool
    note: str
    note_fault: str
    stale: bool
    unsaved: str
    rows: tuple[FigureLine, ...]
    acts: tuple[Button, ...] = field(default=())


BASES = {
    "mandiri": "angka periode ini saja",
    "kumulatif": "angka sejak awal tahun",
}
LABELS = {
    "value": "realisasi",
    "numerator": "pembilang",
    "denominator": "penyebut",
    "unavailable": "data belum tersedia",
    "reason": "alasan",
    "expected": "perkiraan tersedia",
    "remark": "keterangan",
}


def sheet_page(
    sheet: Sheet,
    figures: list[FigureRow],
    *,
    by: Acting,
    at: datetime,
    typed: Mapping[str, Any] | None,
    refusal: Refused | None,
    findings: Sequence[FindingLine] = (),
    carried: Sequence[FollowUpRow] = (),
) -> Shown:
    """Return a sheet for its page. What was typed stays in the fields, also where it may no longer be saved.

    `findings` are those of the saved figures; beside a text that is not saved they would speak of another figure.
    `carried` are the rencana aksi of earlier periods that are still open about these indicators.
    """
    visit = policy.filling_visit(sheet)
    correction = correction_of(sheet) if sheet.state in LOCKED else None
    if correction is not None:
        obstacle = policy.correction_obstacle(correction, sheet, by=by) or ""
        editable = not obstacle
        asked: Asked | None = _asked_by_correction(correction)
    else:
        obstacle = policy.obstacle(sheet, visit, by=by, at=at) or ""
        editable = not obstacle and visit is not None and visit.taken_up_at is not None
        asked = _asked_by_visit(visit) if visit is not None else None
    faults = refusal.fields if refusal else {}
    found = {row.pk: tuple(line for line in findings if line.figure_id == row.pk) for row in figures}
    actions = {row.code: tuple(action_line(one) for one in carried if one.code == row.code) for row in figures}
    rows = tuple(
        _line(
            sheet,
            row,
            asked,
            editable=editable,
            typed=typed,
            faults=faults,
            findings=found[row.pk],
            actions=actions[row.code],
        )
        for row in figures
    )
    seen = str(typed.get("seen", "")) if typed else ""
    stale = seen not in ("", str(sheet.version))
    return Shown(
        pk=sheet.pk,
        title="Formulir pengumpulan data capaian kinerja",
        unit_name=sheet.unit.name,
        period=sheet.cycle.calendar_period.label,
        state=badge_of(sheet.state),
        due_at=asked.due_at if asked else None,
        obstacle=obstacle,
        editable=editable,
        receipt=_receipt(visit) if not obstacle and correction is None else None,
        visit_seen=visit.version if visit else 0,
        seen=sheet.version,  # where it rose meanwhile, both values are on the page: sending again is a choice
        filled=sum(bool(row.realisation) for row in rows),
        total=len(rows),
        returned=asked.reason if asked else "",
        returned_by=asked.by if asked else "",
        correcting=correction is not None and editable,
        note=str(typed.get("note", "")) if typed else "",
        note_fault=faults.get("note", ""),
        stale=stale,
        unsaved=_unsaved(rows, correction, stale=stale) if typed and (stale or refusal is None) else "",
        rows=rows,
        acts=_acts(sheet, visit, correction, obstacle, by=by, at=at)
        if editable or policy.confirms(sheet, visit) or any(row.form for row in rows)
        else (),
    )


def _asked_by_visit(visit: Visit) -> Asked:
    decider = visit.returned_by.ended_by if visit.returned_by is not None else None
    return Asked(decider.title if decider else "", visit.reason, tuple(visit.scope), visit.due_at)


def _asked_by_correction(correction: Correction) -> Asked:
    request, decider = correction.request, correction.visit.ended_by
    if request is not None and request.answered_by is not None:
        asked = f"{request.asked_by.title}, diizinkan {request.answered_by.title}"
        return Asked(asked, correction.reason, tuple(correction.scope), correction.due_at)
    asked = f"{decider.title}, {correction.visit.case}" if decider else str(correction.visit.case)
    return Asked(asked, correction.reason, tuple(correction.scope), correction.due_at)


def _receipt(visit: Visit | None) -> Button | None:
    if visit is None or visit.taken_up_at is not None:
        return None
    if visit.returned_by_id:
        return Button("terima", "Mulai memperbaiki", "play", "primary")
    return Button("terima", "Terima formulir", "check", "primary")


def _acts(
    sheet: Sheet, visit: Visit | None, correction: Correction | None, obstacle: str, *, by: Acting, at: datetime
) -> tuple[Button, ...]:
    if correction is not None:
        return (Button("perbaikan", "Serahkan perbaikan", "send", "primary", obstacle),)
    if visit is not None and policy.confirms(sheet, visit):
        refused = turns.obstacle("complete", visit, by=by, at=at) or ""
        return (Button("konfirmasi", "Konfirmasi angka", "check", "primary", refused),)
    handing = obstacle or (turns.obstacle("complete", visit, by=by, at=at) if visit else "") or ""
    return (
        Button("simpan", "Simpan draf", "pen", obstacle=obstacle),
        Button("serahkan", handing_verb(visit), "send", "primary", handing),
    )


def handing_verb(visit: Visit | None) -> str:
    """Return what the button that ends a unit's share says: to whom the SOP hands the sheet, or that it validates."""
    if visit is not None and visit.rule.act == "validasi":
        return "Validasi"
    to = ", ".join(visit.rule.to) if visit is not None else ""
    return f"Serahkan kepada {to}" if to else "Serahkan formulir"


def _unsaved(rows: tuple[FigureLine, ...], correction: Correction | None, *, stale: bool) -> str:
    """Return the sentence about typed text that is not saved, "" where there is none."""
    count = sum(bool(row.saved) for row in rows)
    if not count:
        return ""
    if correction is not None and not stale:
        return f"Isian pada {count} indikator belum diserahkan. Tekan Serahkan perbaikan bila semuanya sudah benar."
    if not stale:
        return f"Isian pada {count} indikator belum disimpan. Tekan Simpan draf sebelum meninggalkan halaman ini."
    return (
        f"Formulir ini sudah diubah sejak Anda membukanya, dan isian Anda pada {count} indikator berbeda. Keduanya "
        "ditampilkan: isian Anda di kotak, yang tersimpan di bawahnya. Perbaiki seperlunya, lalu simpan lagi."
    )


def _line(
    sheet: Sheet,
    row: FigureRow,
    asked: Asked | None,
    *,
    editable: bool,
    typed: Mapping[str, Any] | None,
    faults: Mapping[str, str],
    findings: tuple[FindingLine, ...],
    actions: tuple[ActionLine, ...],
) -> FigureLine:
    aimed = asked is not None and asked.aims_at(row.code)
    posted = typed is not None and is_posted(typed, row.pk)
    form = FigureForm(row, typed=typed if posted else None) if (editable and aimed) or posted else None
    if form is not None and posted:
        for name in form.fields:
            if f"{name}-{row.pk}" in faults:
                form.add_error(name, faults[f"{name}-{row.pk}"])
    wrong = form.errors if form is not None else {}
    unsaved = _saved(row, form) if posted and form is not None else ()
    return FigureLine(
        pk=row.pk,
        no=row.number,
        goal=row.node,
        indicator=row.wording,
        kind=Level(row.level).label,
        unit="" if row.choices else row.measure_unit,
        is_ratio=row.is_ratio,
        target_year=row.of_year.printed(),
        target_period=row.of_period.printed() or "-",
        basis=BASES[row.nature],
        state=badge_of(row.state),
        example=row.is_example,
        correction=asked.reason if asked and asked.scope and aimed else "",
        locked="Tidak diminta berubah, jadi terkunci." if asked and not aimed else "",
        evidence=tuple(FileLink(proof.name, proof_url(proof.file_id), size(proof.size)) for proof in row.evidence),
        evidence_needed=row.evidence_required,
        realisation=printed(row),
        remark=row.remark,
        reason=_reason(row),
        maker=row.maker,
        unavailable=bool(form["unavailable"].value() if form else row.unavailable)
        or bool({"reason", "expected"} & set(wrong)),
        attaching=bool({"evidence", "replaces", "why"} & set(wrong)),
        attach_url=reverse("evidence", args=[sheet.pk, row.pk]),
        saved=unsaved,
        findings=() if unsaved else findings,
        actions=actions,
        form=form,
    )


def proof_url(file_id: int) -> str:
    """Return where a stored file is opened."""
    return reverse("file", args=[file_id])


def printed(row: FigureRow) -> str:
    """Return a realisation as printed: the figure, "tidak tersedia", or what could not be read, as typed."""
    if row.unavailable:
        return "tidak tersedia"
    return row.reached.printed() or row.typed


def _reason(row: FigureRow) -> str:
    if not row.unavailable:
        return ""
    when = f" Diperkirakan tersedia {long_date(row.expected_on)}." if row.expected_on else ""
    return f"{row.reason}{'' if row.reason.endswith('.') else '.'}{when}" if row.reason else when.strip()


def _saved(row: FigureRow, form: FigureForm) -> tuple[str, ...]:
    """Return what is saved wherever the typed text is another."""
    saved = saved_on(row)
    told = []
    for name in form.unlike_saved():
        value = saved[name]
        word = ("ya" if value else "tidak") if isinstance(value, bool) else (value or "kosong")
        told.append(f"{LABELS[name]}: {word}")
    return tuple(told)
