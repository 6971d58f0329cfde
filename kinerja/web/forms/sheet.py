"""The fields of one figure on a sheet. Every text is taken as typed: reading and refusing is the operation's work."""

from collections.abc import Mapping
from typing import Any

from django import forms

from kinerja.core.numbers import write
from kinerja.core.quantity import split_ratio
from kinerja.performance.operations import Typed
from kinerja.performance.queries import FigureRow

TYPED_FIELDS = ("value", "numerator", "denominator", "unavailable", "reason", "expected", "remark")


def _figure(label: str) -> forms.CharField:
    attrs = {"inputmode": "decimal", "autocomplete": "off", "maxlength": 100}
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs=attrs))


class FigureForm(forms.Form):
    """One figure's fields, named as the operation names its faults: `value-<figure key>` and so on.

    A ratio has its two parts in place of `value`; a predikat or ya/tidak is chosen from a list.
    """

    value = _figure("Realisasi")
    numerator = _figure("Pembilang")
    denominator = _figure("Penyebut")
    unavailable = forms.BooleanField(label="Data belum tersedia", required=False)
    reason = forms.CharField(label="Alasan", required=False, widget=forms.TextInput(attrs={"maxlength": 500}))
    expected = forms.CharField(
        label="Diperkirakan tersedia pada", required=False, widget=forms.TextInput(attrs={"type": "date"})
    )
    remark = forms.CharField(
        label="Keterangan", required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500})
    )
    evidence = forms.FileField(
        label="Berkas bukti",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.xlsx,.docx,.ods"}),
    )
    replaces = forms.ChoiceField(label="Berkas ini", required=False)
    why = forms.CharField(label="Alasan penggantian", required=False, widget=forms.TextInput(attrs={"maxlength": 300}))

    def __init__(self, row: FigureRow, *, typed: Mapping[str, Any] | None = None) -> None:
        self.key = row.pk
        super().__init__(data=typed, initial=saved_on(row))
        choices = [("", "bukti baru"), *((str(proof.pk), f"pengganti {proof.name}") for proof in row.evidence)]
        replaces = self.fields["replaces"]
        assert isinstance(replaces, forms.ChoiceField)
        replaces.choices = choices
        for name in ("value",) if row.is_ratio else ("numerator", "denominator"):
            del self.fields[name]
        if row.choices:
            self.fields["value"].widget = forms.Select(choices=self._words(row))
        if not row.evidence:
            del self.fields["replaces"], self.fields["why"]

    def add_prefix(self, field_name: str) -> str:
        return f"{field_name}-{self.key}"

    def _words(self, row: FigureRow) -> list[tuple[str, str]]:
        """Return what can be chosen, with what was typed otherwise and could not be taken: nothing typed is lost."""
        typed = str(self["value"].value() or "")
        other = [] if typed in ("", *row.choices) else [(typed, f"{typed} (tidak ada dalam daftar)")]
        return [("", "pilih"), *((word, word) for word in row.choices), *other]

    def unlike_saved(self) -> list[str]:
        """Return the names of the fields whose typed text is not what is saved."""
        return [name for name in TYPED_FIELDS if name in self.changed_data]


def saved_on(row: FigureRow) -> dict[str, Any]:
    """Return what is saved for a figure, as its fields show it."""
    reached = row.reached
    parts = split_ratio(row.typed)
    if reached.numerator is not None and reached.denominator is not None:
        parts = write(reached.numerator), write(reached.denominator)
    return {
        "value": reached.printed() or row.typed,
        "numerator": parts[0],
        "denominator": parts[1],
        "unavailable": row.unavailable,
        "reason": row.reason,
        "expected": row.expected_on.isoformat() if row.expected_on else "",
        "remark": row.remark,
    }


def is_posted(posted: Mapping[str, Any], key: int) -> bool:
    """Return whether the page that was sent showed the fields of a figure."""
    return f"value-{key}" in posted or f"numerator-{key}" in posted


def typed_for(posted: Mapping[str, Any], key: int) -> Typed | None:
    """Return what was typed for a figure, or None where the page showed no fields for it."""
    if not is_posted(posted, key):
        return None
    return Typed(
        text=posted.get(f"value-{key}", ""),
        numerator=posted.get(f"numerator-{key}", ""),
        denominator=posted.get(f"denominator-{key}", ""),
        unavailable=bool(posted.get(f"unavailable-{key}")),
        reason=posted.get(f"reason-{key}", ""),
        expected_on=posted.get(f"expected-{key}", ""),
        remark=posted.get(f"remark-{key}", ""),
    )
