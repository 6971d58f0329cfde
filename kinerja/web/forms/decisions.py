"""Forms of the steps that decide: telaah, validasi, tetapkan, and sampaikan where its sender may send back first."""

from collections.abc import Sequence
from typing import Any

from django import forms

from kinerja.core.procedure import Across
from kinerja.sop.queries import procedures_in_force
from kinerja.web.forms.acts import ActForm, MomentInput, Part, default_return, lines, with_zone
from kinerja.web.forms.follow_up import FollowUpForm


class DecisionForm(ActForm):
    """ya with what goes with it, or tidak with a directed return.

    `shown` heads what is decided on; the labels and hints stand beside the two answers.
    """

    shown = "Yang diputuskan"
    yes = ("Ya, setuju", "Dokumen menjadi final dan diteruskan ke langkah berikutnya.")
    no = ("Tidak, kembalikan", "Yang ditunjuk memperbaiki, lalu langkah ini terbuka lagi.")
    proposed = ""  # the answer that is chosen when the page opens
    with_yes: Sequence[str] = ()

    answer = forms.ChoiceField(label="Keputusan", widget=forms.RadioSelect())
    across = forms.BooleanField(required=False)
    target = forms.ChoiceField(label="Kembali ke langkah", widget=forms.RadioSelect())
    units = forms.MultipleChoiceField(
        label="Yang harus diperbaiki",
        help_text="Wajib dipilih bila data unit harus diperbaiki. Centang unitnya, atau indikator tertentu saja.",
    )
    indicators = forms.MultipleChoiceField(label="Indikator tertentu", required=False)
    reason = lines("Alasan pengembalian", "Apa yang salah dan bagaimana memperbaikinya.", rows=4)
    due_at = forms.CharField(label="Tenggat baru", widget=MomentInput())

    def prepare(self) -> None:
        decision, spec = self.visit.rule.decision, self.case.spec
        self.fields["answer"].choices = [("ya", self.yes[0]), ("tidak", self.no[0])]  # type: ignore[attr-defined]
        self.fields["target"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(no), f"Langkah {no}: {spec.step(no).text} ({spec.step(no).performer})")
            for no in (decision.targets if decision else ())
        ]
        if decision is None or not decision.across:
            del self.fields["across"]
        else:
            named = dict.fromkeys(self._named(other) for other in decision.across)
            self.fields["across"].label = f"Datanya yang salah: buka tugas perbaikan pada SOP {' dan '.join(named)}"
            self.fields["across"].help_text = (
                "Berkas yang sudah diarsipkan tetap seperti adanya; unit yang dipilih memperbaiki angkanya pada siklus "
                f"ini juga.{self._to_be_measured()}"
            )

    def _named(self, other: Across) -> str:
        procedures = procedures_in_force(self.case.agency_id, self.at)
        return next((one.name for one in procedures if one.code == other.procedure), other.procedure)

    def _to_be_measured(self) -> str:
        step = next((step.no for step in self.case.spec.steps if "ukur" in step.acts), None)
        return f" Pilih langkah {step} atau sebelumnya sebagai tujuan supaya diukur lagi." if step else ""

    @property
    def beside_yes(self) -> list[forms.BoundField]:
        """The fields that go with a ya."""
        return [self[name] for name in self.with_yes]

    @property
    def parts_with_yes(self) -> list[Part]:
        """The groups of rows that go with a ya."""
        return [part for part in self.parts if part.rows]

    @property
    def asks_across(self) -> bool:
        """Whether a tidak may open a correction task in another procedure."""
        return "across" in self.fields

    def suggested(self) -> dict[str, Any]:
        decision = self.visit.rule.decision
        return {
            "answer": self.proposed,
            "target": str(decision.no) if decision else "",
            "due_at": default_return(self.today, self.working_calendar),
        }

    def entry(self) -> dict[str, Any]:
        typed = super().entry()
        typed["due_at"] = with_zone(str(typed.get("due_at") or ""), self.working_calendar)
        # A target that is no number is one that no procedure has: the operation says which there are.
        typed["target"] = target if (target := str(typed.get("target") or "")).isdecimal() or not target else "0"
        typed["units"] = [key for key in typed.get("units") or () if str(key).isdecimal()]
        return typed


class ReviewForm(FollowUpForm, DecisionForm):
    """telaah: ya with an analysis, and on results with a rencana aksi for every low one."""

    hint = "Wajib untuk tiap indikator ini. Ubah usulan Tim SAKIP seperlunya; penanggung jawabnya diberi tahu."
    action_required = True

    shown = "Yang ditelaah"
    yes = ("Ya, setuju", "Laporan menjadi final dan diteruskan ke langkah berikutnya.")
    with_yes = ("analysis", "direction")

    analysis = lines("Hasil analisa", "Apa yang Anda simpulkan dari angka dan bukti ini.", rows=5, limit=4000)
    direction = lines("Arahan", required=False, rows=3, limit=4000)

    def suggested(self) -> dict[str, Any]:
        return {**super().suggested(), "direction": "Digunakan sebagai bahan penyusunan Laporan Kinerja (LKjIP)."}


class ValidationForm(DecisionForm):
    """validasi of a whole cycle: ya locks every figure."""

    shown = "Yang divalidasi"
    yes = ("Ya, data sah", "Semua angka terkunci dan diteruskan ke langkah berikutnya.")
    with_yes = ("note",)

    note = lines("Catatan", required=False, rows=3, limit=500)


class FinalForm(DecisionForm):
    """tetapkan: the head's ya makes figures final."""

    shown = "Yang ditetapkan"
    yes = ("Ya, tetapkan", "Angka menjadi final; sesudah ini hanya berubah lewat revisi dengan alasan.")
    with_yes = ("note",)

    note = lines("Catatan", required=False, rows=3, limit=500)


class HandOverForm(DecisionForm):
    """sampaikan, at a sender who may send back what is not ready: to hand over is what he most likely wants."""

    shown = "Yang disampaikan"
    yes = ("Ya, sampaikan", "Dokumen diparaf dan diteruskan kepada penerimanya.")
    proposed = "ya"


class RemarkForm(ActForm):
    """validasi of one unit's sheet: nothing to choose, only a note."""

    note = lines("Catatan", required=False, rows=3, limit=500)
