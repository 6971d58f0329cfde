"""Forms of the steps that gather and report: himpun, lapor, and isi of another form than that of figures."""

from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.http import QueryDict

from kinerja.core.numbers import percent
from kinerja.people.acting import Acting
from kinerja.performance.acts.entries import STAFF_GROUPS
from kinerja.performance.acts.steps import checklist_names, collects
from kinerja.performance.queries import cycle_of, figure_rows, results_of, sheet_rows
from kinerja.planning.queries import on_shelf
from kinerja.sop.models import Visit
from kinerja.web.forms.acts import ActForm, Rows, line, lines
from kinerja.web.forms.follow_up import FollowUpForm


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
                "note": partial(line, "Letak atau alasan", required=False, limit=500),
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


class ReportForm(FollowUpForm):
    """lapor: the summary of the draft report, begun from what is known, with proposals for low results."""

    summary = lines(
        "Ringkasan hasil", "Disusun dari data siklus ini; ubah dan lengkapi seperlunya.", rows=7, limit=4000
    )
    proposal = lines("Usul kepada penelaah", required=False, rows=3, limit=4000)

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


def _count(label: str) -> forms.CharField:
    attrs = {"inputmode": "numeric", "autocomplete": "off"}
    return forms.CharField(label=label, max_length=6, widget=forms.TextInput(attrs=attrs))


class PersonnelForm(ActForm):
    """isi of the data kepegawaian: men and women of every group, begun from what was handed in last."""

    repeated = (
        Rows(
            "groups",
            "Data kepegawaian",
            "Jumlah pegawai pada hari terakhir periode ini. Tidak ada pegawai ditulis 0, bukan dikosongkan.",
            {"men": partial(_count, "Laki-laki"), "women": partial(_count, "Perempuan")},
            heads=STAFF_GROUPS,
        ),
    )

    def suggested(self) -> dict[str, Any]:
        before = Visit.objects.filter(
            case__agency_id=self.case.agency_id, case__code=self.case.code, step=self.visit.step, ended_at__isnull=False
        )
        last = before.order_by("-ended_at", "-pk").first()
        return {"groups": last.entry.get("groups") or []} if last is not None else {}
