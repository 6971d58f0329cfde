"""Forms of the steps that plan the work: rapat (undangan, daftar hadir, notulen) and rencana (program kerja)."""

from functools import partial
from typing import Any

from django import forms

from kinerja.people.queries import titles
from kinerja.sop.policy import lanes_for
from kinerja.web.forms.acts import ActForm, ClockInput, Rows, day, line, lines, post_choices, schedule

PROPOSED_DECISIONS = 3


class MeetingForm(ActForm):
    """rapat: invitation, attendance and minutes; each decision becomes a task of its owner."""

    held_on = day("Tanggal rapat")
    starts_at = forms.CharField(label="Jam mulai", widget=ClockInput())
    place = line("Tempat")
    agenda = line("Acara")
    attendees = forms.MultipleChoiceField(label="Yang hadir", widget=forms.CheckboxSelectMultiple())
    discussion = lines("Ringkasan pembahasan", rows=5)
    repeated = (
        Rows(
            "decisions",
            "Keputusan",
            "Tiap keputusan menjadi tugas penanggung jawabnya. Baris kosong diabaikan; simpan draf untuk baris baru.",
            {
                "text": partial(line, "Keputusan"),
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
        return {
            "held_on": self.today.isoformat(),
            "starts_at": "09:00",
            "place": f"Ruang rapat {self.case.agency.name}",
            "agenda": f"Arahan pelaksanaan {self.spec_name()}",
            "attendees": [str(pk) for pk in ranked if pk in invited],
            "discussion": (
                f"{self.by.title} memberi arahan pelaksanaan {self.spec_name()} menurut SOP: "
                "pembagian tugas, jadwal tiap langkah, dan bukti dukung yang harus disiapkan."
            ),
            "decisions": decisions,
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
                "executor": partial(line, "Pelaksana"),
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
