"""The ground of forms beside the steps: they take what was typed untouched, the operation reads and refuses it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict


class PlainForm(forms.Form):
    """Fields whose faults come from the operation: each sentence is put beside its field."""

    use_required_attribute = False

    def __init__(self, data: QueryDict | None, faults: Mapping[str, str], **initial: Any) -> None:
        super().__init__(data=data, initial=initial)
        self.prepare()
        self._errors = ErrorDict()
        for name, sentence in faults.items():
            if name in self.fields:
                self._errors[name] = self.error_class([sentence], renderer=self.renderer)

    def prepare(self) -> None:
        """Add fields that depend on what the page shows."""

    def full_clean(self) -> None:
        """Check nothing: see the module."""
        self.cleaned_data: dict[str, Any] = {}
