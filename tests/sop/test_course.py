"""The whole course of both procedures: every step by its post, in order, with its papers and times."""

import pytest

from kinerja.audit.log import Refused, trail_of, verify
from kinerja.performance.models import Sheet, SheetState
from kinerja.sop.models import Case, FolderEntry, Visit
from kinerja.sop.operations import complete_step, take_up
from tests.cast import carry, do, entries_for, later, open_visit, performer


def test_collecting_runs_from_the_order_to_the_archive(collecting: Case) -> None:
    carry(collecting)
    visits = Visit.objects.filter(case=collecting).order_by("step")
    assert collecting.finished_at is not None
    assert [visit.step for visit in visits if visit.unit_id is None] == [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12]
    assert visits.filter(step=7).count() == 3
    assert set(Sheet.objects.values_list("state", flat=True)) == {SheetState.FINAL}
    assert verify(collecting.agency_id) == []


def test_measuring_runs_to_the_archive_once_the_collection_was_approved(collecting: Case, measuring: Case) -> None:
    carry(collecting)
    carry(measuring)
    assert measuring.finished_at is not None
    assert list(Visit.objects.filter(case=measuring).order_by("step").values_list("step", flat=True)) == [*range(1, 11)]
    assert trail_of(measuring)[-1].name == "visit.completed"


def test_each_step_ends_with_the_outputs_that_the_sop_names(collecting: Case) -> None:
    carry(collecting)
    folder = FolderEntry.objects.filter(case=collecting, superseded_at=None)
    for step in collecting.spec.steps:
        for name in step.outputs:
            assert folder.filter(name=name).exists(), name
    assert folder.filter(name="Formulir pengumpulan data capaian kinerja yang sudah diisi").count() == 3


def test_each_visit_knows_who_took_it_up_and_who_ended_it(collecting: Case) -> None:
    carry(collecting, until=10)
    told = {
        visit.step: (visit.taken_up_by.code, visit.ended_by.code)  # type: ignore[union-attr]
        for visit in Visit.objects.filter(case=collecting, step__in=(1, 2, 9)).select_related("taken_up_by", "ended_by")
    }
    assert told == {
        1: ("sekwan", "sekwan"),
        2: ("kabag-umum", "kabag-umum"),
        9: ("ketua-sakip", "ketua-sakip"),
    }


def test_measuring_waits_at_its_gate_for_the_yes_of_the_collection(collecting: Case, measuring: Case) -> None:
    carry(collecting, until=10)
    carry(measuring, until=5)
    visit = open_visit(measuring, 5)
    at, by = later(measuring), performer(visit)
    with pytest.raises(Refused, match="menunggu jawaban “ya” pada langkah 10"):
        complete_step(visit_id=visit.pk, seen=visit.version, entry={}, by=by, at=at)
    do(open_visit(collecting, 10))
    complete_step(visit_id=visit.pk, seen=visit.version, entry={}, by=by, at=at)
    assert FolderEntry.objects.filter(case=measuring, name="Dokumen Pengukuran Data Kinerja").exists()


def test_a_step_taken_up_before_the_gate_opened_still_gets_the_approved_report(
    collecting: Case, measuring: Case
) -> None:
    carry(collecting, until=10)
    carry(measuring, until=5)
    visit = open_visit(measuring, 5)
    visit = take_up(visit_id=visit.pk, seen=visit.version, by=performer(visit), at=later(measuring))
    do(open_visit(collecting, 10))
    complete_step(visit_id=visit.pk, seen=visit.version, entry={}, by=performer(visit), at=later(measuring))
    assert FolderEntry.objects.filter(case=measuring, name="Dokumen Pengukuran Data Kinerja").exists()


def test_the_decisions_of_the_meeting_become_tasks_of_their_owners(collecting: Case) -> None:
    carry(collecting, until=3)
    task = collecting.meetingtask_set.get()
    assert (task.owner.code, task.text, task.done_at) == ("ketua-sakip", "Siapkan formulir", None)
    assert entries_for(open_visit(collecting, 3))["activities"]
