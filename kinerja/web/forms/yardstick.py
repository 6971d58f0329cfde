"""The form of what an indicator is held against: an earlier year, the end of the Renstra, a national standard."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from kinerja.planning.models import Comparison
from kinerja.planning.operations import SOURCE_LIMIT
from kinerja.planning.queries import YardstickRow
from kinerja.web.forms.acts import line
from kinerja.web.forms.plain import PlainForm


class YardstickForm(PlainForm):
    """Kind, year, figure and source; `unit` is the indicator's unit of measure."""

    def __init__(self, data: QueryDict | None, faults: Mapping[str, str], unit: str, **initial: Any) -> None:
        self.unit = unit
        super().__init__(data, faults, **initial)

    def prepare(self) -> None:
        self.fields["kind"] = forms.ChoiceField(label="Jenis", choices=Comparison.choices, widget=forms.RadioSelect())
        self.fields["year"] = line(
            "Tahun", "Tahun lampau itu, tahun akhir Renstra, atau tahun standar ditetapkan.", limit=4
        )
        self.fields["value"] = line(
            f"Angka ({self.unit})",
            "Seperti tertulis pada sumbernya, dengan koma untuk desimal. Target berupa rentang ditulis 45-60.",
            limit=40,
        )
        self.fields["source"] = line(
            "Sumber", "Dokumen dan halamannya, misalnya LKjIP 2023 halaman 20.", limit=SOURCE_LIMIT
        )


def kind_in(sent: QueryDict) -> Comparison | None:
    """Return the kind that was chosen, None where none was."""
    return next((kind for kind in Comparison if kind == sent.get("kind", "")), None)


def year_in(sent: QueryDict) -> int:
    """Return the year that was typed, 0 for what is none."""
    text = sent.get("year", "").strip()
    return int(text) if text.isdecimal() and len(text) == 4 else 0


def seen_in(sent: QueryDict, kind: Comparison | None, year: int) -> int | None:
    """Return the key of the figure that the page showed for this kind and year, None where it showed none."""
    text = sent.get(f"seen-{kind}-{year}", "")
    return int(text) if text.isdecimal() else None


def begun_with(asked: QueryDict, rows: Sequence[YardstickRow]) -> dict[str, Any]:
    """Return what the form begins with: the figure that the address asks to change, otherwise an earlier year's."""
    for row in rows:
        if (asked.get("jenis"), asked.get("tahun")) == (row.kind.value, str(row.year)):
            return {"kind": row.kind.value, "year": row.year, "value": row.figure, "source": row.source}
    return {"kind": Comparison.PAST.value}
