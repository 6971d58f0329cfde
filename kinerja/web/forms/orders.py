"""Forms of the steps that order, hand over and put away: perintah, sampaikan (its receiver), arsip."""

from typing import Any

from django import forms

from kinerja.performance.acts.entries import NATURES
from kinerja.web.forms.acts import ActForm, MomentInput, closing_time, day, line, lines, schedule, with_zone


class OrderForm(ActForm):
    """perintah: the disposisi."""

    instruction = lines("Isi disposisi", "Apa yang harus dikerjakan, dan oleh siapa.")
    nature = forms.ChoiceField(label="Sifat", choices=[(name, name) for name in NATURES])
    due_on = day("Batas waktu penyelesaian", "Diusulkan dari jumlah waktu baku semua langkah.")

    def suggested(self) -> dict[str, Any]:
        to = ", ".join(self.visit.rule.to) or "Tim SAKIP"
        plan = schedule(self.case, after=self.visit.step, start=self.today, calendar=self.working_calendar)
        return {
            "instruction": f"{to} agar melaksanakan {self.spec_name()} sesuai SOP dan melaporkan hasilnya.",
            "nature": NATURES[0],
            "due_on": (plan[-1].end_on if plan else self.today).isoformat(),
        }


class ReceiverForm(ActForm):
    """sampaikan, at its receiver: the disposisi that ends the step, or the way back to the sender."""

    reply = lines("Disposisi Anda", "Dicetak pada lembar disposisi dan mengakhiri langkah ini.")
    forward_to = line("Diteruskan kepada", required=False)
    reason = lines("Alasan pengembalian", "Diisi hanya bila dikembalikan.", required=False, rows=3)
    due_at = forms.CharField(
        label="Tenggat baru", help_text="Diisi hanya bila dikembalikan.", required=False, widget=MomentInput()
    )
    way_back = ("reason", "due_at")

    def suggested(self) -> dict[str, Any]:
        sender = self.visit.handed_by.title if self.visit.handed_by else ""
        due_at = closing_time(self.today, 2, self.working_calendar)
        return {
            "reply": f"Gunakan laporan {self.spec_name()} sebagai bahan Laporan Kinerja dan arsipkan.",
            "forward_to": sender,
            "due_at": due_at.strftime("%Y-%m-%dT%H:%M"),
        }

    def entry(self) -> dict[str, Any]:
        typed = super().entry()
        typed["due_at"] = with_zone(str(typed.get("due_at") or ""), self.working_calendar)
        return typed


class ShelvingForm(ActForm):
    """arsip: where the folder of the case is put."""

    number = line("Nomor arsip", "Menurut daftar arsip perangkat daerah.")
    place = line("Tempat simpan", "Misalnya: Lemari 2, map Siklus Triwulan I 2024.")

    def suggested(self) -> dict[str, Any]:
        place = f"Lemari arsip {self.by.post.unit.name}, map {self.spec_name()}"
        return {"number": f"{self.case.agency.short_name}/{self.case.period}/{self.case.pk}", "place": place[:200]}
