"""The rencana aksi of a form: one row per low indicator, proposed with the draft report, decided on with the "ya"."""

from datetime import date, datetime
from functools import partial
from typing import Any

from django import forms
from django.http import QueryDict

from kinerja.people.acting import Acting
from kinerja.performance.acts.steps import measures
from kinerja.performance.follow_up import LIMIT, Low, lows_of
from kinerja.performance.queries import cycle_of
from kinerja.sop.models import Visit
from kinerja.web.forms.acts import ActForm, Rows, day, lines, post_choices

LEGEND = "Rencana aksi untuk capaian rendah"


class FollowUpForm(ActForm):
    """A form with a row per low indicator of the results; without any, or before the measuring, it has no rows."""

    hint = "Penelaah menetapkannya; yang diusulkan di sini sudah terisi di halamannya."
    action_required = False

    def __init__(self, data: QueryDict | None = None, *, visit: Visit, by: Acting, at: datetime) -> None:
        self.lows = lows_before(visit)
        if self.lows:
            self.repeated = (self._rows_of(visit),)
        if data is not None:  # the indicators are those of the results, whatever was sent
            data = data.copy()
            for place, low in enumerate(self.lows):
                data[f"actions-{place}-indicator"] = low.code
        super().__init__(data, visit=visit, by=by, at=at)

    def _rows_of(self, visit: Visit) -> Rows:
        owners = [("", "Pilih jabatan"), *post_choices(visit.agency_id)]
        required = self.action_required
        return Rows(
            "actions",
            LEGEND,
            self.hint,
            {
                "indicator": partial(forms.CharField, widget=forms.HiddenInput()),
                "action": partial(lines, "Rencana aksi", required=required, rows=2, limit=LIMIT),
                "owner": partial(forms.ChoiceField, label="Penanggung jawab", choices=owners),
                "due_on": partial(day, "Batas waktu"),
            },
            heads=[low.told for low in self.lows],
        )

    def beginning(self) -> dict[str, Any]:
        """Return what the form begins with; the rows are those of the results now, as typed or proposed before."""
        begun = super().beginning()
        if not self.lows:
            return begun
        typed = {str(row.get("indicator")): row for row in begun.get("actions") or ()}
        proposed = {str(row.get("indicator")): row for row in self.said_before("lapor").get("actions") or ()}
        begun["actions"] = [
            typed.get(low.code) or proposed.get(low.code) or self._suggested_for(low) for low in self.lows
        ]
        return begun

    def _suggested_for(self, low: Low) -> dict[str, str]:
        """Return owner and day that are likely; what is to be done is left to people."""
        ends: date = self.case.calendar_period.next().last_day
        due_on = ends.isoformat() if ends > self.today else ""
        return {"indicator": low.code, "action": "", "owner": str(low.responsible_id), "due_on": due_on}


def lows_before(visit: Visit) -> list[Low]:
    """Return the low indicators of what was measured before this step, none where nothing was."""
    measuring = measures(visit.case.spec)
    cycle = cycle_of(visit.case) if measuring is not None and measuring < visit.step else None
    return lows_of(cycle) if cycle is not None else []
