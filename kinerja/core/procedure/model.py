"""What a procedure is: its identity, lanes, papers and steps, as frozen dataclasses in English.

The words of the file (kelengkapan, waktu, output ...) are those of the official form of PermenPANRB 35/2012; `file`
puts them here. Tuples everywhere: a procedure in force never changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

ACTS = frozenset({
    "perintah", "rapat", "rencana", "himpun", "siapkan", "distribusi", "isi", "validasi", "rekap", "ukur", "lapor",
    "telaah", "tandatangan", "nomor", "gandakan", "arsip", "sampaikan", "undang", "buka", "tetapkan",
})  # fmt: skip
DECIDING = frozenset({"telaah", "validasi", "tetapkan", "sampaikan"})  # may answer ya or tidak
ALWAYS_DECIDING = frozenset({"telaah", "tetapkan"})  # make no sense without the answer
PERFORMANCE_FORM = "kinerja"  # the form of figures; a step that fills may name another form
FANNED_OUT = frozenset({"isi"})  # one task per unit, each timed from its own receipt
RETURN_SCOPES = frozenset({"unit", "indikator"})
RETURN_DEMANDS = frozenset({"alasan", "tenggat baru"})

OUTSIDE = "luar"
WHOLE_FOLDER = "berkas"
EVIDENCE = "bukti"
FINISHED = "selesai"


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of the procedure; `origin` is "luar", "berkas" (the whole case folder) or the number of its step."""

    name: str
    kind: str
    origin: str
    evidence: bool
    aliases: tuple[str, ...]
    printed: str

    @property
    def outside(self) -> bool:
        return self.origin == OUTSIDE

    @property
    def whole_folder(self) -> bool:
        return self.origin == WHOLE_FOLDER

    @property
    def maker(self) -> int | None:
        """The number of the step that makes this paper; None if it comes from outside or is the folder."""
        return None if self.outside or self.whole_folder else int(self.origin)


@dataclass(frozen=True, slots=True)
class StandardTime:
    """The standard time of a step (mutu baku); "1 hari" is one working day, never 24 hours."""

    amount: int
    unit: Literal["menit", "hari"]

    def minutes(self, day_minutes: int = 450) -> int:
        """Return working minutes; `day_minutes` are the net minutes of the agency's ordinary day."""
        return self.amount * day_minutes if self.unit == "hari" else self.amount

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


@dataclass(frozen=True, slots=True)
class Across:
    """A step of another procedure at which a correction task may be opened; archived papers stay as they are."""

    procedure: str
    step: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows a ya (`yes`: the next step, None = the end) and a tidak (`no`, or one of `allowed`)."""

    yes: int | None
    no: int
    allowed: tuple[int, ...]
    across: tuple[Across, ...]
    per: tuple[str, ...]
    required: tuple[str, ...]
    printed: Mapping[str, str]

    @property
    def targets(self) -> tuple[int, ...]:
        """The steps to which a tidak may return, in order; `no` is the one proposed."""
        return tuple(sorted({self.no, *self.allowed}))


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the official form. `together` names earlier steps with which this one opens (bersama).

    `form` says which form a step that fills (isi) is about: the performance form unless the file names another.
    """

    no: int
    printed_no: int | None
    text: str
    performer: str
    to: tuple[str, ...]
    helpers: tuple[str, ...]
    attendees: tuple[str, ...]
    forwarded_to: tuple[str, ...]
    act: str
    also: tuple[str, ...]
    inputs: tuple[str, ...]
    time: StandardTime
    outputs: tuple[str, ...]
    remark: str
    note: str
    decision: Decision | None
    together: tuple[int, ...]
    start_rule: str
    form: str
    ends: bool
    proposed: tuple[str, ...]
    sources: Mapping[str, tuple[int, ...]]
    certainty: str
    reconciliation: str

    @property
    def acts(self) -> tuple[str, ...]:
        """Every act of this step, in the order in which they are done."""
        return (self.act, *self.also)

    @property
    def fans_out(self) -> bool:
        return not FANNED_OUT.isdisjoint(self.acts)


@dataclass(frozen=True, slots=True)
class Gate:
    """`step` waits for the `answer` of `awaited_step` of another procedure in the same cycle."""

    step: int
    procedure: str
    awaited_step: int
    answer: str


@dataclass(frozen=True, slots=True)
class Role:
    """Posts that hold a role of the seed, or a lane where `lane` is not ""."""

    unit: str
    lane: str
    posts: tuple[str, ...]
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding of the linter that the agency accepts, with its reason."""

    finding: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """What the reconciliation changed outside the steps, and why; `proposed` if the seed does not support it."""

    field: str
    printed: str
    becomes: str
    reason: str
    sources: tuple[int, ...]
    proposed: bool


@dataclass(frozen=True, slots=True)
class Procedure:
    """A whole procedure file: identity, lanes, papers, steps. Dates not yet given are None.

    `form_title` and `form_columns` are those of the form that the units fill; empty where the usual one serves.
    """

    code: str
    version: str
    status: str
    manuscript: str
    printed_form: str
    government: str
    unit: str
    number: str
    name: str
    made_on: date | None
    revised_on: date | None
    effective_on: date | None
    approved_by: str
    signature: str
    frequency: tuple[str, ...]
    triggers: tuple[str, ...]
    legal_basis: tuple[str, ...]
    qualifications: tuple[str, ...]
    related: tuple[str, ...]
    equipment: tuple[str, ...]
    warnings: tuple[str, ...]
    recording: tuple[str, ...]
    lanes: tuple[str, ...]
    documents: tuple[Document, ...]
    steps: tuple[Step, ...]
    gate: Gate | None
    form_title: str
    form_columns: tuple[str, ...]
    narrative: Mapping[str, tuple[str, ...]]
    accepted: tuple[Accepted, ...]
    identity_changes: tuple[IdentityChange, ...]
    roles: tuple[Role, ...]

    @property
    def last_step(self) -> int:
        return len(self.steps)

    def step(self, no: int) -> Step:
        """Return a step by its number. Raises LookupError, with a sentence, if there is none."""
        if not 1 <= no <= len(self.steps):
            raise LookupError(f"{self.name} tidak mempunyai langkah {no}. Pilih langkah 1 sampai {self.last_step}.")
        return self.steps[no - 1]

    def document(self, name: str) -> Document:
        """Return a paper by its name or one of its aliases. Raises LookupError, with a sentence, if there is none."""
        for document in self.documents:
            if name == document.name or name in document.aliases:
                return document
        raise LookupError(f'{self.name} tidak mempunyai dokumen "{name}". Periksa nama dokumennya.')

    def group(self, no: int) -> tuple[int, ...]:
        """Return the steps that open together with this one, itself included, in order."""
        first = leader(self.steps, self.step(no).no)
        return tuple(step.no for step in self.steps if leader(self.steps, step.no) == first)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file cannot be used: the step (None outside the steps), the file's own field, a whole sentence."""

    step: int | None
    field: str
    sentence: str


def leader(steps: Sequence[Step], no: int) -> int:
    """Return the first of the steps that open together with this one; `together` only ever names earlier steps."""
    while steps[no - 1].together:
        no = min(steps[no - 1].together)
    return no
