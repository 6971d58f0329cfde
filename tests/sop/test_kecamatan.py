"""The two procedures of the kecamatan from order to archive, the published order too, and what each of them refuses."""

from collections.abc import Callable

import pytest

from kinerja.audit.log import Refused, trail_of
from kinerja.people.acting import Acting
from kinerja.people.models import Agency, Message, Post, Unit
from kinerja.people.queries import unread
from kinerja.performance.models import Correction, Cycle, Figure, FigureState, Measurement, Result, Sheet, SheetState
from kinerja.performance.operations import Typed
from kinerja.performance.revising import correct_sheet
from kinerja.sop.models import Answer, Case, FolderEntry, Initial, State, Visit
from kinerja.sop.operations import complete_step, give_initial, receive_step
from kinerja.sop.policy import initials_due, lanes_for, obstacle, performers
from kinerja.sop.queries import names_apart, procedures_in_force
from tests import cast
from tests.cast import NOW, later, open_visit, refusal
from tests.kecamatan import UNITS, carry, do, fill, initial, post, sheet_of, typed_on

Begun = Callable[[str], Case]
COLLECT, MEASURE, PRINTED = "bungursari-pengumpulan", "bungursari-pengukuran", "bungursari-pengukuran-urutan-terbit"


def unit(agency: Agency, code: str) -> int:
    return Unit.objects.get(agency=agency, code=code).pk


def states(model: type[Sheet] | type[Figure]) -> set[str]:
    return set(model.objects.values_list("state", flat=True))


def steps_done(case: Case) -> list[int]:
    found = Visit.objects.filter(case=case, ended_at__isnull=False).values_list("step", flat=True)
    return sorted(set(found))


def who(visit: Visit) -> list[str]:
    posts = performers(visit, lanes_for(visit.case, visit.opened_at))
    return sorted(Post.objects.filter(pk__in=posts).values_list("code", flat=True))


# --- pengumpulan


def test_collecting_runs_to_its_end_and_makes_the_figures_final(begun: Begun) -> None:
    case = carry(begun(COLLECT))
    assert case.finished_at is not None
    assert steps_done(case) == [1, 2, 3, 4, 5, 6]
    assert (states(Sheet), states(Figure)) == ({SheetState.FINAL}, {FigureState.FINAL})
    assert Visit.objects.get(case=case, step=6).answer == Answer.YES


def test_the_period_is_not_opened_before_it_has_ended(kecamatan: Agency, begun: Begun) -> None:
    case = begun(COLLECT)
    Case.objects.filter(pk=case.pk).update(period="2024-tw2")
    with pytest.raises(Refused, match="Formulir dibuka mulai 1 Juli 2024"):
        do(open_visit(case, 1))
    assert not Cycle.objects.exists()


def test_seven_units_and_the_staff_data_are_filled_at_the_same_time(begun: Begun) -> None:
    case = carry(begun(COLLECT), until=2)
    filling = Visit.objects.filter(case=case, step=2, ended_at=None)
    assert sorted(visit.unit.code for visit in filling) == sorted(UNITS)  # type: ignore[union-attr]
    staff = open_visit(case, 3)
    assert (staff.unit.code, staff.rule.form) == ("kasubag-umpeg", "kepegawaian")  # type: ignore[union-attr]
    do(staff)
    assert not Visit.objects.filter(case=case, step=4).exists()
    carry(case, until=3)
    assert open_visit(case, 4).state == State.OPEN


def test_the_staff_data_are_whole_numbers_for_every_group(begun: Begun) -> None:
    case = carry(begun(COLLECT), until=2)
    with pytest.raises(Refused, match="11 isian") as refused:
        do(open_visit(case, 3), {"groups": [{"men": "3", "women": "dua"}]})
    assert refused.value.fields["groups-0-women"].startswith("Golongan IV: isi jumlah dengan angka bulat")
    assert "groups-0-men" not in refused.value.fields


def test_a_validation_returns_one_unit_to_filling(kecamatan: Agency, begun: Begun) -> None:
    case = carry(begun(COLLECT), until=4)
    do(open_visit(case, 4), refusal(2, units=[unit(kecamatan, "kasi-tapem")]))
    back = Visit.objects.filter(case=case, ended_at=None)
    assert [(visit.step, visit.unit.code) for visit in back] == [(2, "kasi-tapem")]  # type: ignore[union-attr]
    assert states(Sheet) == {SheetState.RETURNED, SheetState.SUBMITTED}
    carry(case)
    assert Visit.objects.filter(case=case, step=4).count() == 2
    assert states(Sheet) == {SheetState.FINAL}


def test_a_validation_returns_the_staff_data_apart(begun: Begun) -> None:
    case = carry(begun(COLLECT), until=4)
    do(open_visit(case, 4), refusal(3))
    again = open_visit(case, 3)
    assert (again.number, again.entry["groups"][2]["men"]) == (2, "2")
    assert states(Sheet) == {SheetState.SUBMITTED}
    carry(case)
    assert FolderEntry.objects.filter(case=case, name="Data kepegawaian").count() == 2


def test_the_head_may_return_the_recap_to_its_validation(begun: Begun) -> None:
    case = carry(begun(COLLECT), until=6)
    do(open_visit(case, 6), refusal(4))
    assert open_visit(case, 4).number == 2
    assert states(Sheet) == {SheetState.VERIFIED}
    carry(case)
    assert [visit.answer for visit in Visit.objects.filter(case=case, step=6).order_by("number")] == ["tidak", "ya"]


# --- pengukuran


def test_measuring_after_collecting_shows_final_figures_for_confirmation_only(begun: Begun) -> None:
    carry(begun(COLLECT))
    typed = list(Figure.objects.order_by("pk").values_list("value", "typed_at"))
    case = carry(begun(MEASURE), until=6)
    assert Visit.objects.filter(case=case, step=4).count() == 7
    assert Visit.objects.filter(case=case, step=5).count() == 6  # the Kasubag who receives does not hand to himself
    assert list(Figure.objects.order_by("pk").values_list("value", "typed_at")) == typed
    assert states(Figure) == {FigureState.FINAL}


def test_measuring_runs_its_fourteen_steps_to_the_archive(begun: Begun) -> None:
    carry(begun(COLLECT))
    case = carry(begun(MEASURE))
    assert case.finished_at is not None
    assert steps_done(case) == list(range(1, 15))
    measurement = Measurement.objects.get()
    assert (measurement.visit.step, Result.objects.filter(measurement=measurement).count()) == (6, 7)
    assert Result.objects.get(indicator__code="TRANTIB").achievement == 5000  # (2 x 2 - 3) / 2


def test_each_unit_hands_over_and_the_receipt_ends_its_step(begun: Begun) -> None:
    carry(begun(COLLECT))
    case = carry(begun(MEASURE), until=5)
    visit = open_visit(case, 5, "kasi-ekbang")
    at = later(case)
    visit = complete_step(visit_id=visit.pk, seen=visit.version, entry={}, by=cast.performer(visit), at=at)
    assert (visit.state, visit.handed_by.code) == (State.HANDED, "kasi-ekbang")  # type: ignore[union-attr]
    by = cast.receiver(visit)
    visit = receive_step(visit_id=visit.pk, seen=visit.version, entry={}, by=by, at=later(case))
    assert (visit.state, by.post.code) == (State.ENDED, "kasubag-pkp")


def test_without_any_collecting_the_forms_are_filled_where_they_are_validated(begun: Begun) -> None:
    case = carry(begun(MEASURE), until=4)
    assert states(Sheet) == {SheetState.EMPTY}
    assert Sheet.objects.filter(distributed_at__isnull=True).count() == 0
    visit = open_visit(case, 4, "kasi-tapem")
    with pytest.raises(Refused, match="belum dapat divalidasi karena 1 isian"):
        cast.do(visit, {})
    fill(visit)
    assert sheet_of(visit).received_at is not None
    assert carry(case).finished_at is not None
    assert states(Sheet) == {SheetState.VERIFIED}


def test_measuring_waits_for_the_heads_yes(begun: Begun) -> None:
    collecting = carry(begun(COLLECT), until=6)
    case = carry(begun(MEASURE), until=6)
    visit = open_visit(case, 6)
    with pytest.raises(Refused, match="Langkah 6 menunggu jawaban “ya” pada langkah 6 Pengumpulan Data Kinerja"):
        cast.do(visit, {})
    carry(collecting)
    visit.refresh_from_db()
    assert do(visit).state == State.ENDED


def test_the_published_order_runs_to_its_end_and_the_receiver_measures(begun: Begun) -> None:
    case = carry(begun(PRINTED))
    assert case.finished_at is not None
    assert steps_done(case) == list(range(1, 15))
    handed = Visit.objects.get(case=case, step=8)
    measurement = Measurement.objects.get()
    assert (measurement.visit, measurement.measured_at) == (handed, handed.ended_at)
    assert handed.ended_by.code == "kasubag-pkp"  # type: ignore[union-attr]


def test_the_published_order_measures_nothing_before_it_is_received(begun: Begun) -> None:
    carry(begun(COLLECT))
    case = carry(begun(PRINTED), until=8)
    visit = open_visit(case, 8)
    complete_step(visit_id=visit.pk, seen=visit.version, entry={}, by=cast.performer(visit), at=later(case))
    assert not Measurement.objects.exists()


@pytest.mark.parametrize("target", [6, 4])
def test_the_head_sends_back_to_the_recap_or_to_a_unit(kecamatan: Agency, begun: Begun, target: int) -> None:
    case = carry(begun(MEASURE), until=10)
    units = [unit(kecamatan, "kasi-tapem")] if target == 4 else []
    do(open_visit(case, 10), refusal(target, units=units))
    assert {visit.step for visit in Visit.objects.filter(case=case, ended_at=None)} == {target}
    assert carry(case).finished_at is not None
    assert Measurement.objects.count() == 2


def test_the_sender_may_send_back_before_he_hands_over(begun: Begun) -> None:
    case = carry(begun(MEASURE), until=9)
    do(open_visit(case, 9), refusal(6))
    assert open_visit(case, 6).reason == "Angka belum sesuai dengan bukti."
    assert not FolderEntry.objects.filter(case=case, name="Dokumen pengukuran kinerja (paraf)").exists()


def test_a_return_to_final_figures_opens_a_correction_and_validation_waits_for_it(
    kecamatan: Agency, begun: Begun
) -> None:
    carry(begun(COLLECT))
    case = carry(begun(MEASURE), until=10)
    do(open_visit(case, 10), refusal(4, indicators=["TAPEM"]))
    correction = Correction.objects.get()
    visit = open_visit(case, 4)
    assert (correction.visit.step, correction.scope, visit.scope) == (10, ["TAPEM"], ["TAPEM"])
    with pytest.raises(Refused, match="Menunggu perbaikan data pada Formulir Seksi Tata Pemerintahan"):
        cast.do(visit, {})
    corrected(kecamatan, correction, TAPEM=Typed("9"))
    visit.refresh_from_db()
    assert who(visit) == ["kasubag-pkp"]  # the Kasi typed it himself
    carry(case)
    figure = Figure.objects.get(indicator__code="TAPEM")
    assert figure.value == 9
    assert figure.state == FigureState.REVISED
    assert Result.objects.get(indicator__code="TAPEM", measurement__superseded_at=None).achievement == 9000


def corrected(agency: Agency, correction: Correction, **changed: Typed) -> None:
    sheet = Sheet.objects.get(pk=correction.sheet_id)
    correct_sheet(
        correction_id=correction.pk,
        seen=sheet.version,
        typed=typed_on(sheet, **changed),
        note="",
        by=post(agency, "kasi-tapem"),
        at=later(correction.visit.case),
    )


# --- maker and checker


def test_a_kasi_validates_what_his_staff_typed(begun: Begun) -> None:
    case = carry(begun(MEASURE), until=4)
    visit = open_visit(case, 4, "kasi-kesos")
    fill(visit)
    assert who(visit) == ["kasi-kesos"]
    assert do(visit).ended_by.code == "kasi-kesos"  # type: ignore[union-attr]


def test_what_a_kasi_typed_himself_is_validated_by_the_compiler(kecamatan: Agency, begun: Begun) -> None:
    case = carry(begun(MEASURE), until=4)
    visit = open_visit(case, 4, "kasi-kesos")
    kasi = post(kecamatan, "kasi-kesos")
    fill(visit, by=kasi)
    assert who(visit) == ["kasubag-pkp"]
    refused = obstacle("complete", visit, by=kasi, at=later(case))
    assert refused is not None
    assert refused.startswith("Langkah 4 dikerjakan oleh Kasubag Perencanaan, Keuangan dan Pelaporan, bukan oleh Kasi")


def test_what_the_compiler_typed_is_validated_by_the_sekretaris(kecamatan: Agency, begun: Begun) -> None:
    case = carry(begun(MEASURE), until=4)
    visit = open_visit(case, 4, "kasubag-pkp")
    assert who(visit) == ["kasubag-pkp"]  # no lane of his own: he compiles
    fill(visit, by=post(kecamatan, "kasubag-pkp"))
    assert who(visit) == ["sekcam"]


def test_a_validator_of_the_whole_cycle_made_none_of_its_figures(kecamatan: Agency, begun: Begun) -> None:
    case = carry(begun(COLLECT), until=4)
    Figure.objects.filter(indicator__code="UMPEG").update(typed_by=post(kecamatan, "sekcam").user)
    with pytest.raises(Refused, match="Anda sendiri yang terakhir mengisi Indikator UMPEG"):
        do(open_visit(case, 4))
    assert states(Sheet) == {SheetState.SUBMITTED}


# --- the chain of the lembar disposisi


def test_the_order_is_passed_on_with_paraf_in_its_order_only(kecamatan: Agency, begun: Begun) -> None:
    case = carry(begun(MEASURE), until=2)
    order = Visit.objects.get(case=case, step=1)
    with pytest.raises(Refused, match="menunggu paraf Sekretaris Kecamatan, bukan Kasubag Perencanaan"):
        give(order, post(kecamatan, "kasubag-pkp"))
    assert [initial(case).code, initial(case).code] == ["sekcam", "kasubag-pkp"]
    assert not initials_due(order, lanes_for(case, later(case)))
    with pytest.raises(Refused, match="tidak menunggu paraf lagi"):
        give(order, post(kecamatan, "sekcam"))
    assert [line.name for line in trail_of(case)].count("initial.given") == 2


def give(order: Visit, by: Acting) -> Initial:
    return give_initial(visit_id=order.pk, instruction="Kerjakan.", by=by, at=later(order.case))


def awaited_parafs(agency: Agency) -> list[str]:
    told = Message.objects.filter(agency=agency, read_at=None, text__startswith="Menunggu paraf")
    return list(told.order_by("pk").values_list("post__code", flat=True))


def test_whose_paraf_is_awaited_is_told_and_only_while_it_is(kecamatan: Agency, begun: Begun) -> None:
    case = begun(MEASURE)
    assert awaited_parafs(kecamatan) == []
    carry(case, until=2)
    order = Visit.objects.get(case=case, step=1)
    assert awaited_parafs(kecamatan) == ["sekcam"]
    assert unread(post(kecamatan, "sekcam").post.pk)[0].path == f"/langkah/{order.pk}/#paraf"
    initial(case)
    assert awaited_parafs(kecamatan) == ["kasubag-pkp"]
    initial(case)
    assert awaited_parafs(kecamatan) == []


def test_a_paraf_is_no_longer_awaited_when_the_case_has_ended(kecamatan: Agency, begun: Begun) -> None:
    case = carry(begun(MEASURE), until=14)
    assert awaited_parafs(kecamatan) == ["sekcam"]
    carry(case)
    assert awaited_parafs(kecamatan) == []


def test_each_paraf_writes_the_lembar_disposisi_anew(begun: Begun) -> None:
    case = carry(begun(MEASURE), until=2)
    initial(case)
    initial(case)
    sheets = FolderEntry.objects.filter(case=case, name="Lembar disposisi").order_by("pk")
    assert [entry.superseded_at is None for entry in sheets] == [False, False, True]
    assert sheets[2].visit.step == 1  # type: ignore[union-attr]


def test_a_finished_case_takes_no_paraf_any_more(kecamatan: Agency, begun: Begun) -> None:
    case = carry(begun(MEASURE))
    order = Visit.objects.get(case=case, step=1)
    with pytest.raises(Refused, match="sudah selesai; berkasnya tidak berubah lagi"):
        give(order, post(kecamatan, "sekcam"))
    assert not Initial.objects.exists()


# --- what is typed at the last steps


@pytest.mark.parametrize(
    ("step", "entry", "field"),
    [
        (7, {}, "invited"),
        (11, {}, "agree"),
        (12, {"subject": "x", "signed_by": "kepala"}, "recipients"),
        (12, {"recipients": "Bupati", "subject": "x", "signed_by": "siapa saja"}, "signed_by"),
        (13, {}, "copies-0-receiver"),
        (13, {"copies": [{"receiver": "Bappeda", "count": "0"}]}, "copies-0-count"),
    ],
)
def test_a_step_asks_for_what_its_paper_says(begun: Begun, step: int, entry: dict[str, object], field: str) -> None:
    case = carry(begun(MEASURE), until=step)
    with pytest.raises(Refused) as refused:
        do(open_visit(case, step), entry)
    assert field in refused.value.fields
    assert not FolderEntry.objects.filter(case=case, name__in=case.spec.step(step).outputs).exists()


# --- a correction in another procedure's cycle


def test_a_decision_across_procedures_corrects_and_leaves_the_archive_closed(collecting: Case, measuring: Case) -> None:
    cast.carry(collecting)
    cast.carry(measuring, until=8)
    archived = list(FolderEntry.objects.filter(case=collecting).order_by("pk").values())
    decided = cast.do(open_visit(measuring, 8), {**refusal(5, indicators=["KEU-1"]), "across": "1"})
    correction = Correction.objects.get()
    assert (correction.visit, correction.scope, correction.sheet.unit.code) == (decided, ["KEU-1"], "subbag-keuangan")
    head = Post.objects.get(code="kasubag-keuangan", agency=measuring.agency)
    assert unread(head.pk)[0].text.startswith("Perbaikan data diminta")
    with pytest.raises(Refused, match="Menunggu perbaikan data oleh"):
        cast.do(open_visit(measuring, 5))
    sheet = correction.sheet
    typed = cast.typed_on(sheet, KEU_1=Typed("6"), KEU_2=Typed("7"))
    by, at = cast.person(head), later(measuring)
    correct_sheet(correction_id=correction.pk, seen=sheet.version, typed=typed, note="", by=by, at=at)
    cast.carry(measuring)
    values = dict(Figure.objects.filter(sheet=sheet).values_list("indicator__code", "value"))
    assert [values["KEU-1"], values["KEU-2"]] == [6, 3]  # only what was asked for
    assert measuring.finished_at is not None
    assert Measurement.objects.count() == 2
    collecting.refresh_from_db()
    assert not Visit.objects.filter(case=collecting, ended_at=None).exists()
    assert list(FolderEntry.objects.filter(case=collecting).order_by("pk").values()) == archived


def test_a_correction_says_something_new_or_why_nothing_changed(collecting: Case, measuring: Case) -> None:
    cast.carry(collecting)
    cast.carry(measuring, until=8)
    cast.do(open_visit(measuring, 8), {**refusal(5, indicators=["KEU-1"]), "across": "1"})
    correction = Correction.objects.get()
    sheet = correction.sheet
    by, at = cast.person(Post.objects.get(code="kasubag-keuangan")), later(measuring)
    with pytest.raises(Refused, match="Perbaikan belum dapat diserahkan") as refused:
        correct_sheet(correction_id=correction.pk, seen=sheet.version, typed={}, note=" ", by=by, at=at)
    assert set(refused.value.fields) == {"note"}
    done = correct_sheet(correction_id=correction.pk, seen=sheet.version, typed={}, note="Sudah benar.", by=by, at=at)
    assert (done.note, done.ended_by) == ("Sudah benar.", by.post)


def test_only_the_measured_part_is_done_again_across_procedures(collecting: Case, measuring: Case) -> None:
    cast.carry(collecting)
    cast.carry(measuring, until=8)
    with pytest.raises(Refused, match="Pilih langkah 5 atau sebelumnya sebagai tujuan"):
        cast.do(open_visit(measuring, 8), {**refusal(6, indicators=["KEU-1"]), "across": "1"})
    assert not Correction.objects.exists()


def test_the_two_orders_of_one_name_are_told_apart_by_their_version(kecamatan: Agency) -> None:
    named = names_apart(procedures_in_force(kecamatan.pk, NOW))
    assert sorted(named.values()) == [
        "Pengukuran Kinerja (versi rekonsiliasi-1)",
        "Pengukuran Kinerja (versi urutan-terbit-1)",
        "Pengumpulan Data Kinerja",
    ]
