"""What the page of one step shows: its facts, its papers, what may be done now and what stands in the way."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from kinerja.core.procedure import PERFORMANCE_FORM, Document
from kinerja.documents.queries import papers_in_the_making
from kinerja.people.acting import Acting
from kinerja.people.queries import calendar_of
from kinerja.performance.acts.deciding import asks_for_disposition
from kinerja.performance.acts.filling import sheet_of
from kinerja.performance.acts.steps import collects
from kinerja.performance.models import LOCKED
from kinerja.performance.queries import cycle_of, sheet_rows
from kinerja.sop import policy
from kinerja.sop.models import Answer, Case, FolderEntry, State, Visit
from kinerja.sop.queries import StepRow, VisitRow, steps_of
from kinerja.sop.register import act_of
from kinerja.web.forms.acts import ActForm
from kinerja.web.forms.closing import CopiesForm, LetterForm, ShelvingForm, SignatureForm
from kinerja.web.forms.decisions import DecisionForm, FinalForm, HandOverForm, RemarkForm, ReviewForm, ValidationForm
from kinerja.web.forms.meetings import InvitationForm, MeetingForm, PlanForm
from kinerja.web.forms.orders import OrderForm, ReceiptForm, ReceiverForm
from kinerja.web.forms.reports import ChecklistForm, PersonnelForm, ReportForm
from kinerja.web.parts import Badge, Button, Crumb, badge_of
from kinerja.web.running import LATE, Folder, Piece, inputs_of, outputs_of, printed, visit_badge

FORMS: dict[str, type[ActForm]] = {
    "perintah": OrderForm,
    "undang": InvitationForm,
    "rapat": MeetingForm,
    "rencana": PlanForm,
    "himpun": ChecklistForm,
    "validasi": RemarkForm,
    "lapor": ReportForm,
    "tandatangan": SignatureForm,
    "nomor": LetterForm,
    "gandakan": CopiesForm,
    "arsip": ShelvingForm,
}
DECISIONS: dict[str, type[DecisionForm]] = {
    "telaah": ReviewForm,
    "validasi": ValidationForm,
    "tetapkan": FinalForm,
    "sampaikan": HandOverForm,
}

# What happens when the button is pressed, where the form alone does not say it.
INTRO = {
    "buka": "Indikator dan target di atas dibekukan untuk periode ini, dan tiap unit menerima formulirnya.",
    "siapkan": "Aplikasi menyusun dokumen langkah ini dari indikator, target, dan metode yang sudah dibekukan untuk "
    "siklus ini. Periksa pratinjaunya, lalu selesaikan.",
    "distribusi": "Tiap unit menerima formulirnya sendiri. Tanda terima terisi ketika unit mulai mengerjakannya.",
    "isi": "Formulir diisi di halaman formulir unit. Langkah ini selesai ketika kepala unit menyerahkannya.",
    "validasi": "Periksa angka, pengisi, dan bukti di atas. Dengan menekan Validasi Anda menyatakan data unit ini sah "
    "dan terkunci.",
    "rekap": "Aplikasi merekap semua angka siklus ini. Periksa pratinjaunya, lalu selesaikan.",
    "ukur": "Aplikasi menghitung capaian tiap indikator dengan rumus yang dibekukan, lalu menyusun kertas kerjanya.",
    "tandatangan": "Baca dokumennya dahulu. Persetujuan Anda dicatat dengan jabatan dan waktunya pada dokumen final.",
    "nomor": "Nomor surat diambil dari register ketika langkah ini diselesaikan.",
    "arsip": "Daftar arsip memuat seluruh isi berkas kasus ini. Sesudah ini kasus selesai.",
}
# The same for a unit whose figures another procedure of the cycle has locked.
CONFIRM = {
    "isi": "Angka unit ini sudah terkunci pada prosedur lain dalam siklus ini. Periksa dan konfirmasi di halaman "
    "formulir unit; bila ada yang salah, mintalah revisi di sana.",
    "validasi": "Angka unit ini sudah terkunci pada prosedur lain dalam siklus ini. Periksa di atas, lalu konfirmasi; "
    "bila ada yang salah, kepala unit meminta revisi di halaman formulirnya.",
}
ICONS = {
    "arsip": "archive", "buka": "play", "gandakan": "paper", "isi": "sheet", "nomor": "paper", "sampaikan": "send",
    "tandatangan": "pen", "telaah": "send", "ukur": "result", "undang": "send",
}  # fmt: skip


Papers = tuple[tuple[Document, tuple[FolderEntry, ...]], ...]


@dataclass(frozen=True, slots=True)
class StepFacts:
    """The step itself, as pages/step.html prints it."""

    no: int
    text: str
    case: str
    period: str
    role: str
    lane: str
    post: str
    state: Badge
    standard: str
    actual: str
    waiting: str
    due_at: datetime | None
    opened_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    handed_at: datetime | None
    handed_by: str
    returned: str
    returned_by: str
    scope: str
    note: str
    unit: str
    number: int
    inputs: tuple[Piece, ...]
    outputs: tuple[Piece, ...]
    seen: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A paper from outside that the folder lacks."""

    place: int
    name: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A paper that the step will make, to be looked at before."""

    value: str
    url: str
    name: str


@dataclass(frozen=True, slots=True)
class UnitLine:
    """The form of a unit, as the steps about forms list it."""

    unit: str
    url: str
    state: Badge
    filled: str


def form_of(visit: Visit) -> type[ActForm]:
    """Return the form of a visit: the receiver's once it is handed over, else that of its act."""
    rule = visit.rule
    if visit.state == State.HANDED:
        return ReceiverForm if asks_for_disposition(visit) else ReceiptForm
    if rule.decision is not None:
        return DECISIONS.get(rule.act, DecisionForm)
    if rule.act == "isi" and rule.form != PERFORMANCE_FORM:
        return PersonnelForm
    return FORMS.get(rule.act, ActForm)


def intro_of(visit: Visit) -> str:
    """Return what happens when the button is pressed, "" where the form says it."""
    rule = visit.rule
    if visit.state == State.HANDED:
        sender = visit.handed_by.title if visit.handed_by else rule.performer
        how = "Disposisi Anda" if asks_for_disposition(visit) else "Tombol Terima mencatat penerimaan Anda dan"
        return f"Disampaikan oleh {sender}. {how} mengakhiri langkah ini."
    if rule.decision is not None or (rule.act == "isi" and rule.form != PERFORMANCE_FORM):
        return ""
    if rule.act == "sampaikan":
        how = "memberi disposisi" if asks_for_disposition(visit) else "menyatakan menerimanya"
        return f"Diteruskan kepada {', '.join(rule.to)}. Langkah ini selesai ketika penerima {how}."
    if rule.act in ("isi", "validasi") and figures_locked(visit):
        return CONFIRM[rule.act]
    return " ".join(INTRO[act] for act in rule.acts if act in INTRO)


def row_of(visit: Visit, at: datetime) -> tuple[StepRow, VisitRow]:
    """Return the step and the visit among all of its case; a unit's share shows no paper of another unit."""
    row = next(row for row in steps_of(visit.case, at) if row.step.no == visit.step)
    if visit.unit_id is not None:
        row = replace(row, inputs=_own(row.inputs, visit), outputs=_own(row.outputs, visit))
    return row, next(seen for seen in row.visits if seen.visit.pk == visit.pk)


def _own(papers: Papers, visit: Visit) -> Papers:
    return tuple(
        (document, tuple(entry for entry in entries if entry.unit_id in (None, visit.unit_id)))
        for document, entries in papers
    )


def facts_of(visit: Visit, at: datetime) -> StepFacts:
    """Return the step's facts at a moment; papers in the making lead to their preview."""
    row, seen = row_of(visit, at)
    case, rule, calendar = visit.case, visit.rule, calendar_of(visit.case.agency)
    folder, case_url = Folder.of(case), reverse("case", args=[case.pk])
    late = seen.times.late and visit.ended_at is None
    handed = visit.state == State.HANDED
    returned_by = visit.returned_by.ended_by if visit.returned_by else None
    return StepFacts(
        no=visit.step,
        text=rule.text,
        case=case.spec.name,
        period=case.calendar_period.label,
        role="Diselesaikan oleh" if visit.ended_at else "Penerima" if handed else "Pelaksana",
        lane=", ".join(rule.to) if handed else rule.performer,
        post=" / ".join(seen.who) or rule.performer,
        state=LATE if late else visit_badge(visit),
        standard=str(rule.time),
        actual=printed(seen.times.actual, calendar),
        waiting=printed(seen.times.waiting, calendar),
        due_at=visit.due_at,
        opened_at=visit.opened_at,
        started_at=visit.taken_up_at,
        ended_at=visit.ended_at,
        ended_by=visit.ended_by.title if visit.ended_by else "",
        handed_at=visit.handed_at,
        handed_by=visit.handed_by.title if visit.handed_by else "",
        returned=visit.reason,
        returned_by=returned_by.title if returned_by else "penelaah",
        scope=", ".join(visit.scope),
        note=rule.remark,
        unit=visit.unit.name if visit.unit else "",
        number=visit.number,
        inputs=inputs_of(row, folder, case_url),
        outputs=outputs_of(row, folder, case_url),
        seen=visit.version,
    )


def buttons(visit: Visit, *, by: Acting, at: datetime) -> list[Button]:
    """Return what may be done now: refused buttons stay, with the sentence that says why."""
    if visit.state == State.ENDED:
        return []
    if visit.state == State.HANDED:
        refused = policy.obstacle("receive", visit, by=by, at=at) or ""
        if asks_for_disposition(visit):
            return [Button("receive", "Kirim disposisi", "send", "primary", refused)]
        return [Button("receive", "Terima", "check", "primary", refused)]
    rule, form = visit.rule, form_of(visit)
    prepare = policy.obstacle("prepare", visit, by=by, at=at) or ""
    complete = policy.obstacle("complete", visit, by=by, at=at) or ""
    start = [Button("start", "Mulai", "play")] if visit.taken_up_at is None and not prepare else []
    if rule.act == "isi" and rule.form == PERFORMANCE_FORM:
        return [Button("start", "Terima formulir", "play", "", prepare)] if visit.taken_up_at is None else []
    shown = [Button("complete", _verb(visit), ICONS.get(rule.act, "check"), "primary", complete)]
    if not prepare and form is not ActForm:
        shown.append(Button("save", "Simpan draf", "pen"))
    return shown + start


def _verb(visit: Visit) -> str:
    """Return what the button that ends a step says; one button serves both answers of a decision."""
    if visit.rule.decision is not None:
        return "Kirim" if visit.rule.act == "sampaikan" else "Kirim keputusan"
    if visit.rule.act == "validasi":
        return "Konfirmasi angka" if figures_locked(visit) else "Validasi"
    return act_of(visit.rule).verb


def figures_locked(visit: Visit) -> bool:
    """Return whether the figures that a unit's share is about are locked already, so that it only confirms them."""
    sheet = sheet_of(visit)
    return sheet is not None and sheet.state in LOCKED


def may_type(visit: Visit, *, by: Acting, at: datetime) -> bool:
    """Return whether the form is for this person now: others see the step without it."""
    action = "receive" if visit.state == State.HANDED else "prepare"
    return policy.obstacle(action, visit, by=by, at=at) is None


def missing_of(visit: Visit, *, by: Acting, at: datetime) -> list[Missing]:
    """Return the papers from outside that this person may attach now."""
    if not may_type(visit, by=by, at=at) or visit.state == State.HANDED:
        return []
    return [
        Missing(place, document.name)
        for place, document in enumerate(policy.missing_papers(visit))
        if document.outside and policy.gate_closed(visit) is None
    ]


def previews_of(visit: Visit) -> list[Preview]:
    """Return the papers that the step will make, each with what opens its preview."""
    act = act_of(visit.rule)
    if visit.state == State.ENDED or visit.rule.fans_out or (act.hands_over and visit.state != State.HANDED):
        return []
    return [
        Preview(f"preview-{place}", reverse("step-preview", args=[visit.pk, place]), name)
        for place, name in enumerate(papers_in_the_making(visit))
    ]


def unit_lines(visit: Visit) -> list[UnitLine]:
    """Return the forms of the cycle where the step is about them, with how far each is filled."""
    rule = visit.rule
    about_forms = rule.act in ("buka", "distribusi") or (rule.act in ("isi", "rekap") and collects(visit.case.spec))
    if not about_forms or rule.form != PERFORMANCE_FORM:
        return []
    cycle = cycle_of(visit.case)
    rows = sheet_rows(cycle) if cycle else []
    return [
        UnitLine(
            unit=row.unit,
            url=reverse("sheet", args=[row.pk]),
            state=badge_of(row.state),
            filled=f"{row.filled} dari {row.figures} indikator",
        )
        for row in rows
        if visit.unit_id in (None, row.unit_id)
    ]


def sheet_url(visit: Visit) -> str:
    """Return the address of the form that a unit's share is about, "" for other steps."""
    sheet = sheet_of(visit)
    return reverse("sheet", args=[sheet.pk]) if sheet else ""


def crumbs_of(case: Case) -> list[Crumb]:
    """Return the pages above a step."""
    return [Crumb(reverse("cycles"), "Siklus"), Crumb(reverse("case", args=[case.pk]), str(case))]


def ending(visit: Visit) -> str:
    """Return how an ended visit ended, in a sentence, "" while it is open."""
    if visit.ended_at is None:
        return ""
    who = visit.ended_by.title if visit.ended_by else "aplikasi"
    if visit.answer == Answer.NO:
        reason = str(visit.entry.get("reason") or "")
        return f"{who} menjawab “tidak” dan mengembalikannya: {reason}"
    answered = " dengan jawaban “ya”" if visit.answer == Answer.YES else ""
    return f"Diselesaikan oleh {who}{answered}."
