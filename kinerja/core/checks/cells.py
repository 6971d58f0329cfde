"""Checks that look at one cell or one row by itself: what is written there, and in which unit."""

from collections.abc import Iterable

from kinerja.core.checks.counting import different_units, is_counted, is_indivisible, is_percent
from kinerja.core.checks.row import Check, Finding, Row, Severity, single
from kinerja.core.measure import Aggregation, Polarity, quantity
from kinerja.core.numbers import SCALE, Kind, Reading, read

FIELD_NAMES = {
    "target": "Target",
    "realisation": "Realisasi",
    "year_target": "Target tahun",
    "achievement": "Capaian",
    "predicate": "Predikat",
    "spent": "Realisasi anggaran",
    "ceiling": "Pagu",
    "last_year": "Realisasi tahun lalu",
    "unit": "Satuan",
}
"""The fields of a row by the names that officials know."""

_ILLEGIBLE = frozenset({Kind.UNREADABLE, Kind.AMBIGUOUS})
_WORDED = frozenset({Polarity.ORDINAL, Polarity.YES_NO})
_QUANTITIES = frozenset({"target", "realisation", "year_target", "last_year"})


class ErrorString(Check):
    """Find the marks that a broken formula leaves behind: #REF!, #DIV/0!, #VALUE!, #####.

    They reach the public: 8 of 32 quarterly PDFs of one city held #REF!, four times that of the Setwan (S01). A figure
    that stands on such a cell cannot be trusted, so the row is held back.
    """

    number = 1
    name = "Tanda rumus rusak"
    severity = Severity.BLOCK
    sentence = "{field} berisi “{text}”, tanda rumus yang rusak. Perbaiki rumusnya atau ketik angkanya."

    def feed(self, row: Row) -> Iterable[Finding]:
        found = [
            self.find(row, name, field=FIELD_NAMES[name], text=reading.text.strip())
            for name, reading in row.cells
            if reading.kind is Kind.ERROR
        ]
        if row.predicate.startswith("#") and read(row.predicate).kind is Kind.ERROR:
            found.append(self.find(row, "predicate", field=FIELD_NAMES["predicate"], text=row.predicate.strip()))
        return found


class PercentOfCount(Check):
    """Find a percentage where things are counted: "400,00%" of nine reports.

    A count was formatted as a percentage, or a percentage typed into the column of a count; either way realisation
    against target gives nonsense. S04 prints 739 of 755 people as "73900,00%". Zero is left alone: it is zero in any
    unit.
    """

    number = 5
    name = "Persen pada satuan hitung"
    severity = Severity.WARN
    sentence = (
        "Realisasi “{text}” ditulis sebagai persen, padahal {what}. Tulis jumlahnya{example}, atau perbaiki satuannya."
    )

    def feed(self, row: Row) -> Iterable[Finding]:
        reading = row.realisation
        if reading.unit != "%" or reading.kind is not Kind.NUMBER or not reading.number:
            return ()
        unit = next((unit for unit in (row.unit, row.target.unit) if is_counted(unit)), "")
        if unit:
            what = f"satuannya {unit}"
        elif row.indicator.casefold().startswith(("jumlah ", "jumah ", "banyaknya ")):
            # "Jumah" stands in the published tables as often as they were copied.
            what = "indikatornya menghitung jumlah"
        else:
            return ()
        share = reading.number / 100
        example = f", misalnya {share.to_integral_value()}" if unit and share == share.to_integral_value() else ""
        return [self.find(row, "realisation", text=reading.text.strip(), what=what, example=example)]


class TwoUnits(Check):
    """Find two units in one cell: "140 Kelompok (1400 orang)", or the unit "Persen / Organisasi".

    Nobody can say later which of the two the realisation is measured in. Seen in performance agreements (S11, S13),
    where a target of "100 dari 110 Organisasi" also stands under the unit Persen.
    """

    number = 13
    name = "Dua satuan dalam satu sel"
    severity = Severity.WARN
    sentence = "{field} “{text}” memuat dua satuan. Pilih satu satuan; yang lain dijadikan indikator tersendiri."

    def feed(self, row: Row) -> Iterable[Finding]:
        found = [
            self.find(row, name, field=FIELD_NAMES[name], text=reading.text.strip())
            for name, reading in row.cells
            if holds_two_units(row, name, reading)
        ]
        if different_units(row.unit):
            found.append(self.find(row, "unit", field=FIELD_NAMES["unit"], text=row.unit))
        return found


def holds_two_units(row: Row, name: str, reading: Reading) -> bool:
    """Return whether a cell says figures of two units, by itself or beside the unit of its row.

    A realisation of "100 dari 110 Organisasi" against a target of 90% is a percentage with its parts.
    """
    if reading.units:
        return True
    if name == "realisation" and row.rule is not None and row.rule.aggregation is Aggregation.RATIO:
        return False
    counted_parts = reading.kind is Kind.RATIO and is_counted(reading.unit)
    return counted_parts and is_percent(row.unit) and row.aggregation is not Aggregation.RATIO


class FractionOfWhole(Check):
    """Find a fraction of what comes only whole: "0,8 dokumen", "11,25 orang".

    They arise where a percentage was typed and the count computed back from it: 46 cells in one regency's evaluation
    of 2025 (S05). Orang/bulan and the like are averages and may be fractions.
    """

    number = 15
    name = "Pecahan dari satuan utuh"
    severity = Severity.WARN
    sentence = "{field} {text} {unit} bukan bilangan bulat, padahal {unit} tidak dapat dibagi. Tulis jumlah yang nyata."

    def feed(self, row: Row) -> Iterable[Finding]:
        if row.aggregation is Aggregation.AVERAGE:
            return ()
        found = []
        for name, reading in (("target", row.target), ("realisation", row.realisation)):
            value, unit = single(reading), row.unit or reading.unit
            if value is not None and value % SCALE and reading.unit not in ("%", "Rp") and is_indivisible(unit):
                text = reading.text.strip().removesuffix(unit).strip()
                found.append(self.find(row, name, field=FIELD_NAMES[name], text=text, unit=unit))
        return found


class Illegible(Check):
    """Find a cell that cannot be read as a figure, or that can be read as two: "11.7000.000", "1.550".

    The application's own check, so that nothing unreadable passes in silence; the message is the reader's own reason.
    What check 1 or 13 says already is not said again. A published achievement with many decimals is no mistake.
    """

    number = 20
    name = "Sel tidak terbaca"
    severity = Severity.BLOCK
    sentence = "{field}: {reason}"

    def feed(self, row: Row) -> Iterable[Finding]:
        found = []
        for name, reading in row.cells:
            if name == "achievement" and has_many_decimals(reading):
                continue
            reason = self._reason(row, name, reading)
            if reason and not holds_two_units(row, name, reading):
                found.append(self.find(row, name, field=FIELD_NAMES[name], reason=reason))
        return found

    def _reason(self, row: Row, name: str, reading: Reading) -> str:
        """Return why a cell is no figure, or no quantity of this row's rule; nothing where it is one.

        A word that only the rule's table of ranks knows is legible there, whatever the reader says.
        """
        rule = row.rule if name in _QUANTITIES else None
        polarity = row.polarity if rule is None else rule.polarity
        if reading.kind in _ILLEGIBLE and (name not in _QUANTITIES or polarity not in _WORDED):
            return reading.reason
        if rule is None or reading.kind is Kind.ERROR:
            return ""
        if reading.kind is Kind.RATIO and rule.aggregation is Aggregation.RATIO:
            return ""
        try:
            quantity(rule, reading, self.method)
        except ValueError as fault:
            return str(fault)
        return ""


def has_many_decimals(reading: Reading) -> bool:
    """Return whether a cell is a plain decimal figure, only longer than four decimals: "33.33333333"."""
    whole, _, decimals = reading.text.strip().removesuffix("%").replace(",", ".").partition(".")
    return reading.kind is Kind.UNREADABLE and whole.isdigit() and decimals.isdigit() and len(decimals) > 4
