"""Forms of the steps that gather, report and review: himpun, lapor, telaah."""

from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.http import QueryDict

from kinerja.core.numbers import percent
from kinerja.people.acting import Acting
from kinerja.performance.acts.steps import checklist_names, collects
from kinerja.performance.queries import cycle_of, figure_rows, results_of, sheet_rows
from kinerja.planning.queries import on_shelf
from kinerja.sop.models import Visit
from kinerja.web.forms.acts import ActForm, MomentInput, Rows, closing_time, line, lines, with_zone


class ChecklistForm(ActForm):
    """himpun: every document is there, or waived with its reason. What stands on the shelf is ticked already."""

    repeated = (
        Rows(
            "items",
            "Ceklist dokumen",
            "Yang ada di rak perangkat daerah sudah ditandai. Dokumen yang tidak ada dikecualikan dengan alasannya.",
            {
                "name": partial(forms.CharField, label="Dokumen", widget=forms.HiddenInput()),
                "state": partial(
                    forms.ChoiceField,
                    label="Keadaan",
                    choices=[("", "Belum diperiksa"), ("ada", "Ada"), ("dikecualikan", "Dikecualikan")],
                ),
                "note": partial(line, "Letak atau alasan", required=False),
            },
            blanks=0,
            title="name",
        ),
    )

    def __init__(self, data: QueryDict | None = None, *, visit: Visit, by: Acting, at: datetime) -> None:
        if data is not None:  # the documents are those of the procedure, whatever was sent
            data = data.copy()
            for place, name in enumerate(checklist_names(visit.case.spec)):
                data[f"items-{place}-name"] = name
        super().__init__(data, visit=visit, by=by, at=at)

    def suggested(self) -> dict[str, Any]:
        items = []
        for name in checklist_names(self.case.spec):
            found = on_shelf(agency_id=self.case.agency_id, names=[name], on=self.today)
            example = " (contoh)" if found is not None and found.is_example else ""
            place = found.place or "rak perangkat daerah" if found is not None else ""
            number = f"nomor {found.number}, " if found is not None and found.number else ""
            items.append(
                {"name": name, "state": "ada" if found else "", "note": f"{number}{place}{example}" if found else ""}
            )
        return {"items": items}


class ReportForm(ActForm):
    """lapor: the summary of the draft report, begun from what is known."""

    summary = lines("Ringkasan hasil", "Disusun dari data siklus ini; ubah dan lengkapi seperlunya.", rows=7)
    proposal = lines("Usul kepada penelaah", required=False, rows=3)

    def suggested(self) -> dict[str, Any]:
        return {"summary": self._known(), "proposal": "Mohon ditelaah untuk bahan penyusunan Laporan Kinerja."}

    def _known(self) -> str:
        cycle = cycle_of(self.case)
        if cycle is None:
            return ""
        if collects(self.case.spec):
            sheets = sheet_rows(cycle)
            figures = figure_rows(cycle=cycle)
            missing = [row for row in figures if row.unavailable]
            text = (
                f"{self.spec_name()}: {sum(row.submitted_at is not None for row in sheets)} dari {len(sheets)} unit "
                f"menyerahkan formulir dengan {len(figures)} indikator. Data tersedia untuk "
                f"{sum(row.reached.value is not None for row in figures)} indikator"
            )
            if not missing:
                return f"{text}."
            reasons = "; ".join(f"{row.wording} ({row.reason})" for row in missing)
            return f"{text}; belum tersedia untuk {len(missing)} indikator: {reasons}."
        found = results_of(cycle)
        if found is None:
            return ""
        measured = [row for row in found.rows if row.achievement is not None]
        capped = found.agency.capped
        mean = f" Rata-rata capaian perangkat daerah {percent(capped)}%." if capped is not None else ""
        return (
            f"{self.spec_name()}: {len(measured)} dari {len(found.rows)} indikator terukur; "
            f"{found.without_figure} indikator tanpa angka capaian, masing-masing dengan alasannya.{mean}"
        )


class ReviewForm(ActForm):
    """telaah: ya with an analysis, or tidak with a directed return."""

    answer = forms.ChoiceField(
        label="Keputusan", choices=[("ya", "Ya, setuju"), ("tidak", "Tidak, kembalikan")], widget=forms.RadioSelect()
    )
    analysis = lines("Hasil analisa", "Apa yang Anda simpulkan dari angka dan bukti ini.", rows=5)
    direction = lines("Arahan", required=False, rows=3)
    target = forms.ChoiceField(label="Kembali ke langkah", widget=forms.RadioSelect())
    units = forms.MultipleChoiceField(
        label="Yang harus diperbaiki",
        help_text="Wajib dipilih bila kembali ke langkah pengisian. Centang unitnya, atau indikator tertentu saja.",
    )
    indicators = forms.MultipleChoiceField(label="Indikator tertentu", required=False)
    reason = lines("Alasan pengembalian", "Apa yang salah dan bagaimana memperbaikinya.", rows=4)
    due_at = forms.CharField(label="Tenggat baru", widget=MomentInput())

    def prepare(self) -> None:
        decision = self.visit.rule.decision
        spec = self.case.spec
        self.fields["target"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(no), f"Langkah {no}: {spec.step(no).text} ({spec.step(no).performer})")
            for no in (decision.targets if decision else ())
        ]

    def suggested(self) -> dict[str, Any]:
        decision = self.visit.rule.decision
        return {
            "direction": "Digunakan sebagai bahan penyusunan Laporan Kinerja (LKjIP).",
            "target": str(decision.no) if decision else "",
            "due_at": closing_time(self.today, 2, self.working_calendar).strftime("%Y-%m-%dT%H:%M"),
        }

    def entry(self) -> dict[str, Any]:
        typed = super().entry()
        typed["due_at"] = with_zone(str(typed.get("due_at") or ""), self.working_calendar)
        # A target that is no number is one that no procedure has: the operation says which there are.
        typed["target"] = target if (target := str(typed.get("target") or "")).isdecimal() or not target else "0"
        typed["units"] = [key for key in typed.get("units") or () if str(key).isdecimal()]
        return typed
