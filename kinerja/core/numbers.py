"""Figures as Indonesian officials write them, in and out.

Reading never guesses and never drops characters until something fits: a text that allows two figures comes back as
`Kind.AMBIGUOUS` with a sentence that asks, and one that allows none as `Kind.UNREADABLE` with a sentence that says
what to write. Values are `Decimal` with at most four decimals; a fifth that is not zero is refused, never rounded.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, Literal

Locale = Literal["id", "en"]

SCALE: Final = 10_000
"""How many of our integer units make one: everything that is computed is an integer of 1e-4 units."""

# Twenty digits once scaled: with the factors of `measure` it stays inside the 30 digits of the widest SQL integer.
_WHOLE_DIGITS: Final = 16
_LONGEST_TEXT: Final = 200


class Kind(StrEnum):
    """What a cell turned out to be."""

    NUMBER = "angka"
    RANGE = "rentang"
    RANK = "predikat"
    YES_NO = "ya/tidak"
    RATIO = "rasio"
    EMPTY = "kosong"
    UNAVAILABLE = "tidak tersedia"
    ERROR = "rumus rusak"
    UNREADABLE = "tidak terbaca"
    AMBIGUOUS = "bermakna ganda"


@dataclass(frozen=True, slots=True)
class Number:
    """A value with its unit, for example 87,25 with "%" or 12 with "Dokumen"."""

    value: Decimal
    unit: str = ""

    def __str__(self) -> str:
        if self.unit == "Rp":
            return rupiah(self.value)
        return f"{write(self.value)}%" if self.unit == "%" else f"{write(self.value)} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Reading:
    """One text as it was understood; which fields are set depends on `kind`.

    NUMBER sets `number`; RANGE `low` and `high`; RANK `rank`; YES_NO `number` (1 or 0); RATIO `numerator` and
    `denominator`. `unit` is "%" for every spelling of percent and "Rp" for every spelling of rupiah, otherwise as
    written. `remark` is what stood in brackets behind the figure. `units` is set only where figures of different
    units share the cell, and then names them all: "140 Kelompok (1400 orang)" is read as 140 Kelompok, with the units
    Kelompok and orang; "5 Dokumen / 3 Laporan" is read as nothing. `reason` is the sentence to show.
    """

    kind: Kind
    text: str
    number: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    rank: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    unit: str = ""
    remark: str = ""
    reason: str = ""
    units: tuple[str, ...] = ()

    @property
    def quantity(self) -> Number | None:
        """The figure together with its unit, where the text was a single figure."""
        return Number(self.number, self.unit) if self.kind is Kind.NUMBER and self.number is not None else None


class _Refused(Exception):
    """A part of the text cannot be taken as a figure; carries the kind and the sentence."""

    def __init__(self, kind: Kind, sentence: str, units: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence
        self.units = units


_UNAVAILABLE: Final = frozenset(
    {
        "n/a",
        "na",
        "n.a",
        "n.a.",
        "tidak tersedia",
        "tidak tersedia data",
        "tidak ada data",
        "data tidak tersedia",
        "data belum tersedia",
        "belum tersedia",
        "belum tersedia data",
    }
)
# What is written in brackets where the cell of the source stayed blank.
_BLANK_REMARKS: Final = frozenset({"(not printed)", "(tidak tercetak)", "(tidak dicetak)", "(kosong)"})
# Spreadsheet errors as Excel and LibreOffice print them; a row of # is a column too narrow for its figure.
_ERROR: Final = re.compile(
    r"#(?:REF!|DIV/0!|N/A|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|GETTING_DATA)"
    r"|#{2,}|Err:[0-9]{3}",
    re.IGNORECASE,
)
_RANKS: Final = {
    rank.casefold(): rank
    for rank in (
        *("AA", "A", "BB", "B", "CC", "C", "D", "E"),
        *("WTP", "WDP", "TW", "TMP"),
        *("Sangat Tinggi", "Tinggi", "Sedang", "Rendah", "Sangat Rendah"),
    )
}
# A sheet stores a ticked box as TRUE.
_YES_NO: Final = {"ya": 1, "yes": 1, "true": 1, "tidak": 0, "no": 0, "false": 0}
_DIGITS: Final = frozenset("0123456789")
_PERCENT: Final = frozenset({"%", "persen", "prosen", "percent"})
_RUPIAH: Final = frozenset({"rp", "rp.", "rupiah", "idr"})
_MULTIPLIERS: Final = frozenset(
    {"ribu", "rb", "juta", "jt", "miliar", "milyar", "m", "mlyr", "triliun", "trilyun", "t", "lusin", "ratus", "puluh"}
)
# Letters that also stand for metre and ton multiply only where rupiah are counted.
_MULTIPLIERS_OF_MONEY: Final = frozenset({"m", "t"})

_FIGURE = r"[+-]?[0-9](?:[0-9.,]*[0-9])?"
_LETTER = r"[^\W\d_]"
_UNIT = rf"%|(?<=\s)(?:[kcd]?m[23]|{_LETTER}(?:{_LETTER}|[ ./'&-])*)"
_TAIL = rf"\s*(?P<unit>{_UNIT})?\s*(?:\((?P<remark>[^()]*)\))?"
_NUMBER: Final = re.compile(
    rf"(?P<money>-?\s?(?:Rp\.?|IDR)\s*)?(?P<figure>{_FIGURE})(?P<sen>,-)?{_TAIL}", re.IGNORECASE
)
# Between the figures of a cell that holds several; a bare comma or slash belongs to a figure or a unit.
_SEPARATED: Final = re.compile(r"\s*(?:[;+&]|,\s|\s/\s?|\s(?:dan|and|serta)\s)\s*", re.IGNORECASE)
_RATIO: Final = re.compile(rf"(?P<numerator>{_FIGURE})\s+dari\s+(?P<denominator>{_FIGURE}){_TAIL}", re.IGNORECASE)
_RANGE: Final = re.compile(
    rf"(?P<low>{_FIGURE})\s*(?P<percent>%)?\s*(?:-|s/d|s\.d\.?|sd|sampai(?:\s+dengan)?)\s*(?P<high>{_FIGURE}){_TAIL}",
    re.IGNORECASE,
)
# A figure of two digits that begins with a nought is one of a date: 01-05.
_DAY_OR_MONTH: Final = re.compile(r"0[0-9]")
_RANK: Final = re.compile(r"(?:(?:predikat|opini|nilai)\s+)?(?P<rank>.+?)(?:\s+(?:predikat|opini))?", re.IGNORECASE)

# The same figure in the two ways of writing: thousands by point and decimals by comma, or the other way round.
_WRITTEN: Final[dict[Locale, re.Pattern[str]]] = {
    "id": re.compile(r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,(?P<decimals>[0-9]+))?"),
    "en": re.compile(r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.(?P<decimals>[0-9]+))?"),
}


def read(text: str, *, locale: Locale | None = None) -> Reading:
    """Return what a cell or a form field says; never raises and never guesses.

    `locale` is how figures are written there: "id" has "." for thousands and "," for decimals (all form fields),
    "en" the reverse, None is unknown (a file), where "1.550" stays AMBIGUOUS unless the unit is rupiah, which has no
    third decimal. Use `locale_of` to let the other rows of the column decide.

    >>> read("1.550", locale="id").number, read("1.550").kind
    (Decimal('1550'), <Kind.AMBIGUOUS: 'bermakna ganda'>)
    """
    if len(text) > _LONGEST_TEXT:
        return _unreadable(text)
    clean = re.sub("[\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}\N{HYPHEN}]", "-", " ".join(text.split()))
    # No word begins with a digit, and most cells are figures.
    if clean[:1] not in _DIGITS and (said := _said(text, clean)):
        return said
    try:
        return _figures(text, clean, locale)
    except _Refused as refusal:
        return Reading(refusal.kind, text, reason=refusal.sentence, units=refusal.units)


def locale_of(texts: Iterable[str]) -> Locale | None:
    """Return how the figures of one column are written, if its rows leave no doubt.

    Only a figure that can be read in one way counts ("87,25", "1.016.389", "31.82"). None if there is no such figure
    or if they contradict each other, as in published tables that print `31.82` beside `1.016.389`.
    """
    seen: set[Locale] = set()
    for text in texts:
        if match := _NUMBER.fullmatch(" ".join(text.split())):
            body = match["figure"].lstrip("+-")
            fitting: list[Locale] = [locale for locale, written in _WRITTEN.items() if written.fullmatch(body)]
            seen.update(fitting if len(fitting) == 1 else ())
    return seen.pop() if len(seen) == 1 else None


def write(value: Decimal | Fraction | int, decimals: int | None = None) -> str:
    """Return a figure as officials print it: "1.016.389,25".

    `decimals` fixes how many are printed, rounded half up (away from zero); None prints as many as needed, and then
    raises ValueError for a value with more than four.
    """
    return _printed(value, decimals, thousands=".", point=",")


def plain(value: Decimal | int, decimals: int | None = None) -> str:
    """Return a figure for files, with a decimal point and no thousands: "87.50". `decimals` as in `write`."""
    return _printed(value, decimals, thousands="", point=".")


def percent(hundredths: int) -> str:
    """Return an achievement, given in hundredths of a percent, as printed: 9778 becomes "97,78"."""
    return write(Decimal(f"{hundredths}E-2"), 2)


def rupiah(value: Decimal | int) -> str:
    """Return money as printed, always with sen: "Rp5.294.655.000,00"; a debt as "-Rp500,00"."""
    printed = write(value, 2)
    return f"-Rp{printed[1:]}" if printed.startswith("-") else f"Rp{printed}"


def scaled(value: Decimal | Fraction | int) -> int:
    """Return a value in 1e-4 units: 87,25 becomes 872500. Raises ValueError if it has more than four decimals."""
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} bukan angka.")
    numerator, denominator = value.as_integer_ratio()
    units, rest = divmod(numerator * SCALE, denominator)
    if rest:
        raise ValueError(f"{value} punya lebih dari empat angka di belakang koma.")
    return units


def half_up(dividend: int, divisor: int) -> int:
    """Return a quotient rounded once to a whole number, halves away from zero. `divisor` is above 0."""
    rounded = (2 * abs(dividend) + divisor) // (2 * divisor)
    return -rounded if dividend < 0 else rounded


def unscaled(units: int) -> Decimal:
    """Return the value of 1e-4 units, without trailing zeros: 872500 becomes 87.25."""
    exponent = -4
    while exponent < 0 and units % 10 == 0:
        units, exponent = units // 10, exponent + 1
    return Decimal(f"{units}E{exponent}")


def _said(text: str, clean: str) -> Reading | None:
    """Return the reading of a text that says something without a figure; None for every other."""
    word = clean.casefold()
    # "Rp -" is how a sheet shows that there is no money.
    if not word.removeprefix("rp").removeprefix(".").strip("- ") and word != ".":
        return Reading(Kind.EMPTY, text)
    if word in _BLANK_REMARKS:
        return Reading(Kind.EMPTY, text, remark=clean[1:-1])
    if word in _UNAVAILABLE:
        reason = "Data dinyatakan tidak tersedia. Sertakan alasan dan perkiraan tanggal data itu ada."
        return Reading(Kind.UNAVAILABLE, text, reason=reason)
    if _ERROR.fullmatch(clean):
        reason = f"“{clean}” adalah tanda rumus yang rusak di lembar asal. Perbaiki rumusnya atau ketik angkanya."
        return Reading(Kind.ERROR, text, reason=reason)
    if word in _YES_NO:
        return Reading(Kind.YES_NO, text, number=Decimal(_YES_NO[word]))
    if (match := _RANK.fullmatch(clean)) and (rank := _RANKS.get(match["rank"].casefold())):
        return Reading(Kind.RANK, text, rank=rank)
    return None


def _figures(text: str, clean: str, locale: Locale | None) -> Reading:
    """Return the reading of a text made of one or two figures, a unit and a remark."""
    if match := _NUMBER.fullmatch(clean):
        return _number(text, clean, match, locale)
    if match := _RATIO.fullmatch(clean):
        numerator, denominator = (_value(match[name], locale) for name in ("numerator", "denominator"))
        unit = _unit(match["unit"])
        return Reading(
            Kind.RATIO, text, numerator=numerator, denominator=denominator, unit=unit, remark=match["remark"] or ""
        )
    if match := _RANGE.fullmatch(clean):
        if any(_DAY_OR_MONTH.match(match[name]) for name in ("low", "high")):
            sentence = f"“{clean}” dapat berarti tanggal atau rentang. Tulis rentang tanpa nol di depan, misalnya 1-5."
            raise _Refused(Kind.AMBIGUOUS, sentence)
        low, high = _value(match["low"], locale), _value(match["high"], locale)
        if low > high:
            sentence = f"Rentang “{clean}” terbalik. Tulis batas bawah dahulu, misalnya 80-90."
            raise _Refused(Kind.UNREADABLE, sentence)
        unit = _unit(match["unit"] or match["percent"])
        if match["percent"] and unit != "%":
            return _unreadable(text)
        return Reading(Kind.RANGE, text, low=low, high=high, unit=unit, remark=match["remark"] or "")
    return _several(text, clean)


def _number(text: str, clean: str, match: re.Match[str], locale: Locale | None) -> Reading:
    """Return the reading of a single figure with its unit, its money sign and its remark."""
    if match["sen"] and not match["money"]:
        return _unreadable(text)
    money = (match["money"] or "").strip()
    unit = _unit(match["unit"], money=bool(money))
    if money and match["unit"] and unit != "Rp":
        sentence = f"“{clean}” memuat dua satuan. Tulis rupiah saja atau satuan lainnya saja."
        raise _Refused(Kind.UNREADABLE, sentence, ("Rp", unit))
    unit = "Rp" if money else unit
    number = _value(match["figure"], locale, money=unit == "Rp")
    if money.startswith("-"):
        if match["figure"][0] in "+-":
            return _unreadable(text)
        number = -number if number else number
    remark = match["remark"] or ""
    return Reading(Kind.NUMBER, text, number=number, unit=unit, remark=remark, units=_told_apart(unit, remark))


def _several(text: str, clean: str) -> Reading:
    """Return the refusal of a text that is no single figure, with the units if it holds figures of several."""
    parts = [_NUMBER.fullmatch(part) for part in _SEPARATED.split(clean)]
    found = tuple(dict.fromkeys("Rp" if part["money"] else _spelled(part["unit"]) for part in parts if part))
    if len(parts) < 2 or not all(parts) or len(found) < 2:
        return _unreadable(text)
    sentence = f"“{clean}” memuat angka dengan satuan berbeda. Tulis satu angka, dan pisahkan indikatornya bila perlu."
    return Reading(Kind.UNREADABLE, text, reason=sentence, units=found)


def _told_apart(unit: str, remark: str) -> tuple[str, ...]:
    """Return both units where the remark behind a figure is a figure of another unit: "140 Kelompok (1400 orang)"."""
    match = _NUMBER.fullmatch(remark)
    other = ("Rp" if match["money"] else _spelled(match["unit"])) if match else ""
    return (unit, other) if other and unit and other.casefold() != unit.casefold() else ()


def _value(figure: str, locale: Locale | None, *, money: bool = False) -> Decimal:
    """Return the one value a figure can have in this locale, or raise the sentence that asks."""
    sign, body = ("-" if figure[0] == "-" else ""), figure.lstrip("+-")
    fitting: dict[Locale, re.Match[str]] = {}
    for name, written in _WRITTEN.items():
        match = written.fullmatch(body)
        if match and not (money and len(match["decimals"] or "") > 2):
            fitting[name] = match
    values = {name: _decimal(sign, match) for name, match in fitting.items()}
    if locale is not None and values and locale not in values:
        meant = next(iter(values.values()))
        wanted = write(meant) if locale == "id" else plain(meant)
        reason = f"Susunan titik dan koma pada “{figure}” tidak sesuai. Jika maksudnya {wanted}, tulis {wanted}."
        raise _Refused(Kind.AMBIGUOUS, reason)
    distinct = set(values.values()) if locale is None else {values[name] for name in values if name == locale}
    if len(distinct) > 1:
        one, other = (plain(value).replace(".", ",") for value in sorted(distinct, reverse=True))
        reason = f"“{figure}” dapat berarti {one} atau {other}. Tulis salah satunya persis seperti itu."
        raise _Refused(Kind.AMBIGUOUS, reason)
    if not distinct:
        reason = f"Susunan titik dan koma pada “{figure}” keliru. Tulis misalnya 1.250.000 atau 87,25."
        raise _Refused(Kind.UNREADABLE, reason)
    return distinct.pop()


def _decimal(sign: str, match: re.Match[str]) -> Decimal:
    whole, decimals = re.sub("[.,]", "", match["whole"]).lstrip("0") or "0", (match["decimals"] or "").rstrip("0")
    if len(decimals) > 4:
        reason = (
            f"“{match[0]}” punya lebih dari empat angka di belakang koma. "
            "Tulis paling banyak empat; aplikasi tidak membulatkan."
        )
        raise _Refused(Kind.UNREADABLE, reason)
    if len(whole) > _WHOLE_DIGITS:
        reason = f"“{match[0]}” terlalu besar. Angka paling banyak {_WHOLE_DIGITS} digit di depan koma."
        raise _Refused(Kind.UNREADABLE, reason)
    digits = f"{whole}.{decimals}" if decimals else whole
    return Decimal(digits if digits == "0" else sign + digits)


def _unit(written: str | None, *, money: bool = False) -> str:
    """Return the unit in its one spelling; a multiplier ("1,5 miliar") is refused, for it is part of the figure."""
    unit = (written or "").strip()
    first = unit.casefold().split(" ")[0].rstrip(".")
    if first in _MULTIPLIERS and (money or first not in _MULTIPLIERS_OF_MONEY):
        reason = f"Angka disingkat dengan “{unit}”. Tulis angka lengkapnya, misalnya 1.500.000.000."
        raise _Refused(Kind.UNREADABLE, reason)
    return _spelled(unit)


def _spelled(written: str | None) -> str:
    unit = (written or "").strip()
    if unit.casefold() in _PERCENT:
        return "%"
    return "Rp" if unit.casefold() in _RUPIAH else unit


def _unreadable(text: str) -> Reading:
    shown = text if len(text) <= 40 else f"{text[:39]}…"
    hint = "Tulis angkanya saja, misalnya 1.250 atau 87,25."
    if text.strip().casefold() == "nihil":
        hint = "Tulis 0 bila hasilnya memang nol, atau n/a bila datanya tidak tersedia."
    return Reading(Kind.UNREADABLE, text, reason=f"“{shown}” tidak terbaca sebagai angka. {hint}")


def _printed(value: Decimal | Fraction | int, decimals: int | None, *, thousands: str, point: str) -> str:
    if decimals is None:
        units, decimals = scaled(value), 4
        while decimals and units % 10 == 0:
            units, decimals = units // 10, decimals - 1
    else:
        numerator, denominator = value.as_integer_ratio()
        units = half_up(10**decimals * numerator, denominator)
    digits = f"{abs(units):0{decimals + 1}d}"
    whole, fraction = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    grouped = f"{int(whole):,}".replace(",", thousands)
    return f"{'-' if units < 0 else ''}{grouped}{point if fraction else ''}{fraction}"
