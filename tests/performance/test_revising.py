"""Locked figures change only by a correction: with its evidence, after a request that was granted, or not at all."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kinerja.audit.log import Refused, trail_of
from kinerja.people.models import Agency, Appointment, LaneBinding, Post, TeamMember
from kinerja.people.queries import unread
from kinerja.performance.models import (
    Correction,
    Evidence,
    Figure,
    FigureState,
    Measurement,
    RevisionRequest,
    Sheet,
    SheetState,
)
from kinerja.performance.operations import Typed, add_evidence, confirm_sheet, save_sheet
from kinerja.performance.queries import corrections_by_post, open_requests
from kinerja.performance.revising import ask_revision, correct_sheet, grant_revision, refuse_revision
from kinerja.sop.models import Case, State, Visit
from tests import cast
from tests.cast import PDF, later, open_visit, refusal
from tests.kecamatan import carry, post, sheet_of, typed_on

Begun = Callable[[str], Case]
COLLECT, MEASURE = "bungursari-pengumpulan", "bungursari-pengukuran"


def figure(code: str) -> Figure:
    return Figure.objects.select_related("sheet").get(indicator__code=code)


# --- evidence of a correction


@pytest.fixture
def proving(collecting: Case, measuring: Case) -> Correction:
    """A correction of WAS-3, whose card requires evidence; the collecting case is archived."""
    cast.carry(collecting)
    cast.carry(measuring, until=8)
    cast.do(open_visit(measuring, 8), {**refusal(5, indicators=["WAS-3"]), "across": "1"})
    return Correction.objects.select_related("visit__case", "sheet").get()


def prove(correction: Correction, code: str = "WAS-3", *, by: str = "jf-pengawasan", **how: object) -> Evidence:
    who = cast.person(Post.objects.get(code=by))
    at = later(correction.visit.case)
    return add_evidence(figure_id=figure(code).pk, filename="baru.pdf", data=PDF + b" ", by=who, at=at, **how)  # type: ignore[arg-type]


def hand_in(correction: Correction, note: str = "") -> Correction:
    by, at = cast.person(Post.objects.get(code="jf-pengawasan")), later(correction.visit.case)
    seen = Sheet.objects.get(pk=correction.sheet_id).version
    return correct_sheet(correction_id=correction.pk, seen=seen, typed={}, note=note, by=by, at=at)


def test_a_correction_replaces_evidence_of_its_figures_and_keeps_the_old(proving: Correction) -> None:
    old = figure("WAS-3").evidence_set.get()
    with pytest.raises(Refused, match="Tulis alasan penggantian"):
        prove(proving, replaces=old.pk)
    new = prove(proving, replaces=old.pk, reason="Berita acara yang benar")
    old.refresh_from_db()
    assert (old.replaced_reason, new.replaced_at) == ("Berita acara yang benar", None)
    assert [line.name for line in trail_of(proving.visit.case)][-2:] == ["evidence.replaced", "evidence.added"]
    assert hand_in(proving).note == ""  # new evidence says enough


def test_a_correction_opens_no_evidence_beyond_its_figures_and_its_unit(proving: Correction) -> None:
    with pytest.raises(Refused, match="Perbaikan ini tidak meminta perubahan pada WAS-1"):
        prove(proving, "WAS-1")
    with pytest.raises(Refused, match="diserahkan oleh kepala"):
        prove(proving, by="staf-pengawasan")
    hand_in(proving, note="Sudah sesuai.")
    with pytest.raises(Refused, match="hanya dapat berubah lewat revisi"):
        prove(proving)


def test_the_evidence_that_the_card_requires_is_asked_when_a_correction_is_handed_in(proving: Correction) -> None:
    Evidence.objects.filter(figure=figure("WAS-3")).delete()
    with pytest.raises(Refused) as refused:
        hand_in(proving, note="Sudah sesuai.")
    assert [*refused.value.fields] == [f"evidence-{figure('WAS-3').pk}"]
    prove(proving)
    assert hand_in(proving).ended_at is not None


# --- collecting that begins after measuring has validated


def confirm(visit: Visit, agency: Agency, by: str) -> Sheet:
    sheet = sheet_of(visit)
    return confirm_sheet(sheet_id=sheet.pk, seen=sheet.version, by=post(agency, by), at=later(visit.case))


def test_collecting_after_measuring_asks_each_unit_to_confirm_and_reaches_its_end(
    kecamatan: Agency, begun: Begun
) -> None:
    measured = carry(begun(MEASURE), until=6)
    case = carry(begun(COLLECT), until=2)
    before = list(Figure.objects.order_by("pk").values_list("value", "typed_at", "state"))
    visit, sheet = open_visit(case, 2, "kasi-tapem"), sheet_of(open_visit(case, 2, "kasi-tapem"))
    with pytest.raises(Refused, match="Periksa angkanya, lalu konfirmasi; bila ada yang salah, mintalah revisi"):
        save_sheet(sheet_id=sheet.pk, seen=sheet.version, typed={}, by=post(kecamatan, "kasi-tapem"), at=later(case))
    with pytest.raises(Refused, match="dikerjakan oleh Kasi Tata Pemerintahan"):
        confirm(visit, kecamatan, "staf-tapem")
    assert confirm(visit, kecamatan, "kasi-tapem").state == SheetState.VERIFIED
    assert trail_of(sheet)[-1].name == "sheet.confirmed"
    carry(case, until=4)
    assert list(Figure.objects.order_by("pk").values_list("value", "typed_at", "state")) == before
    carry(case)
    assert set(Sheet.objects.values_list("state", flat=True)) == {SheetState.FINAL}
    carry(measured, until=7)
    assert Measurement.objects.get().case == measured  # it waited for the yes


def test_a_sheet_that_waits_for_no_confirmation_takes_none(kecamatan: Agency, begun: Begun) -> None:
    case = carry(begun(COLLECT), until=2)
    with pytest.raises(Refused, match="tidak menunggu konfirmasi"):
        confirm(open_visit(case, 2, "kasi-tapem"), kecamatan, "kasi-tapem")
    assert open_visit(case, 2, "kasi-tapem").state == State.OPEN


# --- a unit that asks


@pytest.fixture
def final(kecamatan: Agency, begun: Begun) -> Case:
    """The collecting case at its end: every figure is final."""
    return carry(begun(COLLECT))


def ask(case: Case, by: str = "kasi-tapem", codes: tuple[str, ...] = ("TAPEM",), reason: str = "Salah hitung.") -> None:
    sheet = figure("TAPEM").sheet
    ask_revision(
        sheet_id=sheet.pk, seen=sheet.version, codes=codes, reason=reason, by=post(case.agency, by), at=later(case)
    )


def test_a_head_asks_and_a_decider_opens_the_correction(kecamatan: Agency, final: Case) -> None:
    ask(final)
    request = RevisionRequest.objects.get()
    assert (request.scope, request.visit.step) == (["TAPEM"], 6)
    waiting = {post(kecamatan, code).post.pk for code in ("camat", "sekcam")}  # who decided; the head of Tim SAKIP
    assert set(corrections_by_post(kecamatan.pk, later(final))) == waiting
    camat, at = post(kecamatan, "camat"), later(final)
    assert unread(camat.post.pk)[0].text.startswith("Revisi diminta: Formulir Seksi Tata Pemerintahan")
    correction = grant_revision(
        request_id=request.pk, seen=request.version, due_at=at + timedelta(days=2), by=camat, at=at
    )
    assert (correction.request, correction.scope, correction.reason) == (request, ["TAPEM"], "Salah hitung.")
    assert not [row for row in unread(camat.post.pk) if row.text.startswith("Revisi diminta")]
    sheet = figure("TAPEM").sheet
    correct_sheet(
        correction_id=correction.pk,
        seen=sheet.version,
        typed=typed_on(sheet, TAPEM=Typed("9")),
        note="",
        by=post(kecamatan, "kasi-tapem"),
        at=at,
    )
    assert (figure("TAPEM").value, figure("TAPEM").state) == (9, FigureState.REVISED)
    assert [line.name for line in trail_of(final)][-4:-1] == ["revision.asked", "revision.granted", "correction.opened"]


def grant(case: Case, by: str) -> Correction:
    request, at = RevisionRequest.objects.get(), later(case)
    due_at, who = at + timedelta(days=1), post(case.agency, by)
    return grant_revision(request_id=request.pk, seen=request.version, due_at=due_at, by=who, at=at)


def test_nobody_grants_his_own_wish_through_a_second_post(kecamatan: Agency, final: Case) -> None:
    asker = Appointment.objects.get(post__agency=kecamatan, post__code="kasi-tapem").user
    Appointment.objects.filter(post__agency=kecamatan, post__code="sekcam").update(user=asker)
    ask(final)
    assert RevisionRequest.objects.get().asked_user == asker
    with pytest.raises(Refused, match=r"Anda sendiri yang meminta revisi ini.*Tunggu jawaban Camat Bungursari"):
        grant(final, "sekcam")
    assert grant(final, "camat").reason == "Salah hitung."


def test_a_head_of_agency_who_alone_could_answer_does_not_ask_himself(final: Case) -> None:
    TeamMember.objects.filter(agency=final.agency).delete()
    Post.objects.filter(agency=final.agency, heads_agency=True).update(heads_agency=False)
    Post.objects.filter(agency=final.agency, code="kasi-tapem").update(heads_agency=True)
    LaneBinding.objects.filter(agency=final.agency, lane="Camat").update(post=post(final.agency, "kasi-tapem").post)
    with pytest.raises(Refused, match="belum ada pejabat yang dapat menjawab"):
        ask(final)
    assert not RevisionRequest.objects.exists()


def test_a_wish_waits_while_another_correction_of_its_sheet_is_open(final: Case) -> None:
    ask(final)
    request, at = RevisionRequest.objects.get(), later(final)
    decision = {"agency": final.agency, "sheet": request.sheet, "visit": request.visit}
    Correction.objects.create(**decision, reason="Lain.", due_at=at, opened_at=at)
    with pytest.raises(Refused, match="sedang diperbaiki atas permintaan lain"):
        grant(final, "camat")
    refuse_revision(request_id=request.pk, seen=request.version, reply="Nanti.", by=post(final.agency, "camat"), at=at)
    assert Correction.objects.count() == 1


def test_the_desks_of_many_wishes_are_resolved_as_often_as_those_of_one(
    final: Case, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    ask(final)
    first, at = RevisionRequest.objects.get(), later(final)
    with CaptureQueriesContext(connection) as one:
        open_requests(final.agency_id, at)
    sheet = Sheet.objects.get(cycle=first.sheet.cycle, unit__code="kasi-ekbang")
    RevisionRequest.objects.create(
        agency=final.agency, sheet=sheet, visit=first.visit, scope=["EKBANG"], asked_at=at, asked_by=first.asked_by
    )
    with django_assert_num_queries(len(one)):
        assert len(open_requests(final.agency_id, at)) == 2


def test_a_refusal_has_a_reason_that_the_head_reads_and_changes_nothing(kecamatan: Agency, final: Case) -> None:
    ask(final)
    request, camat, at = RevisionRequest.objects.get(), post(kecamatan, "camat"), later(final)
    with pytest.raises(Refused, match="Tulis alasan penolakan"):
        refuse_revision(request_id=request.pk, seen=request.version, reply=" ", by=camat, at=at)
    refuse_revision(request_id=request.pk, seen=request.version, reply="Angka sesuai bukti.", by=camat, at=at)
    assert unread(post(kecamatan, "kasi-tapem").post.pk)[0].text.endswith("Angka sesuai bukti.")
    assert not Correction.objects.exists()
    with pytest.raises(Refused, match="sudah dijawab oleh Camat"):
        grant_revision(request_id=request.pk, seen=request.version, due_at=at, by=camat, at=at)


def test_only_the_head_asks_and_only_for_figures_of_his_own_and_only_who_decided_grants(final: Case) -> None:
    for by in ("staf-tapem", "kasi-ekbang", "camat"):
        with pytest.raises(Refused, match="diminta oleh kepala Seksi Tata Pemerintahan"):
            ask(final, by)
    with pytest.raises(Refused) as refused:
        ask(final, codes=("EKBANG",), reason=" ")
    assert set(refused.value.fields) == {"codes", "reason"}
    ask(final)
    with pytest.raises(Refused, match="menunggu jawaban"):
        ask(final)
    grants_nothing(final)


def grants_nothing(final: Case) -> None:
    """Neither the asker nor anybody else than those who decided may grant."""
    request, at = RevisionRequest.objects.get(), later(final)
    for code in ("kasi-tapem", "kasi-ekbang", "kasubag-pkp"):
        with pytest.raises(Refused, match="dijawab oleh Camat Bungursari / Sekretaris Kecamatan"):
            grant_revision(
                request_id=request.pk,
                seen=request.version,
                due_at=at + timedelta(days=1),
                by=post(final.agency, code),
                at=at,
            )
    assert not Correction.objects.exists()


def test_a_sheet_that_was_opened_again_meanwhile_needs_no_revision(kecamatan: Agency, final: Case) -> None:
    ask(final)
    Sheet.objects.filter(unit__code="kasi-tapem").update(state=SheetState.RETURNED)
    request, at = RevisionRequest.objects.get(), later(final)
    due_at, camat = at + timedelta(days=1), post(kecamatan, "camat")
    with pytest.raises(Refused, match="sudah terbuka lagi untuk diisi"):
        grant_revision(request_id=request.pk, seen=request.version, due_at=due_at, by=camat, at=at)
    refuse_revision(request_id=request.pk, seen=request.version, reply="Perbaiki di formulir.", by=camat, at=at)
    assert not Correction.objects.exists()


def test_a_confirmation_waits_for_the_revision_that_the_unit_asked_for(kecamatan: Agency, begun: Begun) -> None:
    measured = carry(begun(MEASURE), until=6)
    case = carry(begun(COLLECT), until=2)
    ask(measured)
    request, at = RevisionRequest.objects.get(), later(case)
    assert (request.visit.case, request.visit.step) == (measured, 4)
    due_at = at + timedelta(days=2)
    grant_revision(request_id=request.pk, seen=request.version, due_at=due_at, by=post(kecamatan, "sekcam"), at=at)
    with pytest.raises(Refused, match="Menunggu perbaikan data pada Formulir Seksi Tata Pemerintahan"):
        confirm(open_visit(case, 2, "kasi-tapem"), kecamatan, "kasi-tapem")
