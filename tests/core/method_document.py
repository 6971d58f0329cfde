"""The tables of `docs/method.md`, made from the worked examples and from the methods themselves.

`python -m tests.core.method_document` writes them between their markers; a test fails when they are stale.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from kinerja.core.explaining import explain
from kinerja.core.measure import Total, achieve_total, load_method, quantity
from kinerja.core.method import Method
from kinerja.core.numbers import Reading, percent, read, write
from tests.core import worked
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "method.md"
METHODS = ("kinerja-2018", "kota-tegal")


def filled(text: str) -> str:
    """Return the page with every table as it should be. Raises KeyError for a marker without a table."""
    begin, end = "<!-- table: ", "<!-- end of table -->"
    first, *parts = text.split(begin)
    made = [first]
    for part in parts:
        name, _, rest = part.partition(" -->")
        made.append(f"{begin}{name} -->\n{TABLES[name]()}\n{end}{rest.partition(end)[2]}")
    return "".join(made)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _readings() -> str:
    rows = []
    for case in worked.cases("angka.toml"):
        reading = read(case["tulisan"], locale="id" if case.get("tempat") == "formulir" else None)
        rows.append([f"`{case['tulisan']}`", case.get("tempat", "berkas"), reading.kind.value, _read(reading)])
    return _table(("written", "where", "read as", "value, or what is asked"), rows)


def _read(reading: Reading) -> str:
    match reading:
        case Reading(low=Decimal() as low, high=Decimal() as high):
            return f"{write(low)}-{write(high)} {reading.unit}".rstrip()
        case Reading(numerator=Decimal() as numerator, denominator=Decimal() as denominator):
            return f"{write(numerator)} dari {write(denominator)} {reading.unit}".rstrip()
    return str(reading.quantity or reading.rank or reading.reason)


def _periods() -> str:
    rows = []
    for case in worked.cases("periode.toml"):
        rule, total = worked.rule_of(case), worked.total_of(case)
        found = achieve_total(rule, total, year_target=worked.units(case["target_tahun"]))
        way = f"{rule.aggregation}, {rule.nature}"
        heard = case["melapor"] + (", sementara" if total.provisional else "")
        value = f"{percent(found.value)}" if found.value is not None else found.status.value
        rows.append([case["nama"], way, "; ".join(case["periode"]), heard, value])
    return _table(("example", "put together", "periods: target, realisation", "reported", "achievement"), rows)


def _figures(*, measured: bool) -> str:
    rows = []
    for case in worked.cases("capaian.toml"):
        found = worked.measured(case)
        if (found.value is not None) == measured:
            told = [case["nama"], worked.rule_of(case).formula.value, case["target"] or "-", case["realisasi"] or "-"]
            end = (
                [_calculation(case), case["predikat"]]
                if measured
                else [case.get("target_tahun", ""), found.status.value]
            )
            rows.append([*told, *end])
    if measured:
        return _table(("example", "formula", "T", "R", "worked", "predicate"), rows)
    return _table(("example", "formula", "T", "R", "T of the year, if another", "state"), rows)


def _calculation(case: dict[str, Any]) -> str:
    """Return the calculation as the figure itself explains it, with what was done to it."""
    rule, found = worked.rule_of(case), worked.measured(case)
    target, upper = quantity(rule, read(case["target"], locale="id"), worked.METHOD)
    result = quantity(rule, read(case["realisasi"], locale="id"), worked.METHOD)[0]
    total = Total(target, result, 1, 1, 0, False, "2024", "Tahun 2024", upper=upper)
    lines = explain(rule, total, found, worked.METHOD).lines
    worked_out = next(line for line in lines if line.startswith("Perhitungan: "))
    return "; ".join([worked_out.removeprefix("Perhitungan: ").rstrip("."), *found.flags])


def _edges() -> str:
    methods = [load_method(code) for code in METHODS]
    names = [edge.name for edge in methods[0].edges]
    rows = [[name, *(_edge(method, number) for method in methods)] for number, name in enumerate(names)]
    rows += [
        ["cap of the averages", *(_cap(method) for method in methods)],
        ["a node", *(method.node_rule for method in methods)],
        ["the agency", *(method.agency_rule for method in methods)],
        *(
            [f"table {table}", *(_ranks(method, table) for method in methods)]
            for table in sorted({table for method in methods for table in method.ranks})
        ),
        *([f"source: {what}", *(method.references[what] for method in methods)] for what in methods[0].references),
        ["in force from", *(_since(method) for method in methods)],
    ]
    return _table(("", *(f"`{method.code}` version {method.version}" for method in methods)), rows)


def _edge(method: Method, number: int) -> str:
    edge = method.edges[number]
    if edge.bound is None:
        return "below that"
    return f"{'above' if edge.strict else 'at least'} {percent(edge.bound)}"


def _cap(method: Method) -> str:
    return "none" if method.cap is None else percent(method.cap)


def _ranks(method: Method, table: str) -> str:
    return ", ".join(f"{word} {rank}" for word, rank in method.ranks.get(table, {}).items())


def _since(method: Method) -> str:
    return f"{method.in_force_from:%d-%m-%Y}{'' if method.standard else ', only where it is chosen'}"


def _means() -> str:
    rows = [
        [
            case["nama"],
            "; ".join(case["capaian"]) or "-",
            "; ".join(case.get("bobot", ())) or "-",
            case.get("batas", "100,00"),
            case.get("rata_rata", "-"),
            case.get("tanpa", "-"),
        ]
        for case in worked.cases("rata-rata.toml")
    ]
    return _table(("example", "figures as printed", "weights", "cap", "mean", "without the cap"), rows)


def _disagreements() -> str:
    rows = [
        [
            *(row["case"], row["arah"], row["target"] or "-", row["realisasi"] or "-", row["seen_in_public_systems"]),
            *(f"**{row['ours']}**" if row["ours"] else row["ours_note"], row["predikat"] or "-"),
        ]
        for row in worked.conformance()
    ]
    return _table(("case", "direction", "T", "R", "public systems print", "we print", "predicate"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "readings": _readings,
    "periods": _periods,
    "states": lambda: _figures(measured=False),
    "figures": lambda: _figures(measured=True),
    "methods": _edges,
    "means": _means,
    "disagreements": _disagreements,
}


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text("utf-8")), "utf-8")
