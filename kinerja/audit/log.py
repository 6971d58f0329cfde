"""The only way into the trail and out of it: `operation`, `record`, `trail_of`, `verify`.

An operation is one transaction. What it records is gathered and written at its end, so that the head of the agency's
chain is locked last and for as short as can be. A refusal rolls everything back and is itself remembered.
"""

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

from django.db import connection, models, transaction
from psycopg.types.json import Jsonb

from kinerja.audit.models import Chain, Entry
from kinerja.audit.tracked import Changes

P = ParamSpec("P")
R = TypeVar("R")

EVENTS: dict[str, str] = {"operation.refused": "Permintaan ditolak"}


class Actor(Protocol):
    """Whoever acts: a person in a post, or the system itself."""

    @property
    def agency_id(self) -> int: ...
    @property
    def user_id(self) -> int | None: ...
    @property
    def post_id(self) -> int | None: ...
    @property
    def by_text(self) -> str: ...


class Refused(Exception):
    """An operation was not allowed. The message is a whole Indonesian sentence for the person who asked.

    `fields` maps a field of the page to the sentence that belongs beside it.
    """

    def __init__(
        self, sentence: str, *, about: models.Model | None = None, fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.about = about
        self.fields = dict(fields or {})


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the trail as people read it."""

    number: int
    at: datetime
    name: str
    sentence: str
    subject: str
    by: str
    changes: tuple[tuple[str, Any, Any], ...]
    refusal: str


@dataclass(frozen=True, slots=True)
class _Pending:
    agency_id: int
    at: datetime
    name: str
    subject: str
    context: str
    user_id: int | None
    post_id: int | None
    by_text: str
    changes: list[Any]
    refusal: str = ""


_pending: ContextVar[list[_Pending] | None] = ContextVar("pending", default=None)
_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("known", default=None)


def declare(events: Mapping[str, str]) -> None:
    """Make event names known, each with its human sentence. A name is never renamed once released."""
    EVENTS.update(events)


def reference(row: models.Model | None) -> str:
    """Return the text by which the trail speaks of a row: `sop.case:12`."""
    return f"{row._meta.label_lower}:{row.pk}" if row is not None else ""


def record(
    name: str,
    *,
    subject: models.Model,
    by: Actor,
    at: datetime,
    changes: Changes | None = None,
    context: models.Model | None = None,
) -> None:
    """Note that something happened to `subject`, within the running operation.

    `context` is the larger thing it belongs to (the case of a step): `trail_of(context)` tells it too.
    Raises KeyError for an event without a sentence and RuntimeError outside an operation.
    """
    pending = _pending.get()
    if pending is None:
        raise RuntimeError(f"{name}: record() belongs into an operation")
    if name not in EVENTS:
        raise KeyError(f"event without a sentence: {name}")
    pending.append(
        _Pending(
            agency_id=getattr(subject, "agency_id", None) or by.agency_id,
            at=at,
            name=name,
            subject=reference(subject),
            context=reference(context),
            user_id=by.user_id,
            post_id=by.post_id,
            by_text=by.by_text,
            changes=[list(row) for row in (changes or Changes()).rows],
        )
    )


def operation(work: Callable[P, R]) -> Callable[P, R]:
    """Make `work` one transaction with its place in the trail; it takes `by` and `at` as keywords.

    Called from within another operation it is a part of that one. If the outermost raises Refused, everything is
    rolled back, the refusal is recorded in a transaction of its own, and it is raised again.
    """

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _pending.get() is not None:
            return work(*args, **kwargs)
        gathered: list[_Pending] = []
        try:
            with transaction.atomic():
                token, memory = _pending.set(gathered), _known.set({})
                try:
                    answer = work(*args, **kwargs)
                finally:
                    _pending.reset(token)  # before the commit: what runs after it is an operation of its own
                    _known.reset(memory)
                _write(gathered)
            return answer
        except Refused as refusal:
            by: Any = kwargs.get("by")
            at: Any = kwargs.get("at")
            with transaction.atomic():
                _write([_refusal(work.__name__, refusal, by, at)])
            raise

    return run


def once(key: Hashable, ask: Callable[[], R], *, lasting: Callable[[R], bool] = lambda _: True) -> R:
    """Return what `ask` answers, asked once per running operation: for what no operation changes while it uses it.

    An answer that is not `lasting` (there is no such row yet) is asked again. Outside an operation it is asked every
    time.
    """
    known = _known.get()
    if known is None:
        return ask()
    if key in known:
        kept: R = known[key]
        return kept
    answer = ask()
    if lasting(answer):
        known[key] = answer
    return answer


def _refusal(asked: str, refusal: Refused, by: Actor, at: datetime) -> _Pending:
    about = refusal.about
    context = getattr(about, "case", None)
    return _Pending(
        agency_id=by.agency_id,
        at=at,
        name="operation.refused",
        subject=reference(about),
        context=reference(context),
        user_id=by.user_id,
        post_id=by.post_id,
        by_text=by.by_text,
        changes=[["operation", None, asked], *[[f"field.{key}", None, value] for key, value in refusal.fields.items()]],
        refusal=str(refusal),
    )


def _write(gathered: Iterable[_Pending]) -> None:
    """Chain the rows to their agencies' heads, agencies in one order so that two operations cannot deadlock."""
    rows = list(gathered)
    for agency_id in sorted({row.agency_id for row in rows}):
        length, head = _locked_head(agency_id) or _first_link(agency_id)
        entries = []
        for row in (row for row in rows if row.agency_id == agency_id):
            length += 1
            entry = Entry(
                agency_id=agency_id,
                number=length,
                at=row.at.astimezone(UTC),
                name=row.name,
                subject=row.subject,
                context=row.context,
                user_id=row.user_id,
                post_id=row.post_id,
                by_text=row.by_text,
                changes=row.changes,
                refusal=row.refusal,
                previous=head,
            )
            entry.hash = head = _hash(entry)
            entries.append(entry)
        _append(agency_id, entries)


def _locked_head(agency_id: int) -> tuple[int, str] | None:
    """Lock an agency's chain and return the number and hash of its last row, or None where it has not begun."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT length, head FROM audit_chain WHERE agency_id = %s FOR UPDATE", [agency_id])
        found: tuple[int, str] | None = cursor.fetchone()
    return found


def _first_link(agency_id: int) -> tuple[int, str]:
    """Begin an agency's chain and lock it; of two that begin it at once the second waits for the first."""
    Chain.objects.bulk_create([Chain(agency_id=agency_id)], ignore_conflicts=True)
    begun = _locked_head(agency_id)
    assert begun is not None
    return begun


_COLUMNS = (
    "agency_id", "number", "at", "name", "subject", "context", "user_id", "post_id", "by_text", "changes",
    "refusal", "previous", "hash",
)  # fmt: skip
_APPEND = """
    WITH moved AS (UPDATE audit_chain SET length = %s, head = %s WHERE agency_id = %s)
    INSERT INTO audit_entry ({columns}) VALUES {rows}
"""


def _append(agency_id: int, entries: list[Entry]) -> None:
    """Put rows at the end of a locked chain and move its head to the last of them, in one statement."""
    last = entries[-1]
    values: list[Any] = [last.number, last.hash, agency_id]
    for entry in entries:
        values += [Jsonb(entry.changes) if name == "changes" else getattr(entry, name) for name in _COLUMNS]
    row = f"({', '.join(['%s'] * len(_COLUMNS))})"
    with connection.cursor() as cursor:
        cursor.execute(_APPEND.format(columns=", ".join(_COLUMNS), rows=", ".join([row] * len(entries))), values)


def _hash(entry: Entry) -> str:
    """Return the SHA-256 over everything the row says and the hash of the row before it."""
    said = [
        entry.agency_id,
        entry.number,
        entry.at.astimezone(UTC).isoformat(),
        entry.name,
        entry.subject,
        entry.context,
        entry.user_id,
        entry.post_id,
        entry.by_text,
        entry.changes,
        entry.refusal,
        entry.previous,
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def trail_of(subject: models.Model) -> list[Line]:
    """Return what happened to `subject` and within it, oldest first."""
    key = reference(subject)
    agency_id = getattr(subject, "agency_id", None)
    entries = Entry.objects.filter(models.Q(subject=key) | models.Q(context=key))
    if agency_id is not None:
        entries = entries.filter(agency_id=agency_id)
    return [_line(entry) for entry in entries.order_by("number")]


def latest(agency_id: int, *, count: int = 200) -> list[Line]:
    """Return the last rows of one agency's trail, newest first."""
    return [_line(entry) for entry in Entry.objects.filter(agency_id=agency_id).order_by("-number")[:count]]


def _line(entry: Entry) -> Line:
    return Line(
        number=entry.number,
        at=entry.at,
        name=entry.name,
        sentence=EVENTS.get(entry.name, entry.name),
        subject=entry.subject,
        by=entry.by_text,
        changes=tuple((name, before, after) for name, before, after in entry.changes),
        refusal=entry.refusal,
    )


def verify(agency_id: int) -> list[str]:
    """Return what is wrong with one agency's chain, in sentences; an empty list means that it is whole.

    It needs no row of another agency.
    """
    wrong: list[str] = []
    expected, previous = 1, ""
    for entry in Entry.objects.filter(agency_id=agency_id).order_by("number").iterator():
        if entry.number != expected:
            wrong.append(f"Baris jejak nomor {expected} hilang.")
            expected = entry.number
        if entry.previous != previous:
            wrong.append(f"Baris jejak nomor {entry.number} tidak menyambung ke baris sebelumnya.")
        if _hash(entry) != entry.hash:
            wrong.append(f"Isi baris jejak nomor {entry.number} berubah sesudah dicatat.")
        previous, expected = entry.hash, expected + 1
    chain = Chain.objects.filter(pk=agency_id).first()
    if (chain.length if chain else 0) != expected - 1 or (chain.head if chain else "") != previous:
        wrong.append("Ujung rantai jejak tidak cocok dengan baris terakhirnya.")
    return wrong
