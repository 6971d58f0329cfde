"""What the performer of a step types, by act: read from plain values, or refused with a sentence per field.

The same readers serve the acts (is it whole?) and the papers (what is to be printed?). An entry is a JSON mapping:
texts, lists of texts, and rows as lists of mappings. Days are ISO texts, posts and units are keys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from kinerja.audit.log import Refused, once
from kinerja.people.models import Post
from kinerja.performance.follow_up import Low, Planned
from kinerja.sop.models import Visit

Entry = Mapping[str, Any]
TASK_LIMIT = 500  # letters of one decision


def is_key(value: Any) -> bool:
    """Return whether a value of a form can be the key of a row."""
    text = str(value or "")
    return text.isdecimal() and len(text) < 19


class Reader:
    """Reads an entry field by field and gathers every fault, so that a person sees all of them at once.

    A draft is read for a preview: its faults are no refusal, a day not yet given is `date.min`.
    """

    def __init__(self, entry: Entry, about: Visit | None = None, *, draft: bool = False) -> None:
        self.entry = entry
        self.about = about
        self.draft = draft
        self.faults: dict[str, str] = {}

    def text(self, name: str, fault: str = "", *, limit: int = 2000) -> str:
        """Return a text; with `fault` it must not be blank."""
        value = str(self.entry.get(name) or "").strip()
        if fault and not value:
            self.faults[name] = fault
        if len(value) > limit:
            self.faults[name] = f"Isian paling panjang {limit} huruf; sekarang {len(value)}. Ringkaskan."
        return value

    def day(self, name: str, fault: str) -> date:
        """Return a day; blank or unreadable is a fault."""
        return self.day_of(self.entry.get(name), name, fault)

    def day_of(self, value: Any, name: str, fault: str) -> date:
        """Return the day that a value of a row says."""
        try:
            return date.fromisoformat(str(value or ""))
        except ValueError:
            self.faults[name] = fault
            return date.min

    def clock(self, name: str, fault: str) -> time:
        """Return a time of day."""
        try:
            return time.fromisoformat(str(self.entry.get(name) or ""))
        except ValueError:
            self.faults[name] = fault
            return time.min

    def rows(self, name: str) -> list[tuple[int, Mapping[str, Any]]]:
        """Return the rows that say anything, each with its place on the page."""
        rows = self.entry.get(name) or []
        return [
            (place, row) for place, row in enumerate(rows) if any(str(value or "").strip() for value in row.values())
        ]

    def keys(self, name: str) -> list[int]:
        """Return the chosen keys of a multiple choice."""
        chosen: Sequence[Any] = self.entry.get(name) or []
        return [int(key) for key in chosen if is_key(key)]

    def posts(self, agency_id: int, keys: Sequence[Any]) -> dict[int, Post]:
        """Return the agency's posts among these keys."""
        wanted = frozenset(int(key) for key in keys if is_key(key))
        return once(
            ("posts", agency_id, wanted),
            lambda: {post.pk: post for post in Post.objects.filter(agency_id=agency_id, pk__in=wanted)},
        )

    def done(self) -> None:
        """Raise Refused with every fault found, unless a draft is read."""
        if self.faults and not self.draft:
            count = len(self.faults)
            raise Refused(
                f"Langkah belum dapat diselesaikan: ada {count} isian yang perlu diperbaiki.",
                about=self.about,
                fields=self.faults,
            )


@dataclass(frozen=True, slots=True)
class Order:
    """A disposisi: the instruction, how urgent, and by when."""

    instruction: str
    nature: str
    due_on: date


NATURES = ("Biasa", "Segera", "Sangat segera")


def read_order(entry: Entry, about: Visit | None = None, *, draft: bool = False) -> Order:
    """Read the disposisi that orders a case."""
    reader = Reader(entry, about, draft=draft)
    order = Order(
        instruction=reader.text("instruction", "Tulis isi disposisi: apa yang harus dikerjakan."),
        nature=reader.text("nature", "Pilih sifat disposisi."),
        due_on=reader.day("due_on", "Isi batas waktu penyelesaian."),
    )
    if order.nature and order.nature not in NATURES:
        reader.faults["nature"] = f"Pilih {', '.join(NATURES)}."
    reader.done()
    return order


@dataclass(frozen=True, slots=True)
class MeetingDecision:
    """One decision of a meeting with its owner and the day by which it is done."""

    text: str
    owner: Post
    due_on: date


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting: invitation, who came, what was said and decided."""

    held_on: date
    starts_at: time
    place: str
    agenda: str
    attendees: tuple[Post, ...]
    discussion: str
    decisions: tuple[MeetingDecision, ...]


def read_meeting(entry: Entry, agency_id: int, about: Visit | None = None, *, draft: bool = False) -> Meeting:
    """Read invitation, attendance and minutes. At least one attendee and one decision are needed."""
    reader = Reader(entry, about, draft=draft)
    attendees = reader.posts(agency_id, reader.keys("attendees"))
    if not attendees:
        reader.faults["attendees"] = "Centang siapa yang hadir."
    rows = reader.rows("decisions")
    owners = reader.posts(agency_id, [row.get("owner") for _, row in rows])
    decisions = []
    for place, row in rows:
        text = str(row.get("text") or "").strip()
        owner = owners.get(int(row["owner"])) if is_key(row.get("owner")) else None
        due_on = reader.day_of(row.get("due_on"), f"decisions-{place}-due_on", "Isi tenggat keputusan ini.")
        if not text:
            reader.faults[f"decisions-{place}-text"] = "Tulis isi keputusan, atau kosongkan baris ini."
        if len(text) > TASK_LIMIT:
            reader.faults[f"decisions-{place}-text"] = f"Ringkaskan keputusan ini menjadi {TASK_LIMIT} huruf."
        if owner is None:
            reader.faults[f"decisions-{place}-owner"] = "Pilih penanggung jawab keputusan ini."
        else:
            decisions.append(MeetingDecision(text=text, owner=owner, due_on=due_on))
    if not rows:
        reader.faults["decisions-0-text"] = "Notulen memuat paling sedikit satu keputusan."
    meeting = Meeting(
        held_on=reader.day("held_on", "Isi tanggal rapat."),
        starts_at=reader.clock("starts_at", "Isi jam mulai rapat, misalnya 09:00."),
        place=reader.text("place", "Isi tempat rapat."),
        agenda=reader.text("agenda", "Isi acara rapat."),
        attendees=tuple(sorted(attendees.values(), key=lambda post: (post.position, post.pk))),
        discussion=reader.text("discussion", "Tulis ringkasan pembahasan."),
        decisions=tuple(decisions),
    )
    reader.done()
    return meeting


@dataclass(frozen=True, slots=True)
class PlannedActivity:
    """One line of a program kerja."""

    activity: str
    executor: str
    start_on: date
    end_on: date


def read_plan(entry: Entry, about: Visit | None = None, *, draft: bool = False) -> tuple[PlannedActivity, ...]:
    """Read the program kerja: at least one activity, each ending no earlier than it begins."""
    reader = Reader(entry, about, draft=draft)
    found = []
    rows = reader.rows("activities")
    for place, row in rows:
        name = f"activities-{place}"
        activity = str(row.get("activity") or "").strip()
        executor = str(row.get("executor") or "").strip()
        if not activity:
            reader.faults[f"{name}-activity"] = "Tulis kegiatannya, atau kosongkan baris ini."
        if not executor:
            reader.faults[f"{name}-executor"] = "Tulis pelaksananya."
        start_on = reader.day_of(row.get("start_on"), f"{name}-start_on", "Isi tanggal mulai.")
        end_on = reader.day_of(row.get("end_on"), f"{name}-end_on", "Isi tanggal selesai.")
        if date.min < end_on < start_on:
            reader.faults[f"{name}-end_on"] = "Tanggal selesai mendahului tanggal mulai."
        found.append(PlannedActivity(activity, executor, start_on, end_on))
    if not rows:
        reader.faults["activities-0-activity"] = "Program kerja memuat paling sedikit satu kegiatan."
    reader.done()
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One document of the checklist: there (and where), or waived with its reason."""

    name: str
    present: bool
    note: str


def read_checklist(
    entry: Entry, names: Sequence[str], about: Visit | None = None, *, draft: bool = False
) -> tuple[ChecklistItem, ...]:
    """Read the checklist over exactly these documents: each is there, or waived with a reason."""
    reader = Reader(entry, about, draft=draft)
    given: dict[str, Mapping[str, Any]] = {str(row.get("name")): row for row in entry.get("items") or []}
    items = []
    for place, name in enumerate(names):
        row = given.get(name, {})
        state, note = str(row.get("state") or ""), str(row.get("note") or "").strip()
        if state not in ("ada", "dikecualikan"):
            reader.faults[f"items-{place}-state"] = f"Tandai {name}: ada atau dikecualikan."
        elif state == "dikecualikan" and not note:
            reader.faults[f"items-{place}-note"] = f"Tulis alasan {name} dikecualikan."
        items.append(ChecklistItem(name=name, present=state == "ada", note=note))
    reader.done()
    return tuple(items)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the writer of a report, a review or a note says, and what he proposes."""

    text: str
    proposal: str


def read_report(entry: Entry, about: Visit | None = None, *, draft: bool = False) -> Summary:
    """Read the summary of a draft report; a proposal is welcome and not demanded."""
    reader = Reader(entry, about, draft=draft)
    summary = Summary(
        text=reader.text("summary", "Tulis ringkasan hasil untuk laporan.", limit=4000),
        proposal=reader.text("proposal", limit=4000),
    )
    reader.done()
    return summary


def read_review(entry: Entry, about: Visit | None = None, *, draft: bool = False) -> Summary:
    """Read the analysis that goes with a "ya"."""
    reader = Reader(entry, about, draft=draft)
    summary = _review(reader)
    reader.done()
    return summary


def _review(reader: Reader) -> Summary:
    return Summary(
        text=reader.text("analysis", "Tulis hasil analisa Anda atas laporan ini.", limit=4000),
        proposal=reader.text("direction", limit=4000),
    )


def read_measured_review(
    entry: Entry, lows: Sequence[Low], *, today: date, agency_id: int, about: Visit
) -> tuple[Summary, tuple[Planned, ...]]:
    """Read the analysis that goes with a "ya" on results, and a rencana aksi for every low indicator.

    Raises Refused with a sentence per indicator whose action, owner or day is missing, or whose day has passed.
    """
    reader = Reader(entry, about)
    summary = _review(reader)
    planned = _planned(reader, lows, agency_id)
    for place, low in enumerate(lows):
        one = planned[place]
        if not one.action:
            reader.faults[f"actions-{place}-action"] = f"{low.told}: tulis rencana aksinya."
        if date.min < one.due_on < today:
            reader.faults[f"actions-{place}-due_on"] = f"{low.told}: isi batas waktu yang belum lewat."
    reader.done()
    return summary, tuple(planned)


def read_proposed_actions(entry: Entry, lows: Sequence[Low], agency_id: int) -> tuple[Planned, ...]:
    """Return the rencana aksi that a draft proposes so far: only the rows that name an action."""
    return tuple(one for one in _planned(Reader(entry, draft=True), lows, agency_id) if one.action)


def _planned(reader: Reader, lows: Sequence[Low], agency_id: int) -> list[Planned]:
    """Return one row per low indicator as typed, found by the indicator's code; what is no post or day is a fault."""
    rows: dict[str, Mapping[str, Any]] = {
        str(row.get("indicator")): row for row in reader.entry.get("actions") or [] if isinstance(row, Mapping)
    }
    posts = reader.posts(agency_id, [row.get("owner") for row in rows.values()])
    planned = []
    for place, low in enumerate(lows):
        name, row = f"actions-{place}", rows.get(low.code, {})
        action = str(row.get("action") or "").strip()
        owner = posts.get(int(row["owner"])) if is_key(row.get("owner")) else None
        if len(action) > TASK_LIMIT:
            reader.faults[f"{name}-action"] = f"{low.told}: ringkaskan rencana aksi menjadi {TASK_LIMIT} huruf."
        if owner is None:
            reader.faults[f"{name}-owner"] = f"{low.told}: pilih penanggung jawab rencana aksi."
        due_on = reader.day_of(row.get("due_on"), f"{name}-due_on", f"{low.told}: isi batas waktu rencana aksi.")
        planned.append(Planned(low.code, action, owner, due_on))
    return planned


@dataclass(frozen=True, slots=True)
class Reply:
    """The receiver's disposisi."""

    instruction: str
    forward_to: str


def read_reply(entry: Entry, about: Visit | None = None, *, draft: bool = False) -> Reply:
    """Read the disposisi by which the receiver ends a step that handed something over."""
    reader = Reader(entry, about, draft=draft)
    reply = Reply(
        instruction=reader.text("reply", "Tulis disposisi Anda atas laporan ini."),
        forward_to=reader.text("forward_to", limit=200),
    )
    reader.done()
    return reply


@dataclass(frozen=True, slots=True)
class Shelving:
    """Where the archive of a case is put."""

    number: str
    place: str


def read_shelving(entry: Entry, about: Visit | None = None, *, draft: bool = False) -> Shelving:
    """Read archive number and place."""
    reader = Reader(entry, about, draft=draft)
    shelving = Shelving(
        number=reader.text("number", "Isi nomor arsip.", limit=100),
        place=reader.text("place", "Isi tempat simpan arsip.", limit=200),
    )
    reader.done()
    return shelving


@dataclass(frozen=True, slots=True)
class Call:
    """An invitation sent before the meeting."""

    held_on: date
    starts_at: time
    place: str
    agenda: str
    invited: tuple[Post, ...]


def read_invitation(entry: Entry, agency_id: int, about: Visit | None = None, *, draft: bool = False) -> Call:
    """Read an invitation: when, where, about what, and who is called."""
    reader = Reader(entry, about, draft=draft)
    invited = reader.posts(agency_id, reader.keys("invited"))
    if not invited:
        reader.faults["invited"] = "Centang siapa yang diundang."
    call = Call(
        held_on=reader.day("held_on", "Isi tanggal rapat."),
        starts_at=reader.clock("starts_at", "Isi jam mulai rapat, misalnya 09:00."),
        place=reader.text("place", "Isi tempat rapat.", limit=200),
        agenda=reader.text("agenda", "Isi acara rapat.", limit=500),
        invited=tuple(sorted(invited.values(), key=lambda post: (post.position, post.pk))),
    )
    reader.done()
    return call


STAFF_GROUPS = ("Golongan IV", "Golongan III", "Golongan II", "Golongan I", "PPPK", "Tenaga non-ASN")


@dataclass(frozen=True, slots=True)
class StaffCount:
    """How many men and women of one group work in the agency."""

    group: str
    men: int
    women: int


def read_personnel(entry: Entry, about: Visit | None = None, *, draft: bool = False) -> tuple[StaffCount, ...]:
    """Read the data kepegawaian: a whole number of men and women in every group; nobody is written 0, not blank."""
    reader = Reader(entry, about, draft=draft)
    given: list[Mapping[str, Any]] = list(entry.get("groups") or [])
    counts = []
    for place, group in enumerate(STAFF_GROUPS):
        row = given[place] if place < len(given) else {}
        numbers = []
        for name in ("men", "women"):
            text = str(row.get(name) if row.get(name) is not None else "").strip()
            whole = text.isascii() and text.isdecimal() and len(text) <= 6
            if not whole:
                reader.faults[f"groups-{place}-{name}"] = f"{group}: isi jumlah dengan angka bulat (0 bila nihil)."
            numbers.append(int(text) if whole else 0)
        counts.append(StaffCount(group, *numbers))
    reader.done()
    return tuple(counts)


@dataclass(frozen=True, slots=True)
class Consent:
    """The head's approval of the final paper, in the application."""

    remark: str


def read_signature(entry: Entry, about: Visit | None = None, *, draft: bool = False) -> Consent:
    """Read the approval that stands in place of a signature until signing exists: it must be given expressly."""
    reader = Reader(entry, about, draft=draft)
    if str(entry.get("agree") or "") != "ya":
        reader.faults["agree"] = "Centang persetujuan untuk menandatangani dokumen ini."
    consent = Consent(remark=reader.text("remark", limit=500))
    reader.done()
    return consent


SIGNED_BY_HEAD, SIGNED_ON_BEHALF = "kepala", "atas nama"


@dataclass(frozen=True, slots=True)
class Cover:
    """A covering letter: to whom, about what, with copies to whom, and who signs it."""

    subject: str
    recipients: tuple[str, ...]
    copies_to: tuple[str, ...]
    attachments: str
    signed_by: str


def read_letter(entry: Entry, about: Visit | None = None, *, draft: bool = False) -> Cover:
    """Read a covering letter. It has at least one recipient; tembusan may be none."""
    reader = Reader(entry, about, draft=draft)
    recipients = _lines(reader, "recipients")
    if not recipients:
        reader.faults["recipients"] = "Tulis paling sedikit satu penerima surat, satu baris satu penerima."
    signed_by = reader.text("signed_by", "Pilih siapa yang menandatangani surat pengantar.")
    if signed_by and signed_by not in (SIGNED_BY_HEAD, SIGNED_ON_BEHALF):
        reader.faults["signed_by"] = "Pilih kepala perangkat daerah atau atas namanya."
    cover = Cover(
        subject=reader.text("subject", "Tulis hal surat pengantar.", limit=300),
        recipients=recipients,
        copies_to=_lines(reader, "copies_to"),
        attachments=reader.text("attachments", limit=200),
        signed_by=signed_by,
    )
    reader.done()
    return cover


def _lines(reader: Reader, name: str) -> tuple[str, ...]:
    lines = [line.strip() for line in str(reader.entry.get(name) or "").splitlines() if line.strip()]
    if any(len(line) > 200 for line in lines):
        reader.faults[name] = "Satu baris paling panjang 200 huruf. Ringkaskan."
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class Copies:
    """One receiver of copies and how many it gets."""

    receiver: str
    count: int


def read_copies(entry: Entry, about: Visit | None = None, *, draft: bool = False) -> tuple[Copies, ...]:
    """Read who gets how many copies: at least one receiver, each with a whole number above zero."""
    reader = Reader(entry, about, draft=draft)
    found = []
    rows = reader.rows("copies")
    for place, row in rows:
        receiver, count = str(row.get("receiver") or "").strip(), str(row.get("count") or "").strip()
        if not receiver or len(receiver) > 200:
            reader.faults[f"copies-{place}-receiver"] = "Tulis penerima salinan, paling panjang 200 huruf."
        if not (count.isascii() and count.isdecimal() and int(count[:5]) > 0 and len(count) <= 4):
            reader.faults[f"copies-{place}-count"] = "Isi jumlah salinan dengan angka bulat lebih dari nol."
            continue
        found.append(Copies(receiver, int(count)))
    if not rows:
        reader.faults["copies-0-receiver"] = "Sebutkan paling sedikit satu penerima salinan."
    reader.done()
    return tuple(found)
