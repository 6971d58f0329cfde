"""The flat table that bulk measuring reads, one row per indicator and period, and the tables it gives back.

Quantities are integers of 1e-4 units (87,25 is 872500), a predikat is already its rank, yes/no is 10000 or 0;
percentages are integers of hundredths of a percent. Empty is null, never zero. A period is named by its last month: a
quarter's report has period 3, 6, 9 or 12, a report of the whole year 12; months and quarters of one indicator are not
mixed. The columns of `Row` that describe the indicator (`RULE`) are the same in all its rows of a year.

Figures are drawn at the end of each quarter, from an indicator's first to the last of which the table knows a period
for its agency; the fourth is the year. From a row on that cannot be used (`Fault`) an indicator has no figure, and its
status says why; such rows and their periods enter nothing. Where a key lacks or the rows of a year disagree on the
rule there is one row for the year, at its first quarter, with the reason.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

Key = int | str


class Row(NamedTuple):
    """One indicator in one period. What has a default may be lacking as a column.

    `government`, `agency`, `node` (within its `level`: sasaran, program ...) and `indicator` are keys of the source;
    an indicator's key is unique within its agency. `weight` (hundredths) is set only where a text sets weights,
    `ceiling` (hundredths of a percent) only for T/R, `baseline` only for kemajuan, `upper` and `year_upper` only for
    ranges, `numerator` and `denominator` in place of `realisation` where periods are joined as a ratio. `due` and
    `handed_in` are days, or moments of which only the day counts.
    """

    government: Key
    agency: Key
    level: str
    node: Key
    indicator: Key
    year: int
    period: int
    formula: str
    aggregation: str
    nature: str
    year_target: int | None
    target: int | None
    realisation: int | None
    weight: int | None = None
    ceiling: int | None = None
    baseline: int | None = None
    year_upper: int | None = None
    upper: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    unavailable: bool | None = False
    due: object | None = None
    handed_in: object | None = None


REQUIRED: Final = tuple(name for name in Row._fields if name not in Row._field_defaults)
IDENTITY: Final = ("government", "agency", "indicator", "year")
RULE: Final = (
    *("level", "node", "formula", "aggregation", "nature"),
    *("weight", "ceiling", "baseline", "year_target", "year_upper"),
)
AMOUNTS: Final = (
    *("weight", "ceiling", "baseline", "year_target", "year_upper"),
    *("target", "upper", "realisation", "numerator", "denominator"),
)
QUARTERS: Final = (1, 2, 3, 4)
OBJECTIVE: Final = "sasaran"


class Fault(StrEnum):
    """Why an indicator of the flat table cannot be measured; of several the first here is told."""

    KEY = "Kunci kosong: isi government, agency, level, node, indicator dan year."
    TWO_RULES = "Aturan indikator berbeda antarbaris: samakan simpul, rumus, target tahun dan bobotnya."
    PERIOD = "Periode di luar 1-12: isi dengan bulan terakhir periode yang dilaporkan."
    TWICE = "Satu periode ditulis dua kali: sisakan satu baris per indikator dan periode."
    RULE = "Aturan indikator tidak dikenal atau tidak cocok: periksa rumus, cara gabung periode dan sifatnya."
    CEILING = "Batas atas salah: wajib pada rumus T/R, dari 100,00 sampai 10.000,00%, kosong pada rumus lain."
    BASELINE = "Nilai awal salah: wajib pada rumus kemajuan dan kosong pada rumus lain."
    RANGE = "Rentang salah: isi batas bawah dan batas atas, yang bawah tidak melebihi yang atas."
    RATIO = "Rasio tidak lengkap: isi pembilang dan penyebut, dan penyebut tidak di bawah nol."
    WEIGHT = "Bobot salah: isi di atas nol sampai 100,00, atau kosongkan."
    SIZE = "Angka terlalu besar untuk dihitung tepat: paling banyak 20 digit, pada target rasio 10 digit."


@dataclass(frozen=True, slots=True)
class Level:
    """One table that comes out: its name and the names of its columns in their order."""

    name: str
    columns: tuple[str, ...]


_COUNTS = ("reported", "expected", "unavailable", "due", "on_time")
_MEAN = ("capped", "uncapped", "predicate", "measured", "members", *_COUNTS)

PERIOD: Final = Level("periode", ("government", "agency", "indicator", "year", "period", "achievement", "status"))
"""Every usable row with its achievement for the period alone (basis a)."""

INDICATOR: Final = Level(
    "indikator",
    (
        *("government", "agency", "level", "node", "indicator", "year", "quarter", "weight"),
        *("target", "upper", "realisation", "divisor", "last_period"),
        *("alone", "achievement", "progress", "status", "predicate", "provisional", *_COUNTS),
    ),
)
"""Per quarter: `alone` (basis a), `achievement` up to the quarter (b) and `progress` against the year's target (c).

`target`, `upper` and `realisation` up to the quarter are in 1e-4 units times `divisor`, exact; null where nothing was
reported. The counts are periods up to the quarter: `due` those with a deadline, `on_time` those handed in by it.
"""

NODE: Final = Level("simpul", ("government", "agency", "level", "node", "year", "quarter", *_MEAN))
"""The mean of a node's own indicators; `members` are its indicators, `measured` those with an achievement."""

AGENCY: Final = Level("perangkat-daerah", ("government", "agency", "year", "quarter", *_MEAN))
"""The mean of an agency's sasaran as printed; `members` and `measured` are sasaran, the counts of all nodes."""

GOVERNMENT: Final = Level("pemerintah-daerah", ("government", "year", "quarter", *_MEAN))
"""The mean of a government's agencies as printed."""

NATION: Final = Level("nasional", ("year", "quarter", *_MEAN))
"""The mean of all governments as printed."""

LEVELS: Final = (PERIOD, INDICATOR, NODE, AGENCY, GOVERNMENT, NATION)
