"""What the components of the templates take: badges, crumbs, tabs, tiles, problems, buttons, files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kinerja.core.measure import Method
from kinerja.core.numbers import write
from kinerja.performance.models import FigureState, SheetState


@dataclass(frozen=True, slots=True)
class Badge:
    """A state as a word, a symbol of icons.svg and a tone: good, warning, bad, info, plain."""

    tone: str
    icon: str
    word: str


@dataclass(frozen=True, slots=True)
class Crumb:
    """A page above the one shown."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several views of the same thing."""

    url: str
    label: str
    current: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure with its label, as printed."""

    label: str
    value: str
    note: str = ""
    badge: Badge | None = None
    lines: tuple[str, ...] = ()  # how the value came about


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence of the error summary; `anchor` is the id of the input it speaks of, "" for the form as a whole."""

    anchor: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Button:
    """What a form can do; the sentence of `obstacle` disables it and stands beside it."""

    value: str
    label: str
    icon: str
    kind: str = ""
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file with its size as printed."""

    name: str
    url: str
    size: str


# Sheets and figures share the words of their states; only a figure is revised.
_STATES: dict[str, Badge] = {
    SheetState.EMPTY: Badge("plain", "dash", "Belum diisi"),
    SheetState.DRAFT: Badge("info", "pen", "Draf"),
    SheetState.SUBMITTED: Badge("info", "send", "Diajukan"),
    SheetState.RETURNED: Badge("warning", "return", "Dikembalikan"),
    SheetState.VERIFIED: Badge("good", "check", "Diverifikasi"),
    SheetState.FINAL: Badge("good", "lock", "Ditetapkan"),
    FigureState.REVISED: Badge("warning", "pen", "Direvisi"),
}


def badge_of(state: str) -> Badge:
    """Return the badge of a sheet's or a figure's state."""
    return _STATES[state]


def tone_of(hundredths: int, method: Method) -> str:
    """Return the tone of an achievement by its place in the method's scale: the two highest names are good."""
    place = method.edges.index(method.edge_of(hundredths))
    return "good" if place < 2 else "warning" if place == 2 else "bad"


def predicate_badge(hundredths: int, method: Method) -> Badge:
    """Return the word of an achievement, in hundredths of a percent, with a tone and a symbol."""
    tone = tone_of(hundredths, method)
    return Badge(tone, {"good": "check", "warning": "dash", "bad": "alert"}[tone], method.edge_of(hundredths).name)


def problems_of(fields: Mapping[str, str], *, whole: str = "", known: Iterable[str] = ()) -> list[Problem]:
    """Return the error summary: a line per field, or the refusal itself where no field is named.

    `known` are the names of fields that the page shows; the others are told without a link.
    """
    shown = set(known)
    if not fields:
        return [Problem("", whole)] if whole else []
    return [Problem(f"id_{name}" if name in shown else "", sentence) for name, sentence in fields.items()]


def size(count: int) -> str:
    """Return a number of bytes as people read it: "48 KB", "1,2 MB"."""
    if count < 1024:
        return f"{count} byte"
    if count < 1024 * 1024:
        return f"{write((count + 512) // 1024)} KB"
    tenths = (count * 10 + 512 * 1024) // (1024 * 1024)
    whole, rest = divmod(tenths, 10)
    return f"{write(whole)},{rest} MB"
