"""A table of indicators from a file, row by row: cells become typed readings, a row becomes one exact achievement.

Nothing here opens a file. The cells come in as text, or as what a workbook stores; what cannot be read keeps its
reason and harms no other row. A table is gone through twice: `survey` lets its rows say how they write figures,
then `read` turns them into `Row` for the checks and for `measured`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, partial
from typing import Any, Final

from kinerja.core.checks.cells import has_many_decimals
from kinerja.core.checks.counting import is_indivisible, is_money, is_percent
from kinerja.core.checks.row import Finding, Row, Severity
from kinerja.core.columns import (
    LABELS,
    REQUIRED,
    Columns,
    Unusable,
    aggregation_of,
    columns_of,
    moment_of,
    names_no_direction,
    nature_of,
    polarity_of,
    refusal,
    without_remark,
)
from kinerja.core.measure import Aggregation, Formula, Method, Nature, Polarity, Rule, ranked
from kinerja.core.numbers import Kind, Locale, Reading, locale_of, read
from kinerja.core.table_measure import UNREAD

SHAPE: Final = 0
"""The number under which is told what is odd in the shape of a file: no check of its rows, "Susunan berkas"."""

# More tables in one file than this are no longer told apart; their ambiguous figures are then asked for.
_MOST_TABLES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Stored:
    """A number as a workbook stores it. `percent`: it is shown times 100 with %; `decimals`: how many are shown."""

    value: Decimal
    percent: bool = False
    decimals: int | None = None

    @property
    def text(self) -> str:
        """All its digits, with a decimal point: "87.25%"."""
        value = self.value * 100 if self.percent else self.value
        digits = f"{value:f}"
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
        return f"{'0' if digits == '-0' else digits}{'%' if self.percent else ''}"

    @property
    def shown(self) -> "Stored":
        """The number as its cell shows it; as many decimals as we keep where the cell sets none."""
        places = min(4 if self.decimals is None else self.decimals, 4) + (2 if self.percent else 0)
        return replace(self, value=self.value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose content is there but cannot be taken, with the sentence that says why."""

    text: str
    reason: str


Cell = str | Stored | Broken
"""What a cell holds. A row of one broken cell alone is one that could not be taken apart at all."""

_NUMBERING: Final = re.compile(r"\(?(?P<number>[0-9]{1,2})\)?(?:\s*=.*)?")


def is_numbering(cells: Sequence[Cell]) -> bool:
    """Whether a row only numbers the columns, as below the head of official tables: (1) (2) (3) (4=3:2)."""
    matches = [_NUMBERING.fullmatch(text) for cell in cells if (text := _text(cell).strip())]
    numbers = [int(match["number"]) for match in matches if match]
    return len(numbers) == len(matches) > 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


_DIRECTED: Final = {Polarity.HIGHER: Formula.RANGE_HIGHER, Polarity.LOWER: Formula.RANGE_LOWER}
# A figure that says nothing new where all before it were written like this.
_COMMA: Final = re.compile(r"[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})%?")
_BY_COMMA: Final[set[Locale]] = {"id"}
_FIGURES: Final = ("target", "realisation", "achievement", "year_target", "last_year", "published_before")
_MONEY: Final = ("spent", "ceiling")
_WORDS: Final[Mapping[str, Callable[[str], Any]]] = {
    "aggregation": aggregation_of,
    "nature": nature_of,
    "due_at": partial(moment_of, end_of_day=True),
    "handed_in_at": partial(moment_of, end_of_day=False),
    "evidence_required": lambda text: text.casefold() in ("ya", "yes", "wajib", "1"),
}
_PLAN: Final = ("subactivity", "activity", "programme", "objective")
_LEVELS: Final = {"subactivity": "sub kegiatan", "activity": "kegiatan", "programme": "program", "objective": "sasaran"}
_NOTED: Final = {"rp": "spent", "target_rp": "ceiling", "pagu": "ceiling", "period": "period"}
_NOTE: Final = re.compile(r"\s*(?P<name>rp|target_rp|pagu|period)\s*=\s*(?P<value>[^;]*)")
# Remarks that a transcriber of published tables leaves behind a unit.
_UNIT_REMARK: Final = re.compile(r"\s*\((?:inferred|stated|as printed|persen)\b[^()]*\)$", re.IGNORECASE)
# The lines below and between the rows of an official table that are none of its rows.
_TOTAL: Final = re.compile(
    r"(?:(?:sub ?|grand )?(?:jumlah|total)|rata ?- ?rata|rerata)"
    r"(?: (?:rata ?- ?rata|total|jumlah|nilai|capaian|kinerja|realisasi|keseluruhan|semua|seluruh(?:nya)?|akhir|skor"
    r"|anggaran|indikator|sasaran|program|kegiatan|sub|perangkat|daerah|opd|dinas|[ivx]+|[0-9]+))*\W*",
    re.IGNORECASE,
)
_SIGNATURE: Final = re.compile(
    r"(?:mengetahui|menyetujui|disahkan|ditetapkan|kepala|sekretaris|plt|plh|nip|pembina|catatan|keterangan|ket|sumber)"
    r"\b|\*",
    re.IGNORECASE,
)
_CODE: Final = re.compile(r"(?P<code>[0-9]+(?:\.[0-9]+)+)\.?\s+\S.*", re.DOTALL)


class Table:
    """The rows of one table, given its columns. Raises Unusable if a column that must be there is missing.

    `shifting`: a row longer than the head has shifted, as in a text; in a workbook a cell beyond the head is a remark.
    """

    def __init__(self, heads: Sequence[str], columns: Columns, method: Method, *, shifting: bool = True) -> None:
        if columns.missing:
            raise refusal(columns, heads)
        self.columns = columns
        self.method = method
        self._shifting = shifting
        # The row of a head in another order, below which the columns mean something else.
        self._other_head: int | None = None
        self._reading = False
        self._at = columns.at
        self._stated = frozenset(columns.at) | self._periods_stated()
        self._figures = [name for name in (*_FIGURES, *_MONEY) if name in columns.at]
        # How the figures of (table, column) are written: None stands for a contradiction.
        self._seen: dict[tuple[str, str], set[Locale]] = {}
        # How those are that only their unit decides; they speak for a column that says nothing itself.
        self._seen_by_unit: dict[str, set[Locale]] = {}

    def survey(self, cells: Sequence[Cell]) -> None:
        """Take note of how the figures of this row are written. All rows are surveyed before the first is read."""
        if (same := self._heads_again(cells)) is not None:
            self._other_head = None if same else 0
        if self._other_head is not None:
            return
        source = ""
        for name in self._figures:
            text = _cell(cells, self._at[name])
            if not isinstance(text, str) or not ("," in text or "." in text):
                continue
            source = source or self._source(cells)
            seen = self._seen.get((source, name))
            if seen is None and len(self._seen) >= _MOST_TABLES:
                continue
            if seen == _BY_COMMA and _COMMA.fullmatch(text):
                continue
            if locale := locale_of([text]):
                self._seen.setdefault((source, name), set()).add(locale)
            elif name not in _MONEY and (locale := _whole_only(text, self._word(cells, "unit"))):
                self._seen_by_unit.setdefault(source, set()).add(locale)

    def read(self, number: int, cells: Sequence[Cell]) -> tuple[Row | None, list[Finding]]:
        """Return the row and what of it could not be read.

        None is a row that could not be told apart, or, without a finding, one that is no row of the table: a title, a
        total, a signature, the head once more.
        """
        if not self._reading:
            self._reading, self._other_head = True, None
        if len(cells) == 1 and isinstance(cells[0], Broken):
            return None, [_shape(number, cells[0].reason)]
        if (same := self._heads_again(cells)) is not None:
            self._other_head = None if same else number
            return None, [] if same else [_shape(number, _OTHER_HEAD)]
        if self._other_head is not None:
            return None, [_shape(number, _BELOW_OTHER_HEAD.format(head=self._other_head))]
        return self._taken(number, cells)

    def _taken(self, number: int, cells: Sequence[Cell]) -> tuple[Row | None, list[Finding]]:
        beyond = cells[self.columns.width :] if self._shifting else ()
        if surplus := [_text(cell) for cell in beyond if _text(cell).strip()]:
            sentence = (
                f"Baris ini punya {self.columns.width + len(surplus)} isian, padahal kepala tabelnya "
                f"{self.columns.width}, sehingga isinya bergeser dan tidak dihitung. Beri tanda kutip pada isian yang "
                "memuat pemisah kolom."
            )
            return None, [_shape(number, sentence)]
        if len(cells) == 1 and _SIGNATURE.match(_text(cells[0]).strip()):
            return None, []
        if len(cells) <= max(self._at[name] for name in ("polarity", "target", "realisation")) and any(
            map(_text, cells)
        ):
            sentence = (
                f"Baris ini hanya punya {len(cells)} dari {self.columns.width} kolom, sehingga tidak dihitung. "
                "Periksa pemisah kolomnya."
            )
            return None, [_shape(number, sentence)]
        if self._is_aside(cells):
            return None, []
        for name in ("indicator", "polarity"):
            cell = _cell(cells, self._at[name])
            lacking = _NO_NAME if name == "indicator" and self._figures_without_name(cells) else ""
            if reason := cell.reason if isinstance(cell, Broken) else lacking:
                sentence = f"{LABELS[name].capitalize()}: {reason}"
                return None, [Finding(number, UNREAD, Severity.BLOCK, sentence, name)]
        return self._row(number, cells)

    def _heads_again(self, cells: Sequence[Cell]) -> bool | None:
        """Return whether a row that is a head once more stands in the order of the first; None if it is no head."""
        word = self._word(cells, "polarity")
        if not word or (word.casefold() != "predikat" and polarity_of(word) is not None):
            return None
        try:
            again = columns_of([_text(cell) for cell in cells])
        except Unusable:
            return False
        if len(again.missing) > 1:
            return None
        return all(again.at.get(name) == self._at[name] for name in REQUIRED)

    def _figures_without_name(self, cells: Sequence[Cell]) -> bool:
        figures = (_text(_cell(cells, self._at[name])) for name in ("target", "realisation"))
        return not self._word(cells, "indicator") and any(read(text).kind is not Kind.EMPTY for text in figures)

    def _is_aside(self, cells: Sequence[Cell]) -> bool:
        """Whether a row is a title, a total or a signature: it says no direction, and promises and reports nothing."""
        if self._word(cells, "polarity").strip("- "):
            return False
        first = next((text for cell in cells if (text := " ".join(_text(cell).split()))), "")
        indicator = self._word(cells, "indicator")
        if _TOTAL.fullmatch(indicator or first):
            return True
        figures = [_cell(cells, self._at[name]) for name in ("target", "realisation")]
        if any(isinstance(cell, Broken) for cell in (*figures, _cell(cells, self._at["polarity"]))):
            return False
        said = [text for cell in figures if (text := _text(cell).strip("- "))]
        if not said:
            return True
        signed = not indicator or _SIGNATURE.match(indicator) is not None
        return signed and all(text[0].isalpha() and read(text).kind is Kind.UNREADABLE for text in said)

    def _row(self, number: int, cells: Sequence[Cell]) -> tuple[Row, list[Finding]]:
        notes = self._noted(cells)
        source = self._source(cells)
        unit = _UNIT_REMARK.sub("", self._word(cells, "unit"))
        found: list[Finding] = []
        values: dict[str, Any] = {}
        for name, word_of in _WORDS.items():
            if name in self._at:
                try:
                    values[name] = word_of(self._word(cells, name))
                except ValueError as problem:
                    sentence = f"Kolom {LABELS[name]}: {problem}"
                    found.append(Finding(number, UNREAD, Severity.WARN, sentence, name))
        # The mean of things that come whole need not be whole.
        counted = unit if values.get("aggregation") is not Aggregation.AVERAGE else ""
        for name in self._figures:
            values[name] = self._figure(cells, name, source, "Rp" if name in _MONEY else counted)
        for name in _MONEY:
            if name not in self._at and name in notes:
                values[name] = _reading(notes[name], frozenset(), "Rp")
        found.extend(self._doubtful_percentages(number, cells, unit))
        if "evidence" in self._at:
            values["evidence"] = _evidence(self._word(cells, "evidence"))
            values.setdefault("evidence_required", True)
        word = self._word(cells, "polarity")
        direction = polarity_of(word)
        node, parent, level = self._place(cells)
        row = Row(
            number=number,
            stated=self._stated | notes.keys() if notes else self._stated,
            indicator=self._word(cells, "indicator"),
            unit=unit,
            polarity=direction and direction[0],
            unknown_polarity="" if direction or names_no_direction(word) else word,
            rule=direction and self._rule(*direction, values["target"], values["realisation"]),
            source=source,
            agency=self._word(cells, "agency"),
            node=node,
            level=level,
            parent=parent,
            year=self._word(cells, "year"),
            period=self._word(cells, "period") or notes.get("period", ""),
            predicate=self._word(cells, "predicate"),
            period_targets=self._of_periods(cells, self.columns.target_periods, source, "target", counted),
            period_realisations=self._of_periods(
                cells, self.columns.realisation_periods, source, "realisation", counted
            ),
            **values,
        )
        return row, found

    def _word(self, cells: Sequence[Cell], name: str) -> str:
        return " ".join(_text(_cell(cells, self._at[name])).split()) if name in self._at else ""

    def _source(self, cells: Sequence[Cell]) -> str:
        return self._word(cells, "source")

    def _noted(self, cells: Sequence[Cell]) -> dict[str, str]:
        """Return what a column of notes says by name: "period=TW I; rp=24.344.893.071"."""
        parts = map(_NOTE.fullmatch, self._word(cells, "notes").split(";"))
        named = {_NOTED[part["name"]]: part["value"].strip() for part in parts if part}
        return {name: value for name, value in named.items() if value}

    def _place(self, cells: Sequence[Cell]) -> tuple[str, str, str]:
        """Return the node of the plan a row belongs to, the one above it, and its level."""
        filled = [(name, self._word(cells, name)) for name in _PLAN if self._word(cells, name)]
        codes = [match["code"] if (match := _CODE.fullmatch(text)) else text for _, text in filled]
        node = self._word(cells, "node") or (codes[0] if codes else "")
        level = without_remark(self._word(cells, "level")) or (_LEVELS[filled[0][0]] if filled else "")
        return node, codes[1] if len(codes) > 1 else "", level.casefold()

    def _figure(self, cells: Sequence[Cell], name: str, source: str, unit: str) -> Reading:
        cell = _cell(cells, self._at[name])
        if isinstance(cell, Stored):
            # What was published is what the cell shows; what is measured is all that it stores.
            return _stored(cell.shown if name in ("achievement", "published_before") else cell)
        if isinstance(cell, Broken):
            return Reading(Kind.UNREADABLE, cell.text, reason=cell.reason)
        return _reading(cell, self._known(source, name), unit)

    def _known(self, source: str, name: str) -> frozenset[Locale]:
        """Return how the figures of a column are written: its own rows tell, or else the other columns of its table."""
        own = self._seen.get((source, name))
        if own is None:
            others = (self._seen.get((source, other), set()) for other in self._figures)
            own = self._seen_by_unit.get(source, set()).union(*others)
        return frozenset(own)

    def _doubtful_percentages(self, number: int, cells: Sequence[Cell], unit: str) -> list[Finding]:
        """Return the finding for a fraction beside a percentage: 0,85 where 85% may be meant."""
        pair = [_cell(cells, self._at[name]) for name in ("target", "realisation")]
        found = []
        for name, cell, other in zip(("target", "realisation"), pair, reversed(pair), strict=True):
            if not isinstance(cell, Stored) or cell.percent or not 0 < cell.value <= 1:
                continue
            if isinstance(other, Stored) and (other.percent or (other.value > 1 and is_percent(unit))):
                figure, whole = (shown.text.replace(".", ",") for shown in (cell, replace(cell, percent=True)))
                sentence = _DOUBTFUL.format(field=LABELS[name].capitalize(), figure=figure, whole=whole)
                found.append(Finding(number, UNREAD, Severity.WARN, sentence, name))
        return found

    def _of_periods(
        self, cells: Sequence[Cell], positions: Sequence[int], source: str, name: str, unit: str
    ) -> tuple[Reading, ...]:
        known = self._known(source, name)
        return tuple(
            _stored(cell) if isinstance(cell, Stored) else _reading(_text(cell), known, unit)
            for cell in (_cell(cells, position) for position in positions)
        )

    def _periods_stated(self) -> frozenset[str]:
        named = (
            ("period_targets", self.columns.target_periods),
            ("period_realisations", self.columns.realisation_periods),
        )
        return frozenset(name for name, positions in named if positions)

    def _rule(self, polarity: Polarity, formula: Formula, target: Reading, realisation: Reading) -> Rule | None:
        """Return how this row is measured: one figure against one target; None if no table knows its words.

        A range whose direction is stated is measured against the bound that was passed (PermenPANRB 8/2021).
        """
        if target.kind is Kind.RANGE and polarity in _DIRECTED:
            return _single(Polarity.RANGE, _DIRECTED[polarity], Aggregation.LAST)
        if polarity is not Polarity.ORDINAL:
            words = polarity is Polarity.YES_NO or realisation.kind is not Kind.RATIO
            return _single(polarity, formula, Aggregation.LAST if words else Aggregation.RATIO)
        for name in self.method.ranks:
            rule = _single(polarity, formula, Aggregation.LAST, name)
            if all(_ranks(rule, reading, self.method) for reading in (target, realisation)):
                return rule
        return None


# --- Cells ------------------------------------------------------------------------------------------------------------


def _cell(cells: Sequence[Cell], position: int) -> Cell:
    return cells[position] if position < len(cells) else ""


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


@lru_cache(maxsize=1 << 15)
def _reading(text: str, known: frozenset[Locale], unit: str) -> Reading:
    """Return the reading of a text in a column whose figures are known to be written in these ways.

    Where two figures are possible, rupiah decide, for they have no third decimal, and so does what comes only whole:
    1.550 orang are 1550, unless other figures say that the point stands before decimals; then it is asked.
    """
    locale = next(iter(known)) if len(known) == 1 else None
    reading = read(text, locale=locale)
    if reading.kind is Kind.AMBIGUOUS and not reading.unit and is_money(unit):
        return replace(read(f"Rp {text}", locale=locale), text=text)
    if whole := _whole_only(text, unit):
        return read(text, locale=whole if known <= {whole} else None)
    return reading


@lru_cache(maxsize=1 << 12)
def _whole_only(text: str, unit: str) -> Locale | None:
    """Return the one way of writing in which a figure of two meanings is whole, if its unit is counted."""
    if not ("." in text or "," in text) or read(text).kind is not Kind.AMBIGUOUS:
        return None
    ways: tuple[Locale, ...] = ("id", "en")
    readings = {way: read(text, locale=way) for way in ways}
    if not all(is_indivisible(reading.unit or unit) for reading in readings.values()):
        return None
    whole = [way for way, reading in readings.items() if _is_whole(reading)]
    return whole[0] if len(whole) == 1 else None


def _is_whole(reading: Reading) -> bool:
    values = (reading.number, reading.low, reading.high, reading.numerator, reading.denominator)
    said = [value for value in values if value is not None]
    return bool(said) and all(value == value.to_integral_value() for value in said)


def _stored(cell: Stored) -> Reading:
    """Return the reading of a stored number; one with too many decimals is told as its cell shows it."""
    reading = read(cell.text, locale="en")
    if reading.kind is Kind.UNREADABLE and has_many_decimals(reading):
        shown = cell.shown.text.replace(".", ",")
        return replace(reading, reason=_LONGER_THAN_SHOWN.format(shown=shown))
    return reading


def _shape(number: int, sentence: str) -> Finding:
    return Finding(number, SHAPE, Severity.BLOCK, sentence)


_NO_NAME: Final = "sel ini kosong padahal barisnya berisi angka. Isi nama indikatornya, atau hapus barisnya."
_OTHER_HEAD: Final = (
    "Baris ini kepala tabel lain dengan susunan kolom yang berbeda; baris di bawahnya tidak dihitung. Pindahkan tabel "
    "itu ke lembar atau berkas tersendiri."
)
_BELOW_OTHER_HEAD: Final = (
    "Baris ini ada di bawah kepala tabel lain (baris {head}) dengan susunan kolom yang berbeda, sehingga tidak "
    "dihitung. Pindahkan tabel itu ke lembar atau berkas tersendiri."
)
_DOUBTFUL: Final = (
    "{field}: {figure} atau {whole}? Selnya tidak berformat persen, sehingga dihitung sebagai {figure}. Tulis "
    "{whole} bila itu yang dimaksud."
)
_LONGER_THAN_SHOWN: Final = (
    "selnya menampilkan {shown}, tetapi menyimpan lebih dari empat angka di belakang koma. Bulatkan dengan ROUND atau "
    "ketik angkanya; aplikasi tidak membulatkan."
)


@lru_cache(maxsize=256)
def _single(polarity: Polarity, formula: Formula, aggregation: Aggregation, ranks: str = "") -> Rule:
    """Return the rule of one figure against one target; what periods there were is no longer in the table."""
    return Rule(polarity, formula, aggregation, Nature.SEPARATE, ranks=ranks)


def _ranks(rule: Rule, reading: Reading, method: Method) -> bool:
    if reading.kind in (Kind.EMPTY, Kind.UNAVAILABLE):
        return True
    try:
        return bool(ranked(rule, reading, method))
    except ValueError:
        return False


def _evidence(text: str) -> int:
    """Return how many pieces of evidence a cell names: its number, else one for any text, none for blank."""
    reading = read(text, locale="id")
    if reading.kind in (Kind.EMPTY, Kind.UNAVAILABLE, Kind.YES_NO):
        return int(reading.number or 0)
    return int(reading.number) if reading.number is not None else 1
