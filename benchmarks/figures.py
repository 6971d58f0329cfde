"""What a benchmark says in the end: a median held against a target and against something measured in the same run."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Peer:
    """What a figure is held against: what it is, and its own median in the figure's unit, of the same run."""

    what: str
    median: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One headline figure. `ratio` is the median over the peer's; `ok` says whether the whole target is met."""

    name: str
    median: float
    unit: str
    target: str
    against: Peer
    ratio: float
    ok: bool

    def to_json(self) -> dict[str, Any]:
        """Return the figure as build/bench.json keeps it."""
        told = asdict(self)
        told["median"], told["ratio"] = round(self.median, 4), round(self.ratio, 4)
        told["against"]["median"] = round(self.against.median, 4)
        return told


def at_most(name: str, times: Sequence[float], limit: float, peer: str, peer_times: Sequence[float]) -> Figure:
    """Return the figure of a time in milliseconds that may not exceed `limit`; the times are in seconds."""
    median, held = statistics.median(times) * 1000, statistics.median(peer_times) * 1000
    return Figure(name, median, "ms", f"<= {limit:g} ms", Peer(peer, held), median / held, median <= limit)


def at_least(
    name: str, rates: Sequence[float], floor: float, share: float, peer: str, peer_rates: Sequence[float]
) -> Figure:
    """Return the figure of a rate per second that may not fall below `floor` nor below `share` of its peer's."""
    median, held = statistics.median(rates), statistics.median(peer_rates)
    target = f">= {floor:g}/s and >= {share:g} of the peer"
    ok = median >= floor and median >= share * held
    return Figure(name, median, "/s", target, Peer(peer, held), median / held, ok)


@contextmanager
def timed(into: list[float]) -> Iterator[None]:
    """Append the seconds that the block took."""
    begun = time.perf_counter()
    yield
    into.append(time.perf_counter() - begun)


def repeat(work: Callable[[], object], *, times: int) -> list[float]:
    """Return the seconds of each of several runs."""
    found: list[float] = []
    for _ in range(times):
        with timed(found):
            work()
    return found


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a table of plain text."""
    rows = [("name", "median", "target", "ok", "ratio", "held against")]
    rows += [
        (
            figure.name,
            f"{figure.median:.2f} {figure.unit}",
            figure.target,
            "yes" if figure.ok else "NO",
            f"{figure.ratio:.2f}",
            f"{figure.against.what}: {figure.against.median:.2f} {figure.unit}",
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
