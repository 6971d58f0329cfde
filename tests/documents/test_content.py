"""What the papers say, before any typesetter sees them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kinerja.documents.content.frozen import Content
from kinerja.documents.content.paper import Choices, Column, Note, Paper, Row, Signatures, Table, approval_sentence
from kinerja.documents.content.results import NodeAverage
from tests.documents.samples import (
    BLANK_SHEET,
    CHECKLIST,
    COLLECTION_DRAFT,
    COLLECTION_REPORT,
    FILLED_FORM,
    FORM,
    INVITATION,
    MEASUREMENT_DRAFT,
    MEASUREMENT_RECAP,
    MEASUREMENT_REPORT,
    RECAP,
    RECEIPT,
    SAMPLES,
)


def tables(paper: Paper) -> list[Table]:
    return [block for block in paper.blocks if isinstance(block, Table)]


@pytest.mark.parametrize("content", SAMPLES.values(), ids=SAMPLES.keys())
def test_every_paper_carries_kind_head_and_source_note(content: Content) -> None:
    paper = content.paper()
    assert paper.kind
    assert paper.letterhead.agency == "Sekretariat Dewan Perwakilan Rakyat Daerah"
    assert "contoh" in paper.source_note
    assert "SOP Peng" in paper.footer


def test_an_approval_is_never_called_a_signature() -> None:
    assert approval_sentence("Sekretaris DPRD", "1 April 2024 pukul 08.05 WIB") == (
        "Disetujui di aplikasi Kinerja oleh Sekretaris DPRD pada 1 April 2024 pukul 08.05 WIB; "
        "bukan tanda tangan elektronik"
    )


def test_the_form_has_the_eight_columns_of_the_official_form() -> None:
    (table,) = tables(FORM.paper())
    assert [column.label for column in table.columns] == [
        "No",
        "Sasaran/Program/Kegiatan",
        "Indikator Kinerja",
        "Satuan",
        "Target Tahunan",
        "Target Triwulan I",
        "Realisasi Triwulan I",
        "Keterangan",
    ]


def test_a_blank_form_leaves_the_realisation_to_be_written() -> None:
    (blank,) = tables(FORM.paper())
    filled = tables(FILLED_FORM.paper())[0]
    assert FORM.paper().kind == "formulir"
    assert FILLED_FORM.paper().kind == "formulir terisi"
    assert {row.cells[6] for row in blank.rows} == {""}
    assert [row.cells[6] for row in filled.rows] == ["1", "60", "n/a"]


def test_a_filled_form_lists_its_evidence() -> None:
    evidence = tables(FILLED_FORM.paper())[1]
    assert [row.cells[1] for row in evidence.rows] == [one.file for one in FILLED_FORM.evidence]
    assert tables(replace(FILLED_FORM, evidence=()).paper())[1].empty == "Tidak ada bukti yang dilampirkan."


def test_the_blank_lembar_disposisi_has_nothing_ticked_and_room_to_write() -> None:
    paper = BLANK_SHEET.paper()
    boxes = paper.blocks[0]
    choices = [one for row in boxes.rows for cell in row for one in cell if isinstance(one, Choices)]  # type: ignore[union-attr]
    assert not any(choice.ticked for group in choices for choice in group.choices)
    assert [row.style for row in tables(paper)[0].rows] == ["blank"] * 5


def test_an_invitation_is_a_letter_without_a_title() -> None:
    assert INVITATION.paper().title == ""
    assert replace(INVITATION, copies=()).paper().blocks[-1] == Signatures((INVITATION.signature,))


def test_the_checklist_and_the_receipt_count_what_is_there() -> None:
    assert tables(CHECKLIST.paper())[0].note == "Ada 6 dari 7 dokumen."
    assert tables(RECEIPT.paper())[0].note == "Diterima 2 dari 3 unit."


def test_the_recap_adds_up_completeness() -> None:
    total = tables(RECAP.paper())[0].rows[-1]
    assert total.style == "total"
    assert total.cells[2:6] == ("38", "36", "1", "1")


def test_a_changed_figure_is_announced_before_all_else() -> None:
    assert RECAP.paper().blocks[0] == Note("Angka berubah sejak rekapitulasi 17 April 2024 (kunjungan 1).")


def test_averages_stand_with_and_without_the_cap() -> None:
    (table,) = tables(MEASUREMENT_RECAP.paper())
    row = next(row for row in table.rows if "4.02.01.2.01.01" in row.cells[-8 if len(row.cells) > 1 else 0])
    assert row.cells[4:6] == ("100,00", "120,00")
    assert "dibatasi 100,00" in table.note
    assert "91,00 ke atas Sangat Tinggi" in table.note


def test_a_draft_says_so_and_the_final_report_carries_the_decision() -> None:
    assert COLLECTION_DRAFT.paper().title.startswith("Draft ")
    assert (COLLECTION_DRAFT.paper().kind, COLLECTION_REPORT.paper().kind) == (
        "draft laporan",
        "laporan hasil pengumpulan",
    )
    assert any("disetujui" in getattr(block, "text", "") for block in COLLECTION_REPORT.paper().blocks)


def test_a_report_without_any_measured_figure_says_so() -> None:
    nothing = replace(MEASUREMENT_DRAFT, agency=NodeAverage("Sekretariat DPRD", 3, 0, "", "", ""))
    texts = [getattr(block, "text", "") for block in nothing.paper().blocks]
    assert "Rata-rata capaian Sekretariat DPRD belum dapat dihitung: belum ada indikator yang terukur." in texts


def test_a_report_prints_its_action_plan() -> None:
    assert tables(MEASUREMENT_REPORT.paper())[-1].rows[0].cells[5] == "31 Mei 2024"
    assert tables(MEASUREMENT_DRAFT.paper())[-1].empty == "Tidak ada rencana aksi pada periode ini."


def test_a_table_refuses_a_row_with_a_cell_too_few() -> None:
    with pytest.raises(ValueError, match="has 2 cells, not 1"):
        Table(columns=(Column("No", 1), Column("Nama", 2)), rows=(Row(("1",)),))
