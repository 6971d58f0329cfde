"""What is frozen per indicator when its cycle opens: direction, formula and how its periods become one figure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final, Self

HUNDRED_PERCENT: Final = 10_000
"""100,00 % in hundredths of a percent."""


class Polarity(StrEnum):
    """Which way is better. There is no default: it must be chosen for every indicator."""

    HIGHER = "naik"
    LOWER = "turun"
    STABILISE = "stabil"
    RANGE = "rentang"
    ORDINAL = "predikat"
    YES_NO = "ya/tidak"


class Formula(StrEnum):
    """The formula of an achievement, by the name that is printed next to it."""

    HIGHER = "R/T"
    LOWER = "(2T-R)/T"
    INVERSE = "T/R"
    PROGRESS = "kemajuan"
    STABILISE = "stabil"
    RANGE = "rentang"
    RANGE_HIGHER = "rentang naik"
    RANGE_LOWER = "rentang turun"
    RANK = "peringkat"
    YES_NO = "ya/tidak"


class Aggregation(StrEnum):
    """How the periods of a year become one figure. There is no default."""

    SUM = "jumlah"
    LAST = "terakhir"
    AVERAGE = "rata-rata"
    RATIO = "rasio"


class Nature(StrEnum):
    """Whether each period is reported alone or counted from the first of the year. There is no default."""

    SEPARATE = "mandiri"
    CUMULATIVE = "kumulatif"


FORMULAS: Final[Mapping[Polarity, tuple[Formula, ...]]] = {
    Polarity.HIGHER: (Formula.HIGHER,),
    Polarity.LOWER: (Formula.LOWER, Formula.INVERSE, Formula.PROGRESS),
    Polarity.STABILISE: (Formula.STABILISE,),
    Polarity.RANGE: (Formula.RANGE, Formula.RANGE_HIGHER, Formula.RANGE_LOWER),
    Polarity.ORDINAL: (Formula.RANK,),
    Polarity.YES_NO: (Formula.YES_NO,),
}
"""The formulas each polarity allows; the first is its default."""

_NOT_ADDED_UP: Final = frozenset({"%", "persen", "prosen", "indeks", "index"})


@dataclass(frozen=True, slots=True)
class Rule:
    """How one indicator is measured, frozen when its cycle opens.

    `baseline` (1e-4 units) belongs to "kemajuan", `ceiling` (hundredths of a percent) to "T/R", `ranks` (the name of
    a table of the method) to predikat. `unit` and `sum_reason` guard the sum: a percentage or an index is added up
    over periods only for a stated reason. `decimals` is how many are shown, never how many are kept.
    Raises ValueError, with a sentence for the maker of the indicator card, if the parts do not fit together.
    """

    polarity: Polarity
    formula: Formula
    aggregation: Aggregation
    nature: Nature
    decimals: int = 2
    unit: str = ""
    baseline: int | None = None
    ceiling: int | None = None
    ranks: str = ""
    sum_reason: str = ""

    def __post_init__(self) -> None:
        if fault := self._fault():
            raise ValueError(fault)

    def _fault(self) -> str | None:
        if self.formula not in FORMULAS[self.polarity]:
            allowed = " atau ".join(FORMULAS[self.polarity])
            return f"Rumus {self.formula} tidak cocok dengan arah {self.polarity}. Pilih {allowed}."
        if self.aggregation is Aggregation.SUM and self.unit.casefold() in _NOT_ADDED_UP and not self.sum_reason:
            return "Persentase dan indeks tidak dijumlahkan antarperiode. Pilih cara lain atau tulis alasannya."
        if (self.ceiling is None) == (self.formula is Formula.INVERSE):
            return "Batas atas wajib pada rumus T/R dan tidak dipakai pada rumus lain. Isi atau kosongkan batas atas."
        if self.ceiling is not None and self.ceiling < HUNDRED_PERCENT:
            return "Batas atas di bawah 100,00% membuat target tidak dapat tercapai. Isi 100,00 atau lebih."
        if (self.baseline is None) == (self.formula is Formula.PROGRESS):
            return (
                "Nilai awal wajib pada rumus kemajuan dan tidak dipakai pada rumus lain. Isi atau kosongkan nilai awal."
            )
        if bool(self.ranks) != (self.polarity is Polarity.ORDINAL):
            return "Tabel peringkat wajib pada arah predikat dan tidak dipakai pada arah lain. Pilih tabelnya."
        if not 0 <= self.decimals <= 4:
            return "Angka di belakang koma paling banyak empat. Pilih 0 sampai 4."
        if self.polarity in (Polarity.ORDINAL, Polarity.YES_NO) and self.aggregation is not Aggregation.LAST:
            return "Predikat dan ya/tidak tidak dapat dijumlahkan atau dirata-ratakan. Pilih angka terakhir."
        return None

    def to_json(self) -> dict[str, str | int | None]:
        """Return the rule as plain values, for a JSON column; `from_json` gives it back."""
        return {name: str(value) if isinstance(value, StrEnum) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Return the rule of `to_json`. Raises ValueError if a value is unknown or the parts do not fit."""
        known: dict[str, type[StrEnum]] = {
            "polarity": Polarity,
            "formula": Formula,
            "aggregation": Aggregation,
            "nature": Nature,
        }
        if missing := known.keys() - values.keys():
            raise ValueError(f"Aturan pengukuran tidak lengkap: {', '.join(sorted(missing))} belum ada.")
        parts: dict[str, Any] = {name: known[name](value) if name in known else value for name, value in values.items()}
        return cls(**parts)
