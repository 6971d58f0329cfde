"""The head of a table and the words in its cells: which column is what, however an official or a system calls it.

Heads are known in Indonesian and English, in any order and any case, with remarks in brackets: "Capaian (%)".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import Final, TypeVar

from kinerja.core.measure import FORMULAS, Aggregation, Formula, Nature, Polarity
from kinerja.core.numbers import Kind, read

T = TypeVar("T")

REQUIRED: Final[Mapping[str, str]] = {
    "indicator": "indikator",
    "polarity": "arah",
    "target": "target",
    "realisation": "realisasi",
}
"""What a table must have to be measured: the field of `Row`, and the head to ask for."""

LABELS: Final[Mapping[str, str]] = {
    **REQUIRED,
    "unit": "satuan",
    "achievement": "capaian",
    "predicate": "predikat",
    "year_target": "target tahun",
    "last_year": "realisasi tahun lalu",
    "published_before": "realisasi terbit sebelumnya",
    "spent": "realisasi anggaran",
    "ceiling": "pagu",
    "aggregation": "agregasi",
    "nature": "sifat",
    "evidence": "bukti",
    "evidence_required": "bukti wajib",
    "source": "sumber",
    "agency": "perangkat daerah",
    "level": "level",
    "node": "kode",
    "objective": "sasaran",
    "programme": "program",
    "activity": "kegiatan",
    "subactivity": "sub kegiatan",
    "year": "tahun",
    "period": "periode",
    "notes": "catatan",
    "due_at": "batas waktu",
    "handed_in_at": "diserahkan",
    "period_targets": "target per periode",
    "period_realisations": "realisasi per periode",
    "history": "realisasi tahun-tahun lalu",
}
"""What a column is called where people read it."""

_HEADS: Final[Mapping[str, str]] = {
    "indicator": "indikator|indikator kinerja|indikator kinerja utama|nama indikator|uraian indikator|indicator"
    "|performance indicator|kasus|case",
    "unit": "satuan|unit|satuan target|unit of measure",
    "polarity": "arah|arah indikator|polaritas|polarity|direction|tren",
    "target": "target|target kinerja|target indikator|target periode|target triwulan|target bulan",
    "realisation": "realisasi|realisasi kinerja|realisasi periode|realisasi triwulan|realisasi bulan|realisation"
    "|realization|actual",
    "year_target": "target tahun|target tahunan|target setahun|year target|annual target",
    "achievement": "capaian|capaian kinerja|persentase capaian|persen capaian|capaian terbit|capaian as published"
    "|achievement",
    "predicate": "predikat|predikat kinerja|predikat capaian|predikat terbit|predicate as published|predicate|status",
    "aggregation": "agregasi|cara agregasi|aggregation",
    "nature": "sifat|sifat angka|nature",
    "source": "source id|sumber|source|tabel",
    "agency": "perangkat daerah|opd|skpd|instansi|agency",
    "level": "level|tingkat|jenjang",
    "node": "kode|code",
    "objective": "sasaran|sasaran strategis|objective",
    "programme": "program|programme",
    "activity": "kegiatan|activity",
    "subactivity": "sub kegiatan|subkegiatan|subactivity",
    "year": "tahun|year",
    "period": "periode|period|triwulan|bulan",
    "last_year": "realisasi tahun lalu|realisasi tahun sebelumnya|last year",
    "published_before": "realisasi terbit sebelumnya|realisasi semula|published before",
    "spent": "realisasi anggaran|realisasi keuangan|realisasi rp|serapan rp|spent",
    "ceiling": "pagu|pagu anggaran|anggaran|target anggaran|target rp|budget",
    "evidence": "bukti|bukti dukung|jumlah bukti|evidence",
    "evidence_required": "bukti wajib|wajib bukti|evidence required",
    "due_at": "batas waktu|tenggat|due",
    "handed_in_at": "diserahkan|tanggal diserahkan|tanggal penyerahan|handed in",
    "notes": "notes",
}
_FIELDS: Final = {head: field for field, heads in _HEADS.items() for head in heads.split("|")}
_MONTHS: Final = (
    *("januari", "februari", "maret", "april", "mei", "juni"),
    *("juli", "agustus", "september", "oktober", "november", "desember"),
)
_QUARTERS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PERIOD_HEAD: Final = re.compile(
    rf"(?P<what>target|realisasi) (?:(?:tw|triwulan) ?(?P<quarter>i{{1,3}}|iv|[1-4])|(?P<month>{'|'.join(_MONTHS)}))"
)


class Unusable(ValueError):
    """A file or table that cannot be worked with at all; the message is a whole sentence."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the known columns of a table stand: field of `Row` to position, from 0.

    `target_periods` and `realisation_periods` are the positions of "Target TW I" and the like, in the order of the
    periods; `width` is how many columns the head has.
    """

    at: Mapping[str, int]
    target_periods: tuple[int, ...]
    realisation_periods: tuple[int, ...]
    width: int

    @property
    def missing(self) -> tuple[str, ...]:
        """The heads that must be there and are not."""
        return tuple(head for field, head in REQUIRED.items() if field not in self.at)


def columns_of(heads: Sequence[str]) -> Columns:
    """Return which column is what. Raises Unusable if a column that must be there is there twice.

    Of an optional column that is there twice the first counts; the other is carried along like an unknown one.
    """
    at: dict[str, int] = {}
    periods: dict[str, list[tuple[int, int]]] = {"target": [], "realisasi": []}
    for position, head in enumerate(heads):
        words = _plain_head(head)
        if match := _PERIOD_HEAD.fullmatch(words):
            order = _QUARTERS[match["quarter"]] if match["quarter"] else _MONTHS.index(match["month"])
            periods[match["what"]].append((order, position))
        elif field := _FIELDS.get(words):
            if field in at and field in REQUIRED:
                raise Unusable(
                    f"Kolom {REQUIRED[field]} ada dua: “{heads[at[field]]}” dan “{head}”. Beri nama lain pada salah "
                    "satunya, karena aplikasi tidak memilihkan."
                )
            at.setdefault(field, position)
    targets, results = (tuple(position for _, position in sorted(periods[what])) for what in ("target", "realisasi"))
    return Columns(at, targets, results, len(heads))


def refusal(columns: Columns, heads: Sequence[str]) -> Unusable:
    """Return the sentence for a head that lacks columns: which, and what was found instead."""
    found = ", ".join(f"“{' '.join(head.split())[:40]}”" for head in heads if head.strip()) or "baris kosong"
    return Unusable(
        f"Tabel ini tidak memuat kolom {', '.join(columns.missing)}. Yang ditemukan: {found[:400]}. "
        "Kolom yang harus ada: indikator, arah, target, realisasi."
    )


def _plain_head(head: str) -> str:
    """Return a head without case, underscores, brackets, year and marks at its end: "Capaian (%) *" is "capaian"."""
    words = " ".join(re.sub(r"[_\ufeff]", " ", head).split())
    while (shorter := without_remark(_FOOTNOTE.sub("", words))) != words:
        words = shorter
    return _OF_LEVEL.sub("indikator kinerja", _OF_YEAR.sub("", words.casefold()))


# "Realisasi *)", "Target 1)", "Capaian:"; "Target 2024"; "Indikator Kinerja Program/Kegiatan".
_FOOTNOTE: Final = re.compile(r"\s*(?:\*+\)?|\s[0-9]\)|[:.])$")
_OF_YEAR: Final = re.compile(r"(?<=target|lisasi) (?:19|20)[0-9]{2}$")
_OF_LEVEL: Final = re.compile(
    r"^indikator(?: kinerja)?(?:[ /,]+(?:dan|sub|tujuan|sasaran|strategis|program|kegiatan|subkegiatan|individu|daerah"
    r"|perangkat|opd|skpd|output|outcome|keluaran|hasil))+$"
)


def without_remark(text: str) -> str:
    """Return a text without what stands in brackets behind it: "naik (baik) (stated)" is "naik"."""
    while (shorter := re.sub(r"\s*\([^()]*\)[\s*]*$", "", text)) != text:
        text = shorter
    return text.strip()


_DIRECTIONS: Final[Mapping[str, str]] = {
    Polarity.HIGHER: "naik|meningkat|maximize|maximise|max|positif|positive|higher|up|increase"
    "|makin tinggi makin baik|semakin tinggi semakin baik",
    Polarity.LOWER: "turun|menurun|minimize|minimise|min|negatif|negative|lower|down|decrease"
    "|makin rendah makin baik|semakin rendah semakin baik",
    Polarity.STABILISE: "stabil|stabilize|stabilise|tetap",
    Polarity.RANGE: "rentang|range|rentang naik|rentang turun",
    Polarity.ORDINAL: "predikat|ordinal|opini",
    Polarity.YES_NO: "ya/tidak|ya / tidak|ya-tidak|yes/no|boolean",
}
_POLARITIES: Final = {word: Polarity(arah) for arah, words in _DIRECTIONS.items() for word in words.split("|")}


_NO_DIRECTION: Final = frozenset({"blank in form", "belum ditentukan", "belum diisi", "kosong"})


def names_no_direction(text: str) -> bool:
    """Return whether a cell leaves the direction open ("", "-", "n/a"), rather than naming one that is not known."""
    word = " ".join(without_remark(text).casefold().split())
    return word in _NO_DIRECTION or read(word).kind in (Kind.EMPTY, Kind.UNAVAILABLE)


@lru_cache(maxsize=1 << 12)
def polarity_of(text: str) -> tuple[Polarity, Formula] | None:
    """Return the direction a cell names, with its formula; None for blank, "n/a" and what names no direction.

    >>> polarity_of("minimize (inferred: rank)")
    (<Polarity.LOWER: 'turun'>, <Formula.LOWER: '(2T-R)/T'>)
    """
    word = " ".join(without_remark(text).casefold().split())
    if word not in _POLARITIES:
        return None
    polarity = _POLARITIES[word]
    directed = {"rentang naik": Formula.RANGE_HIGHER, "rentang turun": Formula.RANGE_LOWER}
    return polarity, directed.get(word, FORMULAS[polarity][0])


_AGGREGATIONS: Final = {
    **{str(aggregation): aggregation for aggregation in Aggregation},
    "sum": Aggregation.SUM,
    "total": Aggregation.SUM,
    "last": Aggregation.LAST,
    "akhir": Aggregation.LAST,
    "posisi akhir": Aggregation.LAST,
    "average": Aggregation.AVERAGE,
    "rata rata": Aggregation.AVERAGE,
    "rerata": Aggregation.AVERAGE,
    "ratio": Aggregation.RATIO,
}
_NATURES: Final = {
    **{str(nature): nature for nature in Nature},
    "separate": Nature.SEPARATE,
    "non kumulatif": Nature.SEPARATE,
    "cumulative": Nature.CUMULATIVE,
}


def aggregation_of(text: str) -> Aggregation | None:
    """Return how periods become one figure. Raises ValueError, with the sentence to show, for an unknown word."""
    return _worded(text, _AGGREGATIONS, "jumlah, terakhir, rata-rata, atau rasio")


def nature_of(text: str) -> Nature | None:
    """Return whether periods stand alone. Raises ValueError, with the sentence to show, for an unknown word."""
    return _worded(text, _NATURES, "mandiri atau kumulatif")


def _worded(text: str, words: Mapping[str, T], choices: str) -> T | None:
    word = without_remark(" ".join(text.split())).casefold()
    if word in words:
        return words[word]
    if read(text).kind in (Kind.EMPTY, Kind.UNAVAILABLE):
        return None
    raise ValueError(f"“{text[:40]}” tidak dikenal. Tulis {choices}.")


_DATE: Final = re.compile(
    r"(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d2>\d{1,2})[ /.-](?P<m2>\d{1,2}|[a-z]{3,9})[ /.-](?P<y2>\d{4}))"
    r"(?:[ T]+(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?:[.:]\d{2})?)?",
    re.IGNORECASE | re.ASCII,
)


def moment_of(text: str, *, end_of_day: bool) -> datetime | None:
    """Return the moment of "31/03/2024", "31 Maret 2024 15.00" or "2024-03-31"; day before month, as in Indonesia.

    A day without an hour is 00.00, or 23.59 if `end_of_day`. The zone is only a frame: both moments of a row come
    from the same table. Blank is None. Raises ValueError, with the sentence to show, for anything else.
    """
    if read(text).kind in (Kind.EMPTY, Kind.UNAVAILABLE):
        return None
    match = _DATE.fullmatch(" ".join(text.split()))
    try:
        if match is None:
            raise ValueError
        month = match["m"] or match["m2"].casefold()
        number = int(month) if month.isdecimal() else _MONTHS.index(month) + 1
        hour = (
            time(int(match["hour"]), int(match["minute"])) if match["hour"] else time(23 * end_of_day, 59 * end_of_day)
        )
        day = datetime(int(match["y"] or match["y2"]), number, int(match["d"] or match["d2"]), tzinfo=UTC)
    except ValueError:
        raise ValueError(f"“{text[:40]}” bukan tanggal. Tulis misalnya 31/03/2024 atau 31/03/2024 15.00.") from None
    return datetime.combine(day.date(), hour, UTC)
