"""Forms of the steps that order and hand over: perintah, sampaikan at its receiver, the paraf on an order."""

from typing import Any

from django import forms

from kinerja.performance.acts.entries import NATURES
from kinerja.sop.models import Initial
from kinerja.sop.policy import lanes_for
from kinerja.web.forms.acts import ActForm, MomentInput, day, default_return, line, lines, schedule, with_zone


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


class ReceiptForm(ActForm):
    """sampaikan, at its receiver: the receipt that ends the step, or the way back to the sender."""

    reason = lines("Alasan pengembalian", "Diisi hanya bila dikembalikan.", required=False, rows=3)
    due_at = forms.CharField(
        label="Tenggat baru", help_text="Diisi hanya bila dikembalikan.", required=False, widget=MomentInput()
    )
    way_back = ("reason", "due_at")

    def suggested(self) -> dict[str, Any]:
        return {"due_at": default_return(self.today, self.working_calendar)}

    def entry(self) -> dict[str, Any]:
        typed = super().entry()
        typed["due_at"] = with_zone(str(typed.get("due_at") or ""), self.working_calendar)
        return typed

    @property
    def answering(self) -> list[forms.BoundField]:
        """What the receiver types to end the step."""
        return [self[name] for name in self.fields if name not in self.way_back]


class ReceiverForm(ReceiptForm):
    """sampaikan, at a receiver who answers with a disposisi."""

    reply = lines("Disposisi Anda", "Dicetak pada lembar disposisi dan mengakhiri langkah ini.")
    forward_to = line("Diteruskan kepada", required=False, limit=200)
    field_order = ("reply", "forward_to", "reason", "due_at")

    def suggested(self) -> dict[str, Any]:
        sender = self.visit.handed_by.title if self.visit.handed_by else ""
        return {
            **super().suggested(),
            "reply": f"Gunakan laporan {self.spec_name()} sebagai bahan Laporan Kinerja dan arsipkan.",
            "forward_to": sender,
        }


class InitialForm(ActForm):
    """The paraf of the next post in the chain of an order, with the instruction that goes on."""

    instruction = lines(
        "Arahan Anda", "Dicetak pada lembar disposisi di bawah paraf Anda dan diteruskan.", rows=3, limit=500
    )

    def beginning(self) -> dict[str, Any]:
        return self.suggested()  # what the visit keeps is the order's own instruction

    def suggested(self) -> dict[str, Any]:
        lanes = lanes_for(self.case, self.at)
        given = set(Initial.objects.filter(visit=self.visit).values_list("post_id", flat=True)) | {self.by.post_id}
        chain = (*self.visit.rule.to, *self.visit.rule.forwarded_to)
        following = next((lane for lane in chain if lanes.of(lane) and not lanes.of(lane) & given), "")
        if following:
            return {"instruction": f"{following} agar melaksanakan sesuai SOP dan melaporkan perkembangannya."}
        return {"instruction": f"Dilaksanakan sesuai SOP {self.case.spec.name}; hasilnya dilaporkan tepat waktu."}
