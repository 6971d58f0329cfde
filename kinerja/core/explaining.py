"""How a figure came about, in whole Indonesian sentences with its numbers put in: one achievement, or a mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, cast

from kinerja.core.measure import (
    CEILING,
    FLOORED,
    RANGES,
    WITHOUT_TARGET,
    ZERO_TARGET,
    Achievement,
    Total,
)
from kinerja.core.method import Edge, Mean, Method
from kinerja.core.numbers import SCALE, percent, unscaled, write
from kinerja.core.rule import Aggregation, Formula, Nature, Polarity, Rule


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whole Indonesian sentences that tell how a figure came about, with its numbers put in."""

    lines: tuple[str, ...]


def explain(rule: Rule, total: Total, achievement: Achievement, method: Method) -> Explanation:
    """Return how this achievement came about: formula, periods, numbers, predicate with its edge, method."""
    lines = [f"Arah {rule.polarity}: {DIRECTIONS[rule.polarity]} Rumus: {FORMULA_TEXTS[rule.formula]}."]
    if rule.ranks:
        told = ", ".join(f"{word} {rank}" for word, rank in method.ranks[rule.ranks].items())
        lines.append(f"Tabel peringkat {rule.ranks}: {told}.")
    if total.realisation is not None and total.last_label:  # a single row of a file belongs to no named period
        lines.append(_told_periods(rule, total, method))
    if total.provisional and total.expected > 1:
        lines.append(f"Angka ini sementara: baru {total.reported} dari {total.expected} periode yang melapor.")
    if total.unavailable:
        lines.append(
            f"Ada {total.unavailable} periode yang dinyatakan tidak tersedia; periode itu tidak ikut dihitung."
        )
    if achievement.value is None:
        lines.append(achievement.status.reason)
    else:
        shown, edge = f"{percent(achievement.value)}%", method.edge_of(achievement.value)
        lines.append(f"Perhitungan: {_worked(rule, total)} = {shown}.")
        lines.append(_told_edge(shown, edge))
    lines.extend(_FLAG_TEXTS[flag] for flag in achievement.flags)
    lines.append(f"Diukur dengan metode {method.code} versi {method.version}: {method.name}.")
    if achievement.value is not None:
        lines.append(f"Acuan predikat: {method.references['predikat']}.")
    return Explanation(tuple(lines))


def explain_mean(
    mean: Mean,
    terms: Sequence[Mean],
    method: Method,
    *,
    of: str,
    weights: Sequence[int] | None = None,
    without: int = 0,
    worded: bool = True,
) -> Explanation:
    """Return how a mean came about, so that anybody can recompute it from the page.

    `terms` are the printed figures it was taken of, each as it enters with the cap and without it; `of` names them
    ("indikator", "sasaran"). `weights` are hundredths, one per term; `without` counts those that have no figure. A
    mean that gets no predicate is not `worded`.
    """
    lines = []
    if mean.capped is None or mean.uncapped is None:
        lines.append(f"Belum ada {of} yang terukur, sehingga belum ada rata-rata.")
    else:
        kind = "Rata-rata" if weights is None else "Rata-rata berbobot"
        capped, uncapped = [term.capped or 0 for term in terms], [term.uncapped or 0 for term in terms]
        told = _told_mean(capped, weights, mean.capped)
        lines.append(f"{kind} dari {len(terms)} {of} sebagaimana tercetak: {told}.")
        if capped != uncapped:
            cut = method.cap is not None and capped == [min(value, method.cap) for value in uncapped]
            limit = (
                f"Capaian di atas {percent(method.cap)}% dihitung {percent(method.cap)}%. "
                if cut and method.cap
                else ""
            )
            lines.append(f"{limit}Tanpa batas: {_told_mean(uncapped, weights, mean.uncapped)}.")
        if worded:
            lines.append(_told_edge(f"{percent(mean.capped)}%", method.edge_of(mean.capped)))
    if without:
        with_them = " beserta bobotnya" if weights is not None else ""
        lines.append(f"Ada {without} {of} tanpa capaian; yang itu{with_them} tidak ikut dihitung.")
    return Explanation(tuple(lines))


def _told_mean(values: Sequence[int], weights: Sequence[int] | None, mean: int) -> str:
    """Return a mean with its numbers put in: "(100,00 + 87,50) ÷ 2 = 93,75%"."""
    shown = [percent(value) for value in values]
    divisor, total = len(values), sum(values)
    if weights is not None:
        shares = [write(Decimal(weight) / 100) for weight in weights]
        shown = [f"{share} × {value}" for share, value in zip(shares, shown, strict=True)]
        divisor, total = sum(weights), sum(weight * value for weight, value in zip(weights, values, strict=True))
    if len(values) == 1:
        return f"{percent(mean)}%"
    over = write(Decimal(divisor) / 100) if weights is not None else str(divisor)
    rounded = ", dibulatkan sekali, setengah ke atas" if total % divisor else ""
    return f"({' + '.join(shown)}) ÷ {over} = {percent(mean)}%{rounded}"


def _told_edge(shown: str, edge: Edge) -> str:
    return f"Predikat {edge.name}, karena {shown} {edge}.".replace(f"{shown} di bawah", f"{shown} ada di bawah")


DIRECTIONS: Final = {
    Polarity.HIGHER: "makin tinggi makin baik.",
    Polarity.LOWER: "makin rendah makin baik.",
    Polarity.STABILISE: "makin dekat dengan target makin baik.",
    Polarity.RANGE: "di dalam rentang target adalah 100%.",
    Polarity.ORDINAL: "predikat dibandingkan menurut tabel peringkat.",
    Polarity.YES_NO: "sama dengan target 100%, selain itu 0%.",
}
FORMULA_TEXTS: Final = {
    Formula.HIGHER: "realisasi ÷ target",
    Formula.LOWER: "(2 × target − realisasi) ÷ target",
    Formula.INVERSE: "target ÷ realisasi, dengan batas atas",
    Formula.PROGRESS: "(realisasi − nilai awal) ÷ (target − nilai awal)",
    Formula.STABILISE: "realisasi ÷ target, dan di atas target (2 × target − realisasi) ÷ target",
    Formula.RANGE: "di bawah rentang realisasi ÷ batas bawah, di atasnya (2 × batas atas − realisasi) ÷ batas atas",
    Formula.RANGE_HIGHER: "di luar rentang realisasi ÷ batas yang terlewati",
    Formula.RANGE_LOWER: "di luar rentang (2 × batas − realisasi) ÷ batas yang terlewati",
    Formula.RANK: "peringkat realisasi ÷ peringkat target",
    Formula.YES_NO: "jawaban dibandingkan dengan target",
}
_FLAG_TEXTS: Final = {
    ZERO_TARGET: "Aturan target nol dipakai: realisasi 0 bernilai 100%, realisasi yang melewatinya bernilai 0%.",
    FLOORED: "Hasil hitungannya di bawah nol, sehingga dicatat 0,00%.",
    CEILING: "Hasil hitungannya melewati batas atas rumus, sehingga dicatat sebesar batas itu.",
    WITHOUT_TARGET: "Realisasi yang dilaporkan tetap dicetak di sampingnya, tanpa dibandingkan dengan target.",
}


def _told_periods(rule: Rule, total: Total, method: Method) -> str:
    words = {rank * SCALE: word for word, rank in method.ranks.get(rule.ranks, {}).items()}
    if rule.polarity is Polarity.YES_NO:
        words = {0: "tidak", SCALE: "ya"}
    result = words.get(total.shown_realisation or 0, _figure(total.shown_realisation))
    last = f"periode terakhir yang melapor ({total.last_label})"
    if total.divisor == 0:
        return "Jumlah penyebut dari periode yang melapor adalah nol."
    if rule.aggregation is Aggregation.RATIO:
        numerator, denominator = total.parts(rule) or (0, 1)
        parts = f"{_figure(numerator)} ÷ {_figure(denominator)} × 100"
        return f"Pembilang dibagi penyebut sampai {last}: {parts} = {result}, dibulatkan hanya untuk ditampilkan."
    if rule.nature is Nature.CUMULATIVE:
        return f"Angka dilaporkan kumulatif; dipakai {last}: {result}."
    if rule.aggregation is Aggregation.LAST:
        return f"Dipakai angka {last}: {result}."
    if rule.aggregation is Aggregation.SUM:
        target = "" if total.target is None else f", dan target periode yang sama menjadi {_figure(total.target)}"
        return f"Realisasi {total.reported} periode dijumlahkan menjadi {result}{target}."
    rounded = "" if (total.realisation or 0) % total.divisor == 0 else ", dibulatkan hanya untuk ditampilkan"
    return (
        f"Rata-rata {total.divisor} periode adalah {result}{rounded}; yang dibandingkan adalah jumlah realisasi "
        f"dengan jumlah target periode yang sama."
    )


def _worked(rule: Rule, total: Total) -> str:
    """Return the formula with its numbers put in, as far as the equals sign."""
    # Sums are exact and stay whole; only a ratio is shown as the percentage it stands for.
    ratio = rule.aggregation is Aggregation.RATIO
    target = cast(int, total.shown_target if ratio else total.target)
    result = cast(int, total.shown_realisation if ratio else total.realisation)
    upper = target if total.upper is None else cast(int, total.shown_upper if ratio else total.upper)
    start = (rule.baseline or 0) * (1 if ratio else total.divisor)
    higher, inside = rule.formula in (Formula.HIGHER, Formula.RANK, Formula.RANGE_HIGHER), target <= result <= upper
    bound = upper if result > upper else target
    if rule.formula is Formula.YES_NO:
        return f"target {'ya' if target else 'tidak'}, realisasi {'ya' if result else 'tidak'}"
    if rule.formula in RANGES and inside:
        return f"{_figure(result)} ada di dalam rentang {_figure(target)} sampai {_figure(upper)}"
    if rule.formula is Formula.PROGRESS:
        return f"({_figure(result)} − {_figure(start)}) ÷ ({_figure(target)} − {_figure(start)})"
    if bound == 0 or (rule.formula is Formula.INVERSE and result == 0):
        return f"target {_figure(bound)} dan realisasi {_figure(result)}"
    if rule.formula in (Formula.STABILISE, Formula.RANGE):
        higher = result <= target
    if bound < 0:
        pair = (result, bound) if higher else (bound, result)
        return f"1 + ({_figure(pair[0])} − {_figure(pair[1])}) ÷ {_figure(-bound)}"
    if rule.formula is Formula.INVERSE:
        return f"{_figure(target)} ÷ {_figure(result)}"
    dividend = _figure(result) if higher else f"(2 × {_figure(bound)} − {_figure(result)})"
    return f"{dividend} ÷ {_figure(bound)}"


def _figure(units: int | None) -> str:
    if units is None:
        return "-"
    written = write(unscaled(units))
    return f"({written})" if units < 0 else written
