"""Which papers a case has, who sees them, and how a paper looks before it is made."""

from typing import Any

import pytest

from kinerja.audit.log import Refused
from kinerja.documents.models import Paper, Register
from kinerja.documents.queries import papers_in_the_making, papers_of, preview, visible_papers
from kinerja.sop.models import Case, FolderEntry, Visit
from kinerja.sop.operations import complete_step, take_up
from tests.cast import carry, do, entries_for, later, open_visit, performer, receiver, refusal


def shown(visit: Visit, entry: dict[str, Any], name: str) -> bytes:
    return preview(visit, entry=entry, name=name, by=performer(visit), at=later(visit.case))


def test_papers_are_listed_as_they_were_made_with_the_superseded_ones(collecting: Case) -> None:
    carry(collecting, until=10)
    do(open_visit(collecting, 10), refusal(8))
    carry(collecting, until=9)
    rows = papers_of(collecting)
    recaps = [(row.step, row.visit, row.is_current) for row in rows if row.kind == "rekapitulasi"]
    assert recaps == [(8, 1, False), (8, 2, True)]
    assert (rows[0].title, rows[0].by, rows[0].unit) == ("Disposisi", "Sekretaris DPRD", "")
    assert {row.unit for row in rows if row.kind == "formulir terisi"} >= {"Subbagian Program dan Keuangan"}


def test_nobody_sees_another_agencys_papers(collecting: Case) -> None:
    carry(collecting, until=2)
    assert visible_papers(collecting.agency_id).count() == 1
    assert not visible_papers(collecting.agency_id + 1).exists()


def test_a_preview_shows_what_is_typed_so_far_and_writes_nothing(collecting: Case) -> None:
    carry(collecting, until=2)
    visit = open_visit(collecting, 2)
    before = (Paper.objects.count(), FolderEntry.objects.count(), list(Register.objects.values_list("last", flat=True)))
    assert papers_in_the_making(visit) == ["Undangan (langkah 2)", "Daftar hadir (langkah 2)", "Notulen Rapat"]
    for name in papers_in_the_making(visit):
        assert shown(visit, {"place": "Ruang rapat", "decisions": [{"text": "Isi"}]}, name).startswith(b"%PDF-1.7")
    after = (Paper.objects.count(), FolderEntry.objects.count(), list(Register.objects.values_list("last", flat=True)))
    assert after == before


def test_every_paper_of_every_step_can_be_previewed_from_half_an_entry(collecting: Case, measuring: Case) -> None:
    seen = set()
    for case in (collecting, measuring):
        while visits := Visit.objects.filter(case=case, ended_at__isnull=True).order_by("step", "unit__position"):
            visit = visits[0]
            half = dict([*entries_for(visit).items()][:2])
            for name in papers_in_the_making(visit):
                if visit.rule.act != "sampaikan":
                    assert shown(visit, half, name).startswith(b"%PDF-1.7")
                    seen.add((case.code, visit.step))
            do(visit)
    assert len(seen) == 11 + 9


def test_the_receiver_previews_the_disposisi_and_the_sender_does_not(collecting: Case) -> None:
    carry(collecting, until=11)
    visit, at = open_visit(collecting, 11), later(collecting)
    name, said = "Disposisi Sekretaris DPRD", {"reply": "Pelajari."}
    take_up(visit_id=visit.pk, seen=visit.version, by=performer(visit), at=at)
    visit.refresh_from_db()
    with pytest.raises(Refused, match="ditulis penerimanya"):
        shown(visit, said, name)
    visit = complete_step(visit_id=visit.pk, seen=visit.version, entry={}, by=performer(visit), at=at)
    assert preview(visit, entry=said, name=name, by=receiver(visit), at=at).startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("entry", "name", "sentence"),
    [
        ({}, "Disposisi", "Belum ada isian untuk Disposisi"),
        ({"instruction": "  "}, "Disposisi", "Belum ada isian untuk Disposisi"),
        ({"answer": "tidak", "reason": "Keliru"}, "Disposisi", "tidak menghasilkan dokumen"),
        ({"instruction": "Kumpulkan"}, "Notulen Rapat", "tidak menghasilkan dokumen bernama Notulen Rapat"),
    ],
)
def test_a_preview_of_nothing_is_refused_with_a_sentence(
    collecting: Case, entry: dict[str, Any], name: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        shown(open_visit(collecting, 1), entry, name)


def test_an_ended_step_has_papers_and_no_preview(collecting: Case) -> None:
    carry(collecting, until=2)
    visit = Visit.objects.get(case=collecting, step=1)
    with pytest.raises(Refused, match="sudah selesai"):
        shown(visit, {"instruction": "Kumpulkan"}, "Disposisi")
