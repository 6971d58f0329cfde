"""The form that begins a case: which procedure, which period, on what ground."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from kinerja.core.calendar import Period, PeriodKind
from kinerja.people.acting import Acting
from kinerja.planning.queries import incoming_letters, letter_label
from kinerja.sop.models import Procedure
from kinerja.sop.queries import names_apart

CALENDAR = "kalender"


class StartForm(forms.Form):
    """Only what can be begun is offered; whether it may be is for the operation to say."""

    use_required_attribute = False

    procedure = forms.ChoiceField(label="Prosedur", error_messages={"required": "Pilih prosedurnya."})
    period = forms.ChoiceField(label="Periode", error_messages={"required": "Pilih periodenya."})
    trigger = forms.ChoiceField(
        label="Dasar dimulainya",
        help_text="Surat masuk di rak perangkat daerah, atau jadwal pada kalender siklus.",
        widget=forms.RadioSelect(),
        error_messages={"required": "Pilih surat atau kalender siklus."},
    )

    def __init__(
        self, data: QueryDict | None = None, *, procedures: list[Procedure], by: Acting, today: date, **rest: Any
    ) -> None:
        super().__init__(data=data, **rest)
        self.letters = [letter_label(letter) for letter in incoming_letters(agency_id=by.agency_id, on=today)]
        choices = {
            "procedure": [(str(pk), name) for pk, name in names_apart(procedures).items()],
            "period": _periods(today),
            "trigger": [
                *[(str(place), label) for place, label in enumerate(self.letters)],
                (CALENDAR, "Kalender siklus (tanpa surat)"),
            ],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered
            field.error_messages["invalid_choice"] = "Pilihan ini tidak ada. Pilih dari daftar."

    @property
    def chosen_trigger(self) -> str:
        """Return the ground as the case names it."""
        key = self.cleaned_data["trigger"]
        if key == CALENDAR:
            return f"Kalender siklus {Period.parse(self.cleaned_data['period']).label}"
        return self.letters[int(key)]


def _periods(today: date) -> list[tuple[str, Any]]:
    """Return the periods of this year and the quarter before it, quarters first."""
    quarters = [Period(today.year, PeriodKind.QUARTER, number) for number in range(1, 5)]
    months = [Period(today.year, PeriodKind.MONTH, number) for number in range(1, 13)]
    last = Period(today.year - 1, PeriodKind.QUARTER, 4)
    return [
        ("Triwulan", [(period.key, period.label) for period in (*quarters, last)]),
        ("Bulan", [(period.key, period.label) for period in months]),
    ]
