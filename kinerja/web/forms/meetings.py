"""Forms of the steps that plan the work: undang, rapat (daftar hadir, notulen) and rencana (program kerja)."""

from functools import partial
from typing import Any

from django import forms

from kinerja.core.calendar import working_day_after
from kinerja.people.queries import Lanes, titles
from kinerja.performance.acts.entries import TASK_LIMIT
from kinerja.sop.policy import lanes_for
from kinerja.web.forms.acts import ActForm, ClockInput, Rows, day, line, lines, post_choices, schedule

PROPOSED_DECISIONS = 3


class InvitationForm(ActForm):
    """undang: when, where, about what, and who is called."""

    held_on = day("Tanggal rapat")
    starts_at = forms.CharField(label="Jam mulai", widget=ClockInput())
    place = line("Tempat", limit=200)
    agenda = line("Acara", limit=500)
    invited = forms.MultipleChoiceField(label="Yang diundang", widget=forms.CheckboxSelectMultiple())

    def prepare(self) -> None:
        self.fields["invited"].choices = post_choices(self.case.agency_id)  # type: ignore[attr-defined]

    def suggested(self) -> dict[str, Any]:
        called = lanes_for(self.case, self.at).of(self.visit.rule.performer, *self.visit.rule.to)
        following = working_day_after(self.today, 1, self.working_calendar)
        return {
            "held_on": following.isoformat(),
            "starts_at": "09:00",
            "place": f"Ruang rapat {self.case.agency.name}",
            "agenda": f"Pembahasan {self.spec_name()}",
            "invited": [key for key, _ in post_choices(self.case.agency_id) if int(key) in called],
        }


class MeetingForm(ActForm):
    """rapat: invitation, attendance and minutes; each decision becomes a task of its owner.

    What a separate invitation said before is proposed as it was said.
    """

    held_on = day("Tanggal rapat")
    starts_at = forms.CharField(label="Jam mulai", widget=ClockInput())
    place = line("Tempat", limit=200)
    agenda = line("Acara", limit=500)
    attendees = forms.MultipleChoiceField(label="Yang hadir", widget=forms.CheckboxSelectMultiple())
    discussion = lines("Ringkasan pembahasan", rows=5)
    repeated = (
        Rows(
            "decisions",
            "Keputusan",
            "Tiap keputusan menjadi tugas penanggung jawabnya. Baris kosong diabaikan; simpan draf untuk baris baru.",
            {
                "text": partial(line, "Keputusan", limit=TASK_LIMIT),
                "owner": partial(forms.ChoiceField, label="Penanggung jawab"),
                "due_on": partial(day, "Tenggat"),
            },
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = post_choices(self.case.agency_id)
        for name, one in self.fields.items():
            if name == "attendees":
                one.choices = choices  # type: ignore[attr-defined]  # both are choice fields
            elif name.endswith("-owner"):
                one.choices = [("", "Pilih jabatan"), *choices]  # type: ignore[attr-defined]

    def suggested(self) -> dict[str, Any]:
        lanes = lanes_for(self.case, self.at)
        rule = self.visit.rule
        invited = lanes.of(rule.performer, *rule.attendees)
        plan = schedule(self.case, after=self.visit.step, start=self.today, calendar=self.working_calendar)
        ranked = [int(key) for key, _ in post_choices(self.case.agency_id)]
        decisions = []
        for planned in plan[:PROPOSED_DECISIONS]:
            owner = next((pk for pk in ranked if pk in lanes.of(planned.lane)), None)
            decisions.append({"text": planned.text, "owner": str(owner or ""), "due_on": planned.end_on.isoformat()})
        occasion = {
            "held_on": self.today.isoformat(),
            "starts_at": "09:00",
            "place": f"Ruang rapat {self.case.agency.name}",
            "agenda": f"Arahan pelaksanaan {self.spec_name()}",
            "attendees": [str(pk) for pk in ranked if pk in invited],
            "discussion": (
                f"{self.by.title} memberi arahan pelaksanaan {self.spec_name()} menurut SOP: "
                "pembagian tugas, jadwal tiap langkah, dan bukti dukung yang harus disiapkan."
            ),
        }
        return {**occasion, **self._as_invited(lanes), "decisions": decisions}

    def _as_invited(self, lanes: Lanes) -> dict[str, Any]:
        """Return what the invitation of this case said; whoever leads the meeting comes too."""
        call = self.said_before("undang")
        if not call:
            return {}
        leading = {str(pk) for pk in lanes.of(self.visit.rule.performer)}
        called = {*map(str, call.get("invited") or ()), *leading}
        return {
            **{name: call[name] for name in ("held_on", "starts_at", "place", "agenda") if call.get(name)},
            "attendees": [key for key, _ in post_choices(self.case.agency_id) if key in called],
            "discussion": (
                f"{self.by.title} memimpin {str(call.get('agenda') or 'pembahasan')[:1].lower()}"
                f"{str(call.get('agenda') or 'pembahasan')[1:]}: angka tiap unit, capaian dan sebabnya, serta bukti "
                "dukungnya."
            ),
        }


class PlanForm(ActForm):
    """rencana: the program kerja with dates."""

    repeated = (
        Rows(
            "activities",
            "Program kerja",
            "Diusulkan dari langkah yang tersisa dan waktu bakunya. Baris kosong diabaikan; simpan draf untuk menambah "
            "baris.",
            {
                "activity": partial(line, "Kegiatan"),
                "executor": partial(line, "Pelaksana", limit=200),
                "start_on": partial(day, "Mulai"),
                "end_on": partial(day, "Selesai"),
            },
        ),
    )

    def suggested(self) -> dict[str, Any]:
        lanes = lanes_for(self.case, self.at)
        rows = []
        for planned in schedule(self.case, after=self.visit.step, start=self.today, calendar=self.working_calendar):
            holders = titles(lanes.of(planned.lane))
            rows.append(
                {
                    "activity": planned.text,
                    "executor": holders[0] if len(holders) == 1 else planned.lane,
                    "start_on": planned.start_on.isoformat(),
                    "end_on": planned.end_on.isoformat(),
                }
            )
        return {"activities": rows}
