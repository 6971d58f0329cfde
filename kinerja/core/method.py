"""The method in force: dated data that says how an achievement is named and how achievements are averaged.

The files lie in `methods/*.toml`, each with the text that set it. A file that a cycle has used is never changed; a
new rule is a new file with a later date. All percentages here are integers of hundredths of a percent, as printed.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple, cast

from kinerja.core.efficiency import Variant
from kinerja.core.numbers import half_up, percent, read, scaled


@dataclass(frozen=True, slots=True)
class Edge:
    """The lower end of one predicate, in hundredths of a percent; None takes everything that is left."""

    name: str
    bound: int | None
    strict: bool = False

    def reached(self, value: int) -> bool:
        """Whether a printed achievement (hundredths of a percent) belongs here or higher."""
        return self.bound is None or value > self.bound or (value == self.bound and not self.strict)

    def __str__(self) -> str:
        if self.bound is None:
            return "berada di bawah semua batas predikat lainnya"
        return f"{'melewati' if self.strict else 'mencapai'} batasnya, {percent(self.bound)}%"


@dataclass(frozen=True, slots=True)
class Method:
    """One dated method: edges of the predicates, cap of the averages (hundredths of a percent) and tables of ranks."""

    code: str
    name: str
    version: str
    in_force_from: date
    standard: bool
    references: Mapping[str, str]
    edges: tuple[Edge, ...]
    cap: int | None
    node_rule: str
    agency_rule: str
    ranks: Mapping[str, Mapping[str, int]]
    efficiency: str = "E1"  # the variant of `core.efficiency` that papers print
    action_from: str = "Rendah"  # a figure with this predicate, or a lower one, asks for a rencana aksi

    def edge_of(self, value: int) -> Edge:
        """Return the predicate's edge that a printed achievement (hundredths of a percent) reaches."""
        for edge in self.edges:
            if edge.reached(value):
                return edge
        raise AssertionError

    def asks_for_action(self, word: str) -> bool:
        """Return whether a figure with this predicate asks for a rencana aksi; without a figure nothing does."""
        names = [edge.name for edge in self.edges]
        return word in names and names.index(word) >= names.index(self.action_from)


def load_method(code: str) -> Method:
    """Return the method with this code. Raises ValueError if there is none."""
    methods = _methods()
    if code not in methods:
        raise ValueError(f"Metode pengukuran “{code}” tidak dikenal. Pilih {' atau '.join(sorted(methods))}.")
    return methods[code]


def method_on(day: date) -> Method:
    """Return the standard method in force on a day. Raises ValueError before the first one."""
    in_force = [method for method in _methods().values() if method.standard and method.in_force_from <= day]
    if not in_force:
        raise ValueError(f"Belum ada metode pengukuran yang berlaku pada tahun {day.year}. Tambahkan metodenya dahulu.")
    return max(in_force, key=lambda method: method.in_force_from)


def predicate(value: int, method: Method) -> str:
    """Return the word for an achievement in hundredths of a percent, classified as printed."""
    return method.edge_of(value).name


@cache
def _methods() -> Mapping[str, Method]:
    folder = files("kinerja.core") / "methods"
    found = (_method(path.read_text("utf-8")) for path in folder.iterdir() if path.name.endswith(".toml"))
    return {method.code: method for method in found}


def _method(text: str) -> Method:
    data = tomllib.loads(text)
    edges = []
    for entry in data["predikat"]:
        strict = "lebih_dari" in entry
        bound = entry.get("lebih_dari", entry.get("paling_rendah"))
        edges.append(Edge(entry["sebutan"], None if bound is None else _hundredths(bound), strict))
    bounds = [edge.bound for edge in edges]
    if (
        bounds[-1:] != [None]
        or None in bounds[:-1]
        or bounds[:-1] != sorted(cast(list[int], bounds[:-1]), reverse=True)
    ):
        raise ValueError("Predikat harus ditulis dari yang tertinggi, dan hanya yang terakhir tanpa batas.")
    cap = data["rata_rata"]["paling_tinggi"]
    variant, action_from = data["efisiensi"]["varian"], data["rencana_aksi"]["mulai_predikat"]
    if variant not in set(Variant):
        raise ValueError(f"Varian efisiensi {variant} tidak dikenal. Pilih {', '.join(Variant)}.")
    if action_from not in [edge.name for edge in edges]:
        raise ValueError(f"Predikat {action_from} untuk rencana aksi tidak ada dalam metode ini.")
    return Method(
        code=data["kode"],
        name=data["nama"],
        version=data["versi"],
        in_force_from=data["berlaku_sejak"],
        standard=data["baku"],
        references=data["acuan"],
        edges=tuple(edges),
        cap=None if cap == "tanpa batas" else _hundredths(cap),
        node_rule=data["rata_rata"]["simpul"],
        agency_rule=data["rata_rata"]["perangkat_daerah"],
        ranks=data["peringkat"],
        efficiency=variant,
        action_from=action_from,
    )


def _hundredths(text: str) -> int:
    number = read(text, locale="id").number
    if number is None or scaled(number) % 100:
        raise ValueError(f"“{text}” bukan persentase dengan dua angka di belakang koma.")
    return scaled(number) // 100


class Mean(NamedTuple):
    """A mean of printed achievements in hundredths of a percent: with the cap, without it, and of how many."""

    capped: int | None
    uncapped: int | None
    n: int


def average(values: Sequence[int], *, cap: int | None, weights: Sequence[int] | None = None) -> Mean:
    """Return the mean of achievements as printed (hundredths of a percent, none below 0), rounded once, half up.

    `cap` limits each of them before the mean; None limits none. Without values there is no mean, not zero.
    `weights` (hundredths, one per value, only where a text sets them) make it the one fraction
    sum(weight x value) / sum(weights): what has no figure is left out with its weight, so the others need not sum to
    100. Raises ValueError if weights and values do not pair up or a weight is not above 0.
    """
    if not values:
        return Mean(None, None, 0)
    limited = values if cap is None else [min(value, cap) for value in values]
    if weights is None:
        return Mean(half_up(sum(limited), len(values)), half_up(sum(values), len(values)), len(values))
    if len(weights) != len(values) or min(weights) < 1:
        raise ValueError("Bobot tidak berpasangan dengan capaian. Tulis satu bobot di atas nol untuk tiap capaian.")
    capped, uncapped = (
        half_up(sum(weight * value for weight, value in zip(weights, chosen, strict=True)), sum(weights))
        for chosen in (limited, values)
    )
    return Mean(capped, uncapped, len(values))
