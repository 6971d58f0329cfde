"""A target or a realisation as it was set down: one number, a range, a word of a table, or a ratio's two parts."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kinerja.core.measure import Aggregation, Method, Polarity, Rule, quantity, ranked
from kinerja.core.numbers import SCALE, Kind, Locale, half_up, read, scaled, unscaled, write

_DARI: Final = re.compile(r"(?P<numerator>.*?)\s*\bdari\b\s*(?P<denominator>.*)", re.IGNORECASE | re.DOTALL)
_HUNDRED: Final = 100 * SCALE
_MOST: Final = 10**16 * SCALE


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a target or a realisation says; nothing set means that there is none.

    `upper` is the upper bound of a range, `word` a predikat or ya/tidak whose `value` is its rank or 1 and 0. The
    `value` of a ratio is its percentage, rounded half up at the fourth decimal: shown, never measured from.
    """

    value: Decimal | None = None
    upper: Decimal | None = None
    word: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    def printed(self, decimals: int | None = None) -> str:
        """Return it as officials print it: "87,25", "80-90", "BB", "45 dari 50 (90,00)"; "" where there is none.

        A number has `decimals` of them, or more where it has more: nothing set down is rounded away.
        """
        if self.numerator is not None and self.denominator is not None:
            share = Fraction(self.numerator) * 100 / Fraction(self.denominator) if self.denominator else None
            told = f" ({write(share, 2)})" if share is not None else ""
            return f"{write(self.numerator)} dari {write(self.denominator)}{told}"
        if self.word or self.value is None:
            return self.word
        if self.upper is not None:
            return f"{_number(self.value, decimals)}-{_number(self.upper, decimals)}"
        return _number(self.value, decimals)


NOTHING: Final = Quantity()


def target_of(rule: Rule, text: str, method: Method, *, locale: Locale = "id") -> Quantity:
    """Return the target that a text sets, as this rule understands it: "87,25", "80-90", "BB", "ya".

    Blank, "-" and "n/a" set none. Raises ValueError, with the sentence to show, for what does not fit the rule.
    """
    reading = read(text, locale=locale)
    value, upper = quantity(rule, reading, method)
    if value is not None and upper is None and rule.polarity is Polarity.RANGE:
        raise ValueError(f"“{text}” bukan rentang. Tulis batas bawah dan batas atas, misalnya 80-90.")
    return Quantity(_unscaled(value), _unscaled(upper), _word(rule, text, method) if value is not None else "")


def realisation_of(rule: Rule, text: str, method: Method) -> Quantity:
    """Return the realisation that a person typed (comma for decimals), as this rule understands it.

    Blank, "-" and "n/a" say none. A ratio is typed as "45 dari 50". Raises ValueError, with the sentence to show, for
    what does not fit the rule.
    """
    reading = read(text, locale="id")
    if reading.kind in (Kind.EMPTY, Kind.UNAVAILABLE):
        return NOTHING
    if rule.aggregation is Aggregation.RATIO:
        return _ratio(*split_ratio(text))
    value, upper = quantity(rule, reading, method)
    if upper is not None:
        raise ValueError(f"“{text}” adalah rentang. Realisasi ditulis sebagai satu angka, misalnya 87,25.")
    return Quantity(_unscaled(value), word=_word(rule, text, method))


def choices(rule: Rule, method: Method) -> tuple[str, ...]:
    """Return the words a realisation can be chosen from, best first; none where it is a figure."""
    if rule.polarity is Polarity.ORDINAL:
        table = method.ranks.get(rule.ranks, {})
        return tuple(sorted(table, key=lambda word: -table[word]))
    return ("ya", "tidak") if rule.polarity is Polarity.YES_NO else ()


def split_ratio(text: str) -> tuple[str, str]:
    """Return numerator and denominator of "45 dari 50" as texts; without "dari" everything is the numerator."""
    found = _DARI.fullmatch(text.strip())
    return (found["numerator"].strip(), found["denominator"].strip()) if found else (text.strip(), "")


def _ratio(numerator: str, denominator: str) -> Quantity:
    """Return the ratio of two typed parts. Raises ValueError for a part that is missing, illegible or no divisor."""
    above, below = (_part(name, text) for name, text in (("pembilang", numerator), ("penyebut", denominator)))
    if above is None and below is None:
        return NOTHING
    if above is None or below is None:
        lacking = "pembilang" if above is None else "penyebut"
        raise ValueError(f"isi juga {lacking}nya. Rasio ditulis dengan pembilang dan penyebut, misalnya 45 dari 50.")
    if below <= 0:
        raise ValueError("penyebut harus lebih dari nol. Perbaiki, atau pilih “Data belum tersedia” dengan alasannya.")
    share = half_up(scaled(above) * _HUNDRED, scaled(below))
    if abs(share) >= _MOST:
        raise ValueError("pembilang terlalu besar untuk penyebutnya. Periksa kedua angka itu.")
    return Quantity(unscaled(share), numerator=above, denominator=below)


def _part(name: str, text: str) -> Decimal | None:
    reading = read(text, locale="id")
    if reading.kind is Kind.EMPTY:
        return None
    if reading.kind is not Kind.NUMBER or reading.number is None:
        raise ValueError(f"{name} “{text}” bukan angka. {reading.reason or 'Tulis angkanya saja, misalnya 45.'}")
    return reading.number


def _word(rule: Rule, text: str, method: Method) -> str:
    if rule.polarity is Polarity.ORDINAL:
        return ranked(rule, read(text), method)
    return ("ya" if read(text).number else "tidak") if rule.polarity is Polarity.YES_NO else ""


def _number(value: Decimal, decimals: int | None) -> str:
    return write(value) if decimals is None or value != round(value, decimals) else write(value, decimals)


def _unscaled(units: int | None) -> Decimal | None:
    return None if units is None else unscaled(units)
