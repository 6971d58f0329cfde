"""The forms by which a unit asks to revise locked figures, and by which the decider answers."""

from collections.abc import Mapping, Sequence

from django import forms
from django.http import QueryDict

from kinerja.web.forms.acts import MomentInput, lines
from kinerja.web.forms.plain import PlainForm


class AskRevisionForm(PlainForm):
    """Which figures are wrong, and why."""

    codes = forms.MultipleChoiceField(label="Indikator yang salah", widget=forms.CheckboxSelectMultiple())
    reason = lines("Alasan revisi", "Apa yang salah, dan dari mana Anda mengetahuinya.", rows=3, limit=500)

    def __init__(self, data: QueryDict | None, faults: Mapping[str, str], figures: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, faults)
        self.fields["codes"].choices = figures  # type: ignore[attr-defined]  # a choice field


class AnswerRevisionForm(PlainForm):
    """Until when the unit may correct, or why not."""

    due_at = forms.CharField(label="Tenggat perbaikan bila diizinkan", widget=MomentInput())
    reply = lines("Alasan bila ditolak", "Dibaca kepala unit yang meminta.", rows=2, limit=500)
