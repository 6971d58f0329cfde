"""What a running case refuses: a whole sentence, nothing written, the refusal in the trail."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from kinerja.audit.log import Refused, latest
from kinerja.core.calendar import Period
from kinerja.people.acting import Acting, System
from kinerja.people.operations import found_agency
from kinerja.planning.models import ShelfDocument
from kinerja.sop.enactment import put_in_force
from kinerja.sop.models import Case, FolderEntry, MeetingTask, Procedure, State, Visit
from kinerja.sop.operations import (
    attach,
    complete_step,
    finish_meeting_task,
    note_hard_copy,
    prepare_step,
    receive_step,
    start_case,
    take_up,
)
from tests.cast import (
    EXAMPLES,
    NOW,
    PDF,
    QUARTER,
    SINCE,
    carry,
    describe,
    do,
    entries_for,
    later,
    open_visit,
    performer,
    person,
    receiver,
    refusal,
    supply,
)

Cast = Callable[[str], Acting]


def complete(visit: Visit, by: Acting | None = None, seen: int | None = None, **entry: object) -> Visit:
    return complete_step(
        visit_id=visit.pk,
        seen=visit.version if seen is None else seen,
        entry=entry,
        by=by or performer(visit),
        at=later(visit.case),
    )


def untouched(visit: Visit) -> bool:
    """Whether nothing was written: the visit is as it was, and nothing opened after it."""
    now = Visit.objects.get(pk=visit.pk)
    return (now.version, now.state, now.entry) == (
        visit.version,
        visit.state,
        visit.entry,
    ) and not Visit.objects.filter(case=visit.case, opened_at__gt=visit.opened_at).exists()


# --- whose turn


def test_a_step_is_refused_to_the_wrong_post_which_is_told_whose_it_is(collecting: Case, acting: Cast) -> None:
    visit = open_visit(collecting, 1)
    for code in ("kabag-umum", "ketua-sakip", "staf-arsip", "kasubag-keuangan"):
        by = acting(code)
        with pytest.raises(Refused, match=f"Langkah 1 dikerjakan oleh Sekretaris DPRD, bukan oleh {by.title}"):
            complete(visit, by, **entries_for(visit))
        line = latest(collecting.agency_id, count=1)[0]
        assert untouched(visit)
        assert (line.name, line.by, line.subject) == ("operation.refused", by.title, f"sop.visit:{visit.pk}")


def test_a_post_of_another_agency_is_refused_although_its_lane_has_the_same_name(collecting: Case) -> None:
    other = found_agency(description=describe("lain"), since=SINCE, by=System(0), at=NOW)
    stranger = person(other.post_set.get(code="sekwan"))
    visit = open_visit(collecting, 1)
    with pytest.raises(Refused, match="bukan oleh Sekretaris DPRD"):
        complete(visit, stranger, **entries_for(visit))
    assert untouched(visit)
    assert latest(other.pk, count=1)[0].name == "operation.refused"


def test_only_those_of_the_first_step_begin_a_case(procedures: dict[str, Procedure], acting: Cast) -> None:
    procedure = procedures["setwan-pengumpulan"]
    with pytest.raises(Refused, match="Yang memulai Pengumpulan Data Kinerja adalah Sekretaris DPRD"):
        start_case(procedure_id=procedure.pk, period=QUARTER, trigger="x", by=acting("staf-arsip"), at=NOW)
    case = start_case(procedure_id=procedure.pk, period=QUARTER, trigger="x", by=acting("kabag-umum"), at=NOW)
    assert case.started_by == acting("kabag-umum").post


def test_one_period_runs_a_procedure_once(collecting: Case, acting: Cast) -> None:
    again = {"procedure_id": collecting.procedure_id, "trigger": "x", "by": acting("sekwan"), "at": NOW}
    with pytest.raises(Refused, match="untuk Triwulan I 2024 sudah berjalan"):
        start_case(period=QUARTER, **again)
    assert start_case(period=Period.parse("2024-tw2"), **again).pk != collecting.pk


def test_a_trigger_that_is_too_long_is_refused_in_words(procedures: dict[str, Procedure], acting: Cast) -> None:
    procedure = procedures["setwan-pengumpulan"]
    with pytest.raises(Refused, match="paling panjang 300 huruf") as refused:
        start_case(procedure_id=procedure.pk, period=QUARTER, trigger="x" * 301, by=acting("sekwan"), at=NOW)
    assert list(refused.value.fields) == ["trigger"]


# --- twice, out of order, stale


def test_a_step_is_not_done_twice(collecting: Case) -> None:
    visit = do(open_visit(collecting, 1))
    count = Visit.objects.count()
    with pytest.raises(Refused, match="Langkah 1 sudah diselesaikan oleh Sekretaris DPRD"):
        complete(visit, **entries_for(visit))
    with pytest.raises(Refused, match="sudah diselesaikan"):
        take_up(visit_id=visit.pk, seen=visit.version, by=performer(visit), at=later(collecting))
    assert Visit.objects.count() == count


def test_a_step_is_not_taken_up_twice(collecting: Case) -> None:
    visit = open_visit(collecting, 1)
    visit = take_up(visit_id=visit.pk, seen=visit.version, by=performer(visit), at=later(collecting))
    with pytest.raises(Refused, match="sudah mulai dikerjakan"):
        take_up(visit_id=visit.pk, seen=visit.version, by=performer(visit), at=later(collecting))


def test_a_later_step_is_not_there_before_its_turn(collecting: Case) -> None:
    carry(collecting, until=3)
    assert set(Visit.objects.filter(case=collecting, ended_at=None).values_list("step", flat=True)) == {3}
    with pytest.raises(Visit.DoesNotExist):
        open_visit(collecting, 4)


def test_a_stale_page_is_refused_and_what_it_showed_stays(collecting: Case, acting: Cast) -> None:
    carry(collecting, until=3)
    visit = open_visit(collecting, 3)
    by = acting("anggota-sakip")
    prepare_step(visit_id=visit.pk, seen=visit.version, entry={"activities": []}, by=by, at=later(collecting))
    with pytest.raises(Refused, match=r"sudah usang: .* diubah oleh Anggota Tim SAKIP"):
        complete(visit, acting("ketua-sakip"), **entries_for(visit))
    assert Visit.objects.get(pk=visit.pk).state == State.TAKEN


def test_the_database_itself_keeps_one_open_visit_per_step(collecting: Case) -> None:
    visit = open_visit(collecting, 1)
    visit.pk, visit.number, visit._state.adding = None, 2, True
    with pytest.raises(IntegrityError, match="one_open_visit_per_step"), transaction.atomic():
        visit.save()


# --- what is missing


def test_a_step_waits_for_its_papers(collecting: Case, acting: Cast) -> None:
    ShelfDocument.objects.filter(name="Renstra").delete()
    carry(collecting, until=4)
    visit = open_visit(collecting, 4)
    with pytest.raises(Refused, match="Kelengkapan belum ada di berkas: Renstra"):
        complete(visit, **entries_for(visit))
    by = acting("ketua-sakip")
    attach(visit_id=visit.pk, name="Renstra", source="", filename="r.pdf", data=PDF, by=by, at=later(collecting))
    visit.refresh_from_db()
    assert complete(visit, **entries_for(visit)).state == State.ENDED


UNFIT_PAPERS: list[tuple[dict[str, object], str]] = [
    ({"name": "Surat cinta"}, "tidak meminta dokumen bernama Surat cinta"),
    ({"source": "", "data": None}, "Pilih berkas Renstra atau sebutkan"),
    ({"data": b"bukan pdf"}, "bukan PDF, JPEG"),
    ({"source": "x" * 301, "data": None}, "paling panjang 300 huruf"),
]


def test_an_unfit_paper_is_not_attached(collecting: Case, subtests: pytest.Subtests) -> None:
    carry(collecting, until=4)
    visit = open_visit(collecting, 4)
    before = FolderEntry.objects.count()
    for given, sentence in UNFIT_PAPERS:
        wanted = {"name": "Renstra", "source": "", "filename": "r.pdf", "data": PDF, **given}
        with subtests.test(sentence=sentence):
            with pytest.raises(Refused, match=sentence):
                attach(visit_id=visit.pk, by=performer(visit), at=later(collecting), **wanted)  # type: ignore[arg-type]
            assert FolderEntry.objects.count() == before


def test_the_recap_waits_for_every_unit(collecting: Case) -> None:
    carry(collecting, until=7)
    do(open_visit(collecting, 7, "jf-persidangan"))
    do(open_visit(collecting, 7, "jf-pengawasan"))
    assert not Visit.objects.filter(case=collecting, step=8).exists()
    do(open_visit(collecting, 7, "subbag-keuangan"))
    assert Visit.objects.filter(case=collecting, step=8).count() == 1


WRONG: list[tuple[int, dict[str, object], set[str]]] = [
    (1, {"instruction": "", "nature": "Kilat", "due_on": "besok"}, {"instruction", "nature", "due_on"}),
    (
        2,
        {"attendees": ["x", "²", "9" * 40], "decisions": [{"text": "a" * 501, "owner": "²", "due_on": "31-04"}]},
        {
            "attendees",
            "decisions-0-text",
            "decisions-0-owner",
            "decisions-0-due_on",
            "held_on",
            "starts_at",
            "place",
            "agenda",
            "discussion",
        },
    ),
    (2, {"decisions": []}, {"attendees", "decisions-0-text"}),
    (3, {"activities": []}, {"activities-0-activity"}),
    (
        3,
        {"activities": [{"activity": "A", "executor": "", "start_on": "2024-04-05", "end_on": "2024-04-01"}]},
        {"activities-0-executor", "activities-0-end_on"},
    ),
    (4, {"items": [{"name": "Renstra", "state": "dikecualikan", "note": ""}]}, {"items-0-state", "items-1-note"}),
    (9, {"summary": " "}, {"summary"}),
    (10, {"answer": "ya", "analysis": ""}, {"analysis"}),
    (12, {"number": "", "place": ""}, {"number", "place"}),
]


def test_every_wrong_field_is_told_at_once_and_nothing_is_written(collecting: Case, subtests: pytest.Subtests) -> None:
    for step, entry, fields in WRONG:
        with subtests.test(step=step, fields=sorted(fields)):
            carry(collecting, until=step)
            visit = open_visit(collecting, step)
            supply(visit, performer(visit), later(collecting))
            visit.refresh_from_db()
            with pytest.raises(Refused) as refused:
                complete(visit, **entry)
            assert fields <= set(refused.value.fields)
            assert all(sentence.endswith(".") for sentence in refused.value.fields.values())
            assert untouched(visit)


def test_a_draft_keeps_anything(collecting: Case) -> None:
    visit = open_visit(collecting, 1)
    by = performer(visit)
    draft = {"instruction": "", "nature": "Kilat"}
    visit = prepare_step(visit_id=visit.pk, seen=visit.version, entry=draft, by=by, at=later(collecting))
    visit = prepare_step(visit_id=visit.pk, seen=visit.version, entry={"due_on": "?"}, by=by, at=later(collecting))
    assert visit.entry == {**draft, "due_on": "?"}
    assert (visit.state, visit.taken_up_by) == (State.TAKEN, by.post)


# --- deciding


def test_a_deciding_step_needs_its_answer(collecting: Case) -> None:
    carry(collecting, until=10)
    visit = open_visit(collecting, 10)
    for answer in ("", "mungkin", "YA"):
        with pytest.raises(Refused, match="Pilih Ya atau Tidak"):
            complete(visit, **{**entries_for(visit), "answer": answer})
        assert untouched(visit)


UNFIT_RETURNS: list[tuple[dict[str, object], set[str]]] = [
    ({"reason": " "}, {"reason"}),
    ({"due_at": ""}, {"due_at"}),
    ({"due_at": "besok"}, {"due_at"}),
    ({"due_at": "2024-01-01T08:00:00+07:00"}, {"due_at"}),
    ({"due_at": "2024-06-28T16:00:00"}, {"due_at"}),
    ({"reason": "", "due_at": ""}, {"reason", "due_at"}),
    ({"units": []}, {"units"}),
    ({"units": ["subbag"]}, {"units"}),
    ({"units": [999999999]}, {"units"}),
    ({"units": [], "indicators": ["TIDAK-ADA"]}, {"units"}),
    ({"target": 3}, {"target"}),
    ({"target": "tujuh"}, {"target"}),
    ({"target": 11}, {"target"}),
]


def test_a_return_needs_reason_due_time_and_somebody_to_do_it(
    collecting: Case, acting: Cast, subtests: pytest.Subtests
) -> None:
    carry(collecting, until=10)
    visit = open_visit(collecting, 10)
    unit = acting("kasubag-keuangan").post.unit_id
    for changed, fields in UNFIT_RETURNS:
        with subtests.test(changed=changed):
            with pytest.raises(Refused) as refused:
                complete(visit, **{**refusal(7, units=[unit]), **changed})
            assert set(refused.value.fields) == fields
            assert untouched(visit)


# --- handing over


def test_only_the_receiver_answers_what_was_handed_over(collecting: Case, acting: Cast) -> None:
    carry(collecting, until=11)
    visit = open_visit(collecting, 11)
    supply(visit, performer(visit), later(collecting))
    visit.refresh_from_db()
    answer = {"visit_id": visit.pk, "entry": {"reply": "Baik."}}
    with pytest.raises(Refused, match="Belum ada yang disampaikan"):
        receive_step(seen=visit.version, by=receiver(visit), at=later(collecting), **answer)
    visit = complete(visit)
    with pytest.raises(Refused, match="Yang menjawab langkah 11 adalah Sekretaris DPRD"):
        receive_step(seen=visit.version, by=acting("kabag-umum"), at=later(collecting), **answer)
    with pytest.raises(Refused, match="sudah disampaikan dan menunggu Sekretaris DPRD"):
        complete(visit)
    with pytest.raises(Refused) as refused:
        receive_step(
            visit_id=visit.pk, seen=visit.version, entry={"reply": ""}, by=receiver(visit), at=later(collecting)
        )
    assert list(refused.value.fields) == ["reply"]


# --- beside the course


def test_a_task_of_a_meeting_is_ticked_off_once_and_by_its_owner(collecting: Case, acting: Cast) -> None:
    carry(collecting, until=3)
    task = MeetingTask.objects.get()
    with pytest.raises(Refused, match="milik Ketua Tim SAKIP"):
        finish_meeting_task(task_id=task.pk, by=acting("kabag-umum"), at=NOW)
    finish_meeting_task(task_id=task.pk, by=acting("ketua-sakip"), at=NOW)
    with pytest.raises(Refused, match="sudah ditandai selesai"):
        finish_meeting_task(task_id=task.pk, by=acting("ketua-sakip"), at=NOW)
    assert MeetingTask.objects.get().done_by == acting("ketua-sakip").post


def test_the_place_of_a_hard_copy_is_noted_by_who_works_in_the_case(collecting: Case, acting: Cast) -> None:
    carry(collecting, until=2)
    paper = FolderEntry.objects.filter(case=collecting).first()
    assert paper is not None
    with pytest.raises(Refused, match="Sebutkan tempat simpan"):
        note_hard_copy(entry_id=paper.pk, place=" ", by=acting("staf-arsip"), at=NOW)
    assert note_hard_copy(entry_id=paper.pk, place="Map 1", by=acting("staf-arsip"), at=NOW).hard_copy == "Map 1"
    with pytest.raises(Refused, match="pelaksana prosedur ini atau Tim SAKIP, bukan oleh Kepala Bagian Fasilitasi"):
        note_hard_copy(entry_id=paper.pk, place="Laci", by=acting("kabag-fasilitasi"), at=NOW)
    assert note_hard_copy(entry_id=paper.pk, place="Map 2", by=acting("anggota-sakip"), at=NOW).hard_copy == "Map 2"
    other = found_agency(description=describe("lain"), since=SINCE, by=System(0), at=NOW)
    with pytest.raises(FolderEntry.DoesNotExist):
        note_hard_copy(entry_id=paper.pk, place="Hilang", by=person(other.post_set.get(code="sekwan")), at=NOW)


# --- procedures in force


def test_a_new_version_ends_the_one_before_and_a_running_case_keeps_its_own(collecting: Case) -> None:
    text = (EXAMPLES / "sop" / "setwan-pengumpulan.toml").read_text("utf-8")
    by = System(collecting.agency_id)
    new = {"agency_id": collecting.agency_id, "text": text + "\n", "by": by, "at": NOW}
    put_in_force(since=date(2024, 5, 1), **new)
    assert Procedure.objects.get(pk=collecting.procedure_id).validity.upper == date(2024, 5, 1)
    collecting.refresh_from_db()
    assert not collecting.procedure.text.endswith("\n\n")
    with pytest.raises(Refused, match="sudah berlaku sejak hari itu"):
        put_in_force(since=date(2024, 5, 1), **new)
    with pytest.raises(Refused, match="sudah berlaku sejak hari itu"):
        put_in_force(since=date(2024, 4, 1), **new)


def test_a_faulty_procedure_is_refused_with_its_faults(collecting: Case) -> None:
    text = (EXAMPLES / "sop" / "setwan-pengumpulan.toml").read_text("utf-8").replace('"telaah"', '"renung"')
    with pytest.raises(Refused, match="belum dapat diberlakukan"):
        put_in_force(
            agency_id=collecting.agency_id, text=text, since=date(2024, 5, 1), by=System(collecting.agency_id), at=NOW
        )
    assert Procedure.objects.filter(code="setwan-pengumpulan").count() == 1
