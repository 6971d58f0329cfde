"""Rencana aksi: named for every low result, confirmed by the receiver, carried on until it is done with evidence.

Low in `tests.cast.TYPED` are KEU-2 (50,00) and WAS-1 (0,00), both Sangat Rendah.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pytest

from kinerja.audit.log import Refused, operation, trail_of
from kinerja.core.calendar import Period
from kinerja.people.acting import Acting
from kinerja.people.models import Message
from kinerja.people.queries import unread
from kinerja.performance.follow_up import (
    DONE,
    NAMED,
    RUNNING,
    Low,
    Planned,
    carried_into,
    follow_ups_of,
    lows_of,
    name_follow_ups,
    open_follow_ups,
    report_progress,
)
from kinerja.performance.models import Cycle, FollowUp
from kinerja.performance.operations import open_cycle
from kinerja.sop.models import Case, Visit
from kinerja.sop.operations import complete_step
from kinerja.sop.register import Work
from tests import kecamatan as district
from tests.cast import DUE, NOW, PDF, actions_for, carry, do, entries_for, later, open_visit, performer, refusal

Cast = Callable[[str], Acting]
TODAY, AFTER = date(2024, 6, 28), date(2024, 6, 29)


def answer(case: Case, **changed: Any) -> None:
    visit = open_visit(case, 8)
    complete_step(
        visit_id=visit.pk,
        seen=visit.version,
        entry={**entries_for(visit), **changed},
        by=performer(visit),
        at=later(case),
    )


def row(code: str, *, on: date = TODAY) -> Any:
    return next(one for one in follow_ups_of(Cycle.objects.get(period="2024-tw1"), on=on) if one.code == code)


def test_low_results_are_those_with_the_methods_predicate_or_a_lower_one(reviewed: Case) -> None:
    lows = lows_of(Cycle.objects.get())
    assert [(low.code, low.achievement, low.predicate) for low in lows] == [
        ("KEU-2", 5000, "Sangat Rendah"),
        ("WAS-1", 0, "Sangat Rendah"),
    ]


def test_a_ya_without_rencana_aksi_is_refused_with_a_sentence_per_indicator(reviewed: Case) -> None:
    with pytest.raises(Refused) as refused:
        answer(reviewed, actions=[])
    told = refused.value.fields
    assert told["actions-0-action"] == "Indikator KEU-2 (50,00%, Sangat Rendah): tulis rencana aksinya."
    assert {"actions-1-action", "actions-1-owner", "actions-1-due_on"} <= told.keys()
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("owner", "999999"), ("due_on", "2024-03-31"), ("due_on", "besok"), ("action", " "), ("action", "x" * 501)],
)
def test_one_wrong_part_of_one_action_is_named(reviewed: Case, field: str, value: str) -> None:
    rows = actions_for(reviewed)
    rows[1][field] = value
    with pytest.raises(Refused) as refused:
        answer(reviewed, actions=rows)
    assert list(refused.value.fields) == [f"actions-1-{field}"]


def test_a_ya_names_them_and_the_receivers_answer_confirms_them_and_tells_the_owner(reviewed: Case) -> None:
    answer(reviewed)
    assert (row("KEU-2").state, row("KEU-2").owner) == (NAMED, "Kasubag Program dan Keuangan")
    do(open_visit(reviewed, 9))
    found = row("KEU-2")
    assert (found.state, found.confirmed_by) == (RUNNING, "Sekretaris DPRD")
    assert Message.objects.filter(post_id=found.owner_id, text__contains="Perbaiki KEU-2").count() == 1
    assert [line.name for line in trail_of(FollowUp.objects.get(pk=found.pk))] == [
        "follow_up.named",
        "follow_up.confirmed",
    ]


def test_a_collecting_review_asked_for_no_action(reviewed: Case) -> None:
    asked = Visit.objects.get(case__agency_id=reviewed.agency_id, case__code="setwan-pengumpulan", step=10)
    assert (asked.answer, asked.entry["actions"]) == ("ya", [])
    assert not FollowUp.objects.exists()


def name_again(case: Case, lows: Sequence[Low], action: str) -> None:
    """Approve the results anew, as a review that is visited again does."""
    visit = case.visit_set.select_related("case__procedure").get(step=8)
    by, at = performer(visit), later(case)

    def name(*, by: Acting, at: datetime) -> int:
        planned = [Planned(low.code, action, by.post, date(2024, 7, 31)) for low in lows]
        return name_follow_ups(Work(case, visit, visit.rule, {}, by, at), Cycle.objects.get(), lows, planned)

    operation(name)(by=by, at=at)


def test_results_approved_anew_change_what_stands_and_withdraw_what_is_no_longer_low(reviewed: Case) -> None:
    carry(reviewed)
    before = row("KEU-2")
    name_again(reviewed, lows_of(Cycle.objects.get())[:1], "Rencana baru")
    assert (row("KEU-2").pk, row("KEU-2").action, row("KEU-2").state) == (before.pk, "Rencana baru", NAMED)
    withdrawn = FollowUp.objects.get(indicator__code="WAS-1")
    assert trail_of(withdrawn)[-1].name == "follow_up.withdrawn"
    assert [one.code for one in open_follow_ups(agency_id=reviewed.agency_id, on=TODAY)] == ["KEU-2"]


def desk(code: str) -> list[str]:
    """What the owner of the rencana aksi for this indicator has not read about it."""
    found = FollowUp.objects.get(indicator__code=code)
    return [one.text for one in unread(found.owner_id) if one.path == f"/tindak-lanjut/{found.pk}/"]


def test_what_the_owner_was_told_leaves_his_desk_when_it_is_changed_and_says_when_it_is_withdrawn(
    reviewed: Case,
) -> None:
    carry(reviewed)
    assert desk("KEU-2") == ["Rencana aksi untuk Anda: Perbaiki KEU-2"]
    former = FollowUp.objects.get(indicator__code="KEU-2").owner_id
    name_again(reviewed, lows_of(Cycle.objects.get())[:1], "Rencana baru")
    assert not [one for one in unread(former) if "Perbaiki KEU-2" in one.text]
    assert desk("WAS-1") == ["Rencana aksi dicabut karena hasil pengukuran berubah: Perbaiki WAS-1"]


def test_what_is_done_leaves_the_desk_of_its_owner(reviewed: Case, at_post: Cast) -> None:
    carry(reviewed)
    found, by = row("KEU-2"), at_post("kasubag-keuangan")
    told: dict[str, Any] = {"follow_up_id": found.pk, "by": by, "at": NOW, "filename": "sk.pdf", "data": PDF}
    report_progress(**told, seen=found.seen, text="Berjalan")
    assert desk("KEU-2")
    report_progress(**told, seen=row("KEU-2").seen, text="Selesai", done=True)
    assert desk("KEU-2") == []


def test_what_is_done_stays_whatever_is_approved_anew(reviewed: Case, at_post: Cast) -> None:
    carry(reviewed)
    found, by = row("KEU-2"), at_post("kasubag-keuangan")
    done = {"text": "Selesai", "filename": "sk.pdf", "data": PDF, "done": True}
    report_progress(follow_up_id=found.pk, seen=found.seen, by=by, at=NOW, **done)
    name_again(reviewed, lows_of(Cycle.objects.get()), "Rencana baru")
    assert (row("KEU-2").state, row("KEU-2").action) == (DONE, "Perbaiki KEU-2")


def test_a_head_who_reviews_himself_needs_nobodys_confirmation(begun: Callable[[str], Case]) -> None:
    district.carry(begun("bungursari-pengumpulan"))
    case = district.carry(begun("bungursari-pengukuran"), until=11)
    [found] = follow_ups_of(Cycle.objects.get(agency_id=case.agency_id), on=TODAY)
    assert (found.code, found.state, found.confirmed_by) == ("TRANTIB", RUNNING, "Camat Bungursari")


def test_only_the_owner_reports_and_an_end_needs_evidence(reviewed: Case, at_post: Cast) -> None:
    carry(reviewed)
    found = row("KEU-2")
    told = {"follow_up_id": found.pk, "seen": found.seen, "text": "Petugas ditambah", "at": NOW, "done": True}
    with pytest.raises(Refused, match="dilaporkan oleh Kasubag Program dan Keuangan"):
        report_progress(**told, by=at_post("sekwan"))
    with pytest.raises(Refused, match="Lampirkan bukti"):
        report_progress(**told, by=at_post("kasubag-keuangan"))
    report_progress(**told, by=at_post("kasubag-keuangan"), filename="sk.pdf", data=PDF)
    assert (row("KEU-2").state, row("KEU-2").progress[0].file) == (DONE, "sk.pdf")


def test_progress_without_an_end_keeps_it_open_and_makes_the_page_stale(reviewed: Case, at_post: Cast) -> None:
    carry(reviewed)
    found = row("KEU-2")
    told = {"follow_up_id": found.pk, "seen": found.seen, "by": at_post("kasubag-keuangan"), "at": NOW}
    report_progress(**told, text="Rapat pertama", filename="notulen.pdf", data=PDF)
    with pytest.raises(Refused, match="sudah berubah"):
        report_progress(**told, text="Rapat kedua")
    report_progress(**{**told, "seen": row("KEU-2").seen}, text="Selesai", done=True)  # with the evidence before
    assert [one.text for one in row("KEU-2").progress] == ["Rapat pertama", "Selesai"]


def test_what_is_open_is_listed_by_agency_and_post_and_what_is_late_is_flagged(reviewed: Case, at_post: Cast) -> None:
    carry(reviewed)
    agency_id, post_id = reviewed.agency_id, at_post("jf-pengawasan").post.pk
    assert [one.code for one in open_follow_ups(agency_id=agency_id, on=TODAY)] == ["KEU-2", "WAS-1"]
    [own] = open_follow_ups(agency_id=agency_id, on=AFTER, post_id=post_id)
    assert (own.code, own.overdue, str(own.due_on)) == ("WAS-1", True, DUE)
    assert not row("WAS-1").overdue


def test_it_is_carried_into_the_next_form_of_the_unit_that_supplies_the_indicator(
    reviewed: Case, at_post: Cast
) -> None:
    carry(reviewed)
    by = at_post("sekwan")
    cycle = operation(open_cycle)(agency=reviewed.agency, period=Period.parse("2024-tw2"), by=by, at=NOW)
    units = {sheet.unit.code: sheet.unit_id for sheet in cycle.sheet_set.select_related("unit")}
    assert [one.code for one in carried_into(cycle, on=TODAY)] == ["KEU-2", "WAS-1"]
    assert [one.code for one in carried_into(cycle, on=TODAY, unit_id=units["subbag-keuangan"])] == ["KEU-2"]
    assert carried_into(cycle, on=TODAY, unit_id=units["jf-persidangan"]) == []
    assert carried_into(Cycle.objects.get(period="2024-tw1"), on=TODAY) == []


def test_a_return_needs_no_action(reviewed: Case) -> None:
    do(open_visit(reviewed, 8), refusal(6))
    assert not FollowUp.objects.exists()
