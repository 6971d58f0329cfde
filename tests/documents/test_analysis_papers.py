"""What the papers of a measured quarter say beyond its figures; the quarter is that of `tests.cast`."""

from typing import Any

import pytest

from kinerja.documents.content.analysis import FollowUp
from kinerja.documents.content.frozen import thaw
from kinerja.documents.content.paper import Heading
from kinerja.documents.content.reports import MeasurementReport
from kinerja.documents.models import Paper
from kinerja.performance.analysis import Said, write_analysis
from kinerja.performance.models import Figure
from kinerja.performance.spending import record_spending
from kinerja.planning.models import Comparison, Indicator, PlanNode
from kinerja.planning.operations import set_yardstick
from kinerja.sop.models import Case
from tests.cast import NOW, SINCE, actions_for, do, open_visit, refusal


def said(case: Case, title: str) -> Any:
    paper = Paper.objects.get(case=case, title=title, entry__superseded_at__isnull=True)
    return thaw(paper.content_type, paper.content)


@pytest.fixture
def report(reviewed: Case, at_post: Any) -> MeasurementReport:
    """The final report of a quarter about which much was written before it was approved."""
    by, keys = at_post("ketua-sakip"), {one.code: one.pk for one in Indicator.objects.all()}
    yardsticks = (("SID-1", Comparison.MEDIUM_TERM, 2026, "48"), ("KEU-1", Comparison.PAST, 2023, "11"))
    for code, kind, year, text in yardsticks:
        told = {"kind": kind, "year": year, "text": text, "source": "LKjIP 2023", "since": SINCE, "seen": None}
        set_yardstick(indicator_id=keys[code], **told, by=by, at=NOW)
    about = Figure.objects.get(indicator__code="KEU-2")
    write_analysis(figure_id=about.pk, seen=None, said=Said(causes="Dua berkas tertunda"), by=by, at=NOW)
    program = PlanNode.objects.get(code="4.02.02").pk
    record_spending(cycle_id=about.cycle_id, amounts={program: "225000000,25"}, seen={}, by=by, at=NOW)
    do(open_visit(reviewed, 8))
    found = said(reviewed, "Laporan hasil pengukuran kinerja")
    assert isinstance(found, MeasurementReport)
    return found


def test_the_report_holds_each_sasaran_against_years_renstra_and_standard(report: MeasurementReport) -> None:
    [objective] = report.objectives
    lines = {line.indicator: line for line in objective.compared}
    assert lines["Indikator KEU-1"].past == "2023: 11 (setahun penuh; LKjIP 2023)"
    assert lines["Indikator KEU-1"].change.startswith("belum sebanding")
    assert lines["Indikator SID-1"].medium_term.startswith("2026: 48: 25,00% (LKjIP 2023")
    assert lines["Indikator WAS-1"].national == "tidak ada standar yang diisi"


def test_the_report_tells_causes_money_and_what_efficiency_waits_for(report: MeasurementReport) -> None:
    [objective] = report.objectives
    assert [(line.indicator, line.causes) for line in objective.said] == [("Indikator KEU-2", "Dua berkas tertunda")]
    program = objective.supporting[0]
    assert (program.ceiling, program.spent, program.absorption) == ("900.000.000,50", "225.000.000,25", "25,00")
    assert objective.efficiency.startswith("serapan 25,00%; varian E1")
    assert "dinilai pada periode terakhir tahun" in objective.efficiency


def test_the_report_names_every_action_with_its_cause_and_tells_process_from_target(
    report: MeasurementReport,
) -> None:
    assert report.follow_ups[0] == FollowUp(
        "Indikator KEU-2 (50,00%, Sangat Rendah)",
        "Dua berkas tertunda",
        "Perbaiki KEU-2",
        "Kasubag Program dan Keuangan",
        "28 Juni 2024",
    )
    assert dict(report.success.targets)["Target tercapai"].startswith("4 dari 7 indikator")
    assert dict(report.success.process)["Formulir"] == "3 dari 3 unit menyerahkan tepat waktu"
    headings = [block.text for block in report.paper().blocks if isinstance(block, Heading) and block.level == 1]
    assert headings[-4:] == [
        "E. Analisis per sasaran",
        "F. Keberhasilan proses dan keberhasilan target",
        "G. Rencana aksi",
        "H. Penutup",
    ]


def test_a_draft_says_that_the_review_will_name_actions_or_prints_what_is_proposed(reviewed: Case) -> None:
    draft = said(reviewed, "Draft laporan hasil pengukuran data kinerja")
    assert draft.follow_ups == ()
    assert draft.no_follow_up.startswith("2 indikator rendah memerlukan rencana aksi")
    do(open_visit(reviewed, 8), refusal(6))
    do(open_visit(reviewed, 6))
    rows = [{**actions_for(reviewed)[0], "owner": "", "due_on": ""}]
    do(open_visit(reviewed, 7), {"summary": "Ringkasan", "actions": rows})
    [proposed] = said(reviewed, "Draft laporan hasil pengukuran data kinerja").follow_ups
    assert (proposed.action, proposed.owner, proposed.due) == ("Perbaiki KEU-2", "……", "……")


def test_the_work_sheet_tells_three_bases_and_the_recap_money_apart(reviewed: Case) -> None:
    trend = said(reviewed, "Kertas Kerja Pengukuran Kinerja (terisi)").trend
    assert trend.periods == ("Triwulan I",)
    cells = {line.indicator: line.periods[0] for line in trend.lines}
    assert (cells["Indikator SID-1"].alone, cells["Indikator SID-1"].progress) == ("120,00", "30,00")
    assert (cells["Indikator KEU-3"].alone, cells["Indikator KEU-3"].up_to) == ("", "96,94")
    assert said(reviewed, "Rekapitulasi hasil pengukuran kinerja").money == ()  # nobody reported any
