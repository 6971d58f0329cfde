"""How sparingly money was used for what was reached: the four variants found in public reports, exact, rounded once.

PermenPANRB 53/2014 asks for an "analisis atas efisiensi penggunaan sumber daya" and gives no formula. So each variant
stands here under its own name, the method's file says which is printed, and every one says in words how it came about.
Percentages are integers of hundredths of a percent, as printed; money is a Decimal in rupiah. Absorption belongs to
sums of money only: that of several programmes is their spending over their pagu, never a mean of percentages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from kinerja.core.numbers import half_up, percent, rupiah
from kinerja.core.rule import HUNDRED_PERCENT


class Variant(StrEnum):
    """The variants of efficiency, by the names under which `docs` and the method's file speak of them."""

    SAVING = "E1"  # reached in full with money left over
    GAP = "E2"  # achievement less absorption
    OUTPUT = "E3"  # cost of a unit of output against its planned cost
    RUPIAH = "E4"  # money left over


EFFICIENT: Final = "Efisien"
FAIRLY: Final = "Cukup efisien"
INEFFICIENT: Final = "Tidak efisien"

FORMULAS: Final = {
    Variant.SAVING: "bila capaian paling sedikit 100% dan serapan di bawah 100%: 100% − serapan",
    Variant.GAP: "capaian − serapan; di atas 5 efisien, −5 sampai 5 cukup efisien, di bawahnya tidak efisien",
    Variant.OUTPUT: "E = jumlah (1 − (realisasi anggaran ÷ realisasi volume) ÷ (pagu ÷ target volume)) ÷ banyak "
    "keluaran, dibatasi −20% sampai 20%; nilai efisiensi = 50% + E ÷ 20% × 50%",
    Variant.RUPIAH: "pagu − realisasi anggaran",
}

NO_BUDGET: Final = "Pagu belum ada atau nol, sehingga serapan dan efisiensi tidak dapat dihitung."
NO_SPENDING: Final = "Realisasi anggaran belum dilaporkan, sehingga serapan dan efisiensi belum dapat dihitung."
NO_ACHIEVEMENT: Final = "Capaian belum ada, sehingga efisiensi belum dapat dinilai."
WITHIN_YEAR: Final = "Pagu adalah pagu setahun, sehingga efisiensinya dinilai pada periode terakhir tahun itu."
NO_OUTPUT: Final = "Tidak ada keluaran dengan pagu dan target volume, sehingga nilai efisiensi tidak dapat dihitung."
NO_VOLUME: Final = "Realisasi volume keluarannya belum tersedia, sehingga biaya satuannya belum dapat dihitung."

_BAND: Final = 500  # E2: five points, in hundredths of a percent
_E_LIMIT: Final = Fraction(1, 5)  # E3: 20 percent either way


@dataclass(frozen=True, slots=True)
class Money:
    """Pagu and realisation of the same thing, in rupiah; None is "not known", which is never zero."""

    ceiling: Decimal | None
    spent: Decimal | None

    @property
    def absorption(self) -> int | None:
        """Spending over pagu in hundredths of a percent, rounded once; None without either, or with a pagu of 0.

        >>> Money(Decimal(18947968), Decimal(17512862)).absorption
        9243
        """
        if self.ceiling is None or self.spent is None or self.ceiling <= 0:
            return None
        return _hundredths(Fraction(self.spent) / Fraction(self.ceiling))

    @property
    def left(self) -> Decimal | None:
        """What was not spent, in rupiah; below 0 where more was spent than planned."""
        return None if self.ceiling is None or self.spent is None else self.ceiling - self.spent

    @property
    def obstacle(self) -> str:
        """Why there is no absorption, in a sentence; "" where there is one."""
        if self.ceiling is None or self.ceiling <= 0:
            return NO_BUDGET
        return NO_SPENDING if self.spent is None else ""


@dataclass(frozen=True, slots=True)
class Output:
    """One keluaran with its money and its volume, planned and reached (both in the same unit).

    `reached` is None where the realisation is not available, which is never zero.
    """

    name: str
    money: Money
    target: Decimal
    reached: Decimal | None


@dataclass(frozen=True, slots=True)
class Efficiency:
    """What one variant says: its value as printed and its word, or the reason why there is none."""

    variant: Variant
    printed: str = ""
    word: str = ""
    reason: str = ""
    worked: str = ""  # the formula with its numbers put in


def judge(
    variant: Variant,
    *,
    achievement: int | None,
    money: Money,
    outputs: Sequence[Output] = (),
    whole_year: bool = True,
) -> Efficiency:
    """Return what a variant says of an achievement (hundredths of a percent, as printed) and its money.

    `outputs` are looked at by E3 only, which compares unit costs and so holds within the year; the others set spending
    against the pagu of the whole year and say nothing before its end (`whole_year`). Whatever is missing, or would
    divide by zero, gives a reason and no figure.
    """
    if variant is Variant.OUTPUT:
        return _of_outputs(outputs)
    if money.obstacle:
        return Efficiency(variant, reason=money.obstacle)
    if not whole_year:
        return Efficiency(variant, reason=WITHIN_YEAR)
    if variant is Variant.RUPIAH:
        return _saved(money)
    if achievement is None:
        return Efficiency(variant, reason=NO_ACHIEVEMENT)
    assert money.absorption is not None
    return _saving(achievement, money.absorption) if variant is Variant.SAVING else _gap(achievement, money.absorption)


def _saving(achievement: int, absorption: int) -> Efficiency:
    """E1: efficient only where the target was reached in full and money is left. Source: LKjIPs of 2019 and later."""
    if achievement >= HUNDRED_PERCENT > absorption:
        value = percent(HUNDRED_PERCENT - absorption)
        return Efficiency(Variant.SAVING, f"{value}%", EFFICIENT, worked=f"100% − {percent(absorption)}% = {value}%")
    short = (
        f"capaian {percent(achievement)}% belum mencapai 100%"
        if achievement < HUNDRED_PERCENT
        else f"serapan {percent(absorption)}% tidak di bawah 100%"
    )
    return Efficiency(Variant.SAVING, word=INEFFICIENT, reason=f"Tidak ada efisiensi yang dihitung: {short}.")


def _gap(achievement: int, absorption: int) -> Efficiency:
    """E2: achievement less absorption, in percentage points. Source: the evaluation of one regency (Banjarnegara)."""
    gap = achievement - absorption
    word = EFFICIENT if gap > _BAND else INEFFICIENT if gap < -_BAND else FAIRLY
    worked = f"{percent(achievement)} − {percent(absorption)} = {percent(gap)}"
    return Efficiency(Variant.GAP, f"{percent(gap)} poin", word, worked=worked)


def _saved(money: Money) -> Efficiency:
    """E4: rupiah left over. Source: report of a statistics office (18.947.968 − 17.512.862 = 1.435.106)."""
    left = money.left
    assert left is not None
    assert money.ceiling is not None
    assert money.spent is not None
    worked = f"{rupiah(money.ceiling)} − {rupiah(money.spent)} = {rupiah(left)}"
    return Efficiency(Variant.RUPIAH, rupiah(left), "" if left >= 0 else "Melebihi pagu", worked=worked)


def _of_outputs(outputs: Sequence[Output]) -> Efficiency:
    """E3: the mean saving per unit of output, limited to -20..20 percent, and the value 0..100 percent it gives.

    Source: family of PMK 249/2011 and PMK 214/2017; the limits are recalled and to be checked on the text.
    """
    if not outputs:
        return Efficiency(Variant.OUTPUT, reason=NO_OUTPUT)
    total = Fraction(0)
    for output in outputs:
        ceiling, spent = output.money.ceiling, output.money.spent
        if output.money.obstacle or ceiling is None or spent is None:
            return Efficiency(Variant.OUTPUT, reason=f"{output.name}: {output.money.obstacle}")
        if output.reached is None:
            return Efficiency(Variant.OUTPUT, reason=f"{output.name}: {NO_VOLUME}")
        if output.target <= 0 or output.reached <= 0:
            lacking = "target" if output.target <= 0 else "realisasi"
            return Efficiency(
                Variant.OUTPUT,
                reason=f"{output.name}: {lacking} volume keluarannya nol, sehingga biaya satuannya tidak ada.",
            )
        cost = Fraction(spent) / Fraction(output.reached)
        planned = Fraction(ceiling) / Fraction(output.target)
        total += 1 - cost / planned
    exact = total / len(outputs)
    limited = max(-_E_LIMIT, min(_E_LIMIT, exact))
    value = _hundredths(Fraction(1, 2) + limited / _E_LIMIT / 2)
    bounded = f", dibatasi {percent(_hundredths(limited))}%" if limited != exact else ""
    worked = (
        f"E dari {len(outputs)} keluaran = {percent(_hundredths(exact))}%{bounded}; "
        f"50% + {percent(_hundredths(limited))}% ÷ 20% × 50% = {percent(value)}%"
    )
    return Efficiency(Variant.OUTPUT, f"{percent(value)}%", worked=worked)


def _hundredths(share: Fraction) -> int:
    return half_up(share.numerator * HUNDRED_PERCENT, share.denominator)
