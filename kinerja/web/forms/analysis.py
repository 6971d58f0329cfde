"""Forms of the results: what is said about one indicator, and the realisation of money by node."""

from collections.abc import Mapping, Sequence

from django import forms
from django.http import QueryDict

from kinerja.performance.analysis import LABELS, LIMIT, Said
from kinerja.performance.spending import SpendingRow
from kinerja.web.forms.acts import lines
from kinerja.web.forms.plain import PlainForm

HINTS = {
    "causes": "Mengapa capaian berhasil, gagal, naik, atau turun.",
    "supports": "Apa atau siapa yang membantu tercapainya target.",
    "obstacles": "Apa yang menghalangi.",
    "solution": "Apa yang sudah atau akan dilakukan.",
}


class AnalysisForm(PlainForm):
    """Causes, supports, obstacles and solution of one indicator."""

    def prepare(self) -> None:
        for name, label in LABELS.items():
            self.fields[name] = lines(label.capitalize(), HINTS[name], required=False, limit=LIMIT)


def said_in(sent: QueryDict) -> Said:
    """Return what was typed about an indicator."""
    return Said(**{name: sent.get(name, "").replace("\r\n", "\n") for name in LABELS})


class SpendingForm(PlainForm):
    """The realisation of each node that this post may type, or has typed, as `spent-<node key>`."""

    def __init__(self, data: QueryDict | None, faults: Mapping[str, str], rows: Sequence[SpendingRow]) -> None:
        sent = amounts_in(data, rows) if data is not None else {}
        self.rows = [row for row in rows if row.may_type or row.node_id in sent]
        super().__init__(data, faults, **{f"spent-{row.node_id}": row.amount for row in self.rows})

    def prepare(self) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "maxlength": 40}
        for row in self.rows:
            self.fields[f"spent-{row.node_id}"] = forms.CharField(
                label="Realisasi (Rp)", required=False, widget=forms.TextInput(attrs=attrs)
            )


def amounts_in(sent: QueryDict, rows: Sequence[SpendingRow]) -> dict[int, str]:
    """Return the typed amounts by node; whether this post may type them is the operation's question."""
    return {row.node_id: sent.get(name, "") for row in rows if (name := f"spent-{row.node_id}") in sent}


def versions_in(sent: QueryDict, rows: Sequence[SpendingRow]) -> dict[int, int]:
    """Return the versions that the page showed, by node."""
    told = {row.node_id: sent.get(f"seen-{row.node_id}", "") for row in rows}
    return {node_id: int(text) for node_id, text in told.items() if text.isdecimal() and len(text) < 10}
