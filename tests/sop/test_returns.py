"""A "tidak": what comes back, to whom, for what; a second visit beside the first, papers superseded and kept."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kinerja.audit.log import Refused, trail_of
from kinerja.people.acting import Acting
from kinerja.people.queries import unread
from kinerja.performance.models import Figure, FigureState, Sheet, SheetState
from kinerja.performance.operations import Typed, save_sheet
from kinerja.sop.models import Answer, Case, FolderEntry, State, Visit
from kinerja.sop.operations import complete_step, receive_step
from tests.cast import carry, do, hand_in, later, open_visit, performer, receiver, refusal, supply, the_sheet, typed_on

Cast = Callable[[str], Acting]


@pytest.fixture
def reviewed(collecting: Case) -> Case:
    """A case at its review."""
    return carry(collecting, until=10)


def unit_of(acting: Cast, code: str) -> int:
    return acting(code).post.unit_id


def say_no(case: Case, **wish: object) -> Visit:
    return do(open_visit(case, 10), refusal(**wish))  # type: ignore[arg-type]


def test_a_return_to_units_opens_only_theirs(reviewed: Case, acting: Cast) -> None:
    decided = say_no(reviewed, target=7, units=[unit_of(acting, "kasubag-keuangan")])
    opened = Visit.objects.filter(case=reviewed, ended_at=None)
    assert [(visit.step, visit.number, visit.unit.code) for visit in opened] == [(7, 2, "subbag-keuangan")]  # type: ignore[union-attr]
    assert (decided.state, decided.answer, decided.reason) == (State.ENDED, Answer.NO, "")
    assert opened[0].reason == "Angka belum sesuai dengan bukti."
    assert opened[0].returned_by == decided
    assert the_sheet(reviewed, "subbag-keuangan").state == SheetState.RETURNED
    assert the_sheet(reviewed, "jf-persidangan").state == SheetState.SUBMITTED


def test_a_return_without_a_target_goes_where_the_procedure_says(reviewed: Case) -> None:
    do(open_visit(reviewed, 10), {**refusal(8), "target": ""})
    assert list(Visit.objects.filter(case=reviewed, ended_at=None).values_list("step", "number")) == [(8, 2)]


def test_a_return_of_single_indicators_opens_only_these(reviewed: Case) -> None:
    say_no(reviewed, target=7, indicators=["KEU-1", "WAS-1"])
    opened = Visit.objects.filter(case=reviewed, ended_at=None).order_by("unit__position")
    assert [visit.scope for visit in opened] == [["KEU-1"], ["WAS-1"]]
    back = Figure.objects.filter(state=FigureState.RETURNED).order_by("position")
    assert [figure.indicator.code for figure in back] == ["KEU-1", "WAS-1"]


def test_what_was_not_sent_back_cannot_be_changed_with_it(reviewed: Case) -> None:
    say_no(reviewed, target=7, indicators=["KEU-1"])
    visit = open_visit(reviewed, 7)
    sheet = the_sheet(reviewed, "subbag-keuangan")
    hand_in(visit, later(reviewed), typed=typed_on(sheet, KEU_1=Typed("2"), KEU_2=Typed("9")))
    values = {figure.indicator.code: figure.value for figure in Figure.objects.filter(sheet=sheet)}
    assert (values["KEU-1"], values["KEU-2"]) == (2, 3)


def test_a_sheet_that_was_not_sent_back_stays_closed(reviewed: Case, acting: Cast) -> None:
    say_no(reviewed, target=7, units=[unit_of(acting, "kasubag-keuangan")])
    sheet = the_sheet(reviewed, "jf-persidangan")
    with pytest.raises(Refused, match="sudah diajukan"):
        save_sheet(
            sheet_id=sheet.pk,
            seen=sheet.version,
            typed=typed_on(sheet, SID_1=Typed("1")),
            by=acting("jf-persidangan"),
            at=later(reviewed),
        )
    assert Figure.objects.get(indicator__code="SID-1").value == 12


def test_the_recap_waits_until_all_came_back(reviewed: Case, acting: Cast) -> None:
    say_no(reviewed, target=7, units=[unit_of(acting, "kasubag-keuangan"), unit_of(acting, "jf-persidangan")])
    do(open_visit(reviewed, 7, "jf-persidangan"))
    assert not Visit.objects.filter(case=reviewed, step=8, ended_at=None).exists()
    do(open_visit(reviewed, 7, "subbag-keuangan"))
    assert open_visit(reviewed, 8).number == 2


def test_recap_and_report_are_done_again_before_the_second_review(reviewed: Case, acting: Cast) -> None:
    say_no(reviewed, target=7, units=[unit_of(acting, "kasubag-keuangan")])
    carry(reviewed)
    numbers = dict.fromkeys(range(1, 13), 1) | dict.fromkeys((8, 9, 10), 2)
    found = Visit.objects.filter(case=reviewed, unit=None).order_by("step", "number").values_list("step", "number")
    assert dict(found) == {step: number for step, number in numbers.items() if step != 7}
    assert [visit.answer for visit in Visit.objects.filter(case=reviewed, step=10).order_by("number")] == [
        "tidak",
        "ya",
    ]
    assert reviewed.finished_at is not None


def test_the_second_visit_has_times_of_its_own_and_the_first_keeps_its_own(reviewed: Case) -> None:
    first = Visit.objects.get(case=reviewed, step=8)
    say_no(reviewed, target=8)
    second = do(open_visit(reviewed, 8))
    kept = Visit.objects.get(pk=first.pk)
    assert (kept.opened_at, kept.taken_up_at, kept.ended_at) == (first.opened_at, first.taken_up_at, first.ended_at)
    assert second.number == 2
    assert second.opened_at > kept.ended_at  # type: ignore[operator]
    assert second.due_at == datetime(2024, 6, 28, 9, 0, tzinfo=UTC)  # as the decider set it


def test_the_first_paper_is_superseded_and_never_overwritten(reviewed: Case) -> None:
    name = "Rekapitulasi hasil pengumpulan data kinerja"
    first = FolderEntry.objects.get(case=reviewed, name=name)
    say_no(reviewed, target=8)
    second = do(open_visit(reviewed, 8))
    old, new = FolderEntry.objects.filter(case=reviewed, name=name).order_by("pk")
    assert (old.pk, old.visit, old.superseded_at) == (first.pk, first.visit, second.ended_at)
    assert (new.visit, new.superseded_at) == (second, None)


def test_a_review_that_said_no_makes_no_paper(reviewed: Case) -> None:
    say_no(reviewed, target=8)
    assert not FolderEntry.objects.filter(case=reviewed, name="Laporan hasil pengumpulan data kinerja").exists()


def test_what_was_typed_comes_back_but_never_the_decision(reviewed: Case) -> None:
    say_no(reviewed, target=9)
    visit = open_visit(reviewed, 9)
    assert visit.entry["summary"] == "Semua unit menyerahkan formulir."
    do(visit)
    assert "answer" not in open_visit(reviewed, 10).entry


def test_the_one_who_must_mend_is_told(reviewed: Case, acting: Cast) -> None:
    by = acting("kasubag-keuangan")
    say_no(reviewed, target=7, units=[by.post.unit_id])
    message = unread(by.post.pk)[0]
    assert message.text.startswith("Dikembalikan: langkah 7 Pengumpulan Data Kinerja Triwulan I 2024.")
    assert message.path == f"/langkah/{open_visit(reviewed, 7).pk}/"


def test_the_return_stands_in_the_trail_with_its_reason(reviewed: Case) -> None:
    say_no(reviewed, target=8)
    line = trail_of(reviewed)[-1]
    told = {name: after for name, _, after in line.changes}
    assert (line.name, line.by) == ("visit.returned", "Kepala Bagian Umum dan Keuangan")
    assert told["entry"]["reason"] == "Angka belum sesuai dengan bukti."
    assert told["answer"] == "tidak"


def test_the_receiver_may_send_back_what_was_handed_over(collecting: Case) -> None:
    carry(collecting, until=11)
    visit = open_visit(collecting, 11)
    supply(visit, performer(visit), later(collecting))
    visit.refresh_from_db()
    visit = complete_step(visit_id=visit.pk, seen=visit.version, entry={}, by=performer(visit), at=later(collecting))
    answer = refusal(11) | {"reply": "Lengkapi ringkasannya."}
    receive_step(visit_id=visit.pk, seen=visit.version, entry=answer, by=receiver(visit), at=later(collecting))
    again = open_visit(collecting, 11)
    assert (again.number, again.reason, again.entry) == (2, "Angka belum sesuai dengan bukti.", {})
    assert not FolderEntry.objects.filter(case=collecting, name="Disposisi Sekretaris DPRD").exists()
    carry(collecting)
    assert collecting.finished_at is not None


def test_the_measuring_procedure_measures_again_after_a_return(measuring: Case, collecting: Case) -> None:
    carry(collecting)
    carry(measuring, until=8)
    do(open_visit(measuring, 8), refusal(5))
    carry(measuring)
    assert Visit.objects.filter(case=measuring, step=5).count() == 2
    measured = Sheet.objects.first().cycle.measurement_set  # type: ignore[union-attr]
    assert measured.count() == 2
    assert measured.filter(superseded_at=None).get().visit.number == 2


def test_a_return_is_due_after_it_is_made(reviewed: Case) -> None:
    visit = open_visit(reviewed, 10)
    at = later(reviewed)
    entry = refusal(8) | {"due_at": at.isoformat()}
    by = performer(visit)
    with pytest.raises(Refused, match="sesudah saat ini"):
        complete_step(visit_id=visit.pk, seen=visit.version, entry=entry, by=by, at=at)
    entry["due_at"] = (at + timedelta(minutes=1)).isoformat()
    assert complete_step(visit_id=visit.pk, seen=visit.version, entry=entry, by=by, at=at).answer == "tidak"
