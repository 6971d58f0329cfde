"""What the floors above put into the procedure: acts, writers of outputs, sources of papers from outside.

A procedure's file names acts and kinds of papers. The higher floors register under these names at start-up what
happens (performance), who writes the paper (documents) and where a paper from outside may be found (planning,
performance, documents). This floor only calls them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from kinerja.audit.log import Refused
from kinerja.audit.tracked import Changes
from kinerja.core import procedure as rules
from kinerja.people.acting import Acting
from kinerja.people.queries import Lanes
from kinerja.sop.models import Case, FolderEntry, Visit
from kinerja.vault.models import StoredFile


@dataclass(frozen=True, slots=True)
class Work:
    """A step being done: its visit, its rule, what was typed, who does it and when."""

    case: Case
    visit: Visit
    step: rules.Step
    entry: Mapping[str, Any]
    by: Acting
    at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """One share of a step that fans out: the unit and the codes that a return aims at (empty: all)."""

    unit_id: int
    scope: tuple[str, ...] = ()


def _nothing(work: Work) -> None:
    return None


def _no_changes(work: Work) -> Changes:
    return Changes()


def _free(visit: Visit, at: datetime) -> str | None:
    return None


def _not_opened(visit: Visit, by: Acting, at: datetime) -> None:
    return None


def _not_shared(
    case: Case, step: rules.Step, at: datetime, units: Sequence[int], scope: Sequence[str]
) -> list[Part] | None:
    return None


def _the_lane(visit: Visit, posts: frozenset[int], lanes: Lanes) -> frozenset[int]:
    return posts


def _no_correction(work: Work, wish: "Wish") -> Changes:
    raise Refused("Langkah ini tidak dapat membuka tugas perbaikan pada prosedur lain.", about=work.visit)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a decider asks for with a "tidak": why, until when, and which units or single indicators."""

    reason: str
    due_at: datetime
    units: tuple[int, ...] = ()
    scope: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """What happens when a step with this act is done. Every callback may raise Refused.

    check: is what was typed whole? prepare: when the step is taken up. perform: when it is done. received: when the
    receiver of a handed-over paper answers. opened: when a visit opens, by whose deed. parts: the shares of a step
    that fans out, or None where this step of this case does not. doers: who may do a visit, where it is not simply
    the lane. correct: opens a correction task in another procedure's cycle. obstacle: what else blocks the step at a
    moment, or None.
    """

    name: str
    verb: str  # on the button: "Kirim disposisi"
    check: Callable[[Work], None] = _nothing
    prepare: Callable[[Work], None] = _nothing
    perform: Callable[[Work], Changes] = _no_changes
    received: Callable[[Work], Changes] = _no_changes
    opened: Callable[[Visit, Acting, datetime], None] = _not_opened
    parts: Callable[[Case, rules.Step, datetime, Sequence[int], Sequence[str]], list[Part] | None] = _not_shared
    doers: Callable[[Visit, frozenset[int], Lanes], frozenset[int]] = _the_lane
    correct: Callable[[Work, Wish], Changes] = _no_correction
    obstacle: Callable[[Visit, datetime], str | None] = _free
    hands_over: bool = False
    extra: tuple[str, ...] = field(default=())  # kinds of papers made beside the outputs that the SOP names


@dataclass(frozen=True, slots=True)
class Supply:
    """A paper from outside that can be put into the folder: what it is, where it comes from, its bytes if any.

    `written`: the application itself writes the paper (a blank form), by the writer of its kind.
    """

    title: str
    source: str
    file: StoredFile | None = None
    written: bool = False


Writer = Callable[[Work, FolderEntry, FolderEntry | None], None]  # the entry to be written, and what it replaces
Source = Callable[[Case, rules.Document], Supply | None]

_acts: dict[str, Act] = {}
_writers: dict[tuple[str, str], Writer] = {}
_sources: dict[str, Source] = {}


def register_act(act: Act) -> None:
    """Say what happens in steps with this act. Raises ValueError for a name outside the vocabulary or taken."""
    if act.name not in rules.ACTS or act.name in _acts:
        raise ValueError(f"act {act.name} is unknown or registered twice")
    _acts[act.name] = act


def register_writer(kind: str, writer: Writer, *, act: str = "") -> None:
    """Say who writes papers of this kind (of steps with this act only, if given)."""
    if (act, kind) in _writers:
        raise ValueError(f"writer of {kind} ({act}) registered twice")
    _writers[act, kind] = writer


def register_source(kind: str, source: Source) -> None:
    """Say where papers of this kind that come from outside the procedure may be found."""
    if kind in _sources:
        raise ValueError(f"source of {kind} registered twice")
    _sources[kind] = source


def act_of(step: rules.Step) -> Act:
    """Return what happens in a step: its act and those done with it (`juga`), one after the other.

    Raises KeyError for an act that no floor registered.
    """
    first, *others = (_acts[name] for name in step.acts)
    for other in others:
        first = _together(first, other)
    return first


def _together(first: Act, second: Act) -> Act:
    """Return two acts of one step as one: the first gives the name, the button and the sharing among units.

    What is done with a handing over is the receiver's work and happens when he takes what was handed over.
    """

    def both(one: Callable[[Work], None], two: Callable[[Work], None]) -> Callable[[Work], None]:
        def run(work: Work) -> None:
            one(work)
            two(work)

        return run

    def in_turn(*deeds: Callable[[Work], Changes]) -> Callable[[Work], Changes]:
        return lambda work: sum((deed(work) for deed in deeds), Changes())

    def opened(visit: Visit, by: Acting, at: datetime) -> None:
        first.opened(visit, by, at)
        second.opened(visit, by, at)

    return replace(
        first,
        check=both(first.check, second.check),
        prepare=both(first.prepare, second.prepare),
        perform=first.perform if first.hands_over else in_turn(first.perform, second.perform),
        received=in_turn(first.received, *((second.perform,) if first.hands_over else ()), second.received),
        opened=opened,
        obstacle=lambda visit, at: first.obstacle(visit, at) or second.obstacle(visit, at),
        hands_over=first.hands_over or second.hands_over,
        extra=(*first.extra, *second.extra),
    )


def writer_of(kind: str, *, acts: Sequence[str] = ()) -> Writer | None:
    """Return who writes a paper of this kind in a step with these acts (none: from outside any step), or None."""
    return next((_writers[act, kind] for act in (*acts, "") if (act, kind) in _writers), None)


def supply_for(case: Case, document: rules.Document) -> Supply | None:
    """Return where a paper from outside can be had now, or None."""
    source = _sources.get(document.kind)
    return source(case, document) if source else None


def registered() -> tuple[frozenset[str], frozenset[tuple[str, str]], frozenset[str]]:
    """Return the names of all acts, writers and sources: what the house's tests hold against the procedures."""
    return frozenset(_acts), frozenset(_writers), frozenset(_sources)
