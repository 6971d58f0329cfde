"""Filling a sheet: a draft keeps everything, handing in judges everything, and only the unit's own may."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from kinerja.audit.log import Refused, latest, trail_of
from kinerja.core.calendar import Period
from kinerja.people.acting import Acting, System
from kinerja.people.models import Agency
from kinerja.people.operations import found_agency
from kinerja.performance.models import Cycle, Evidence, Figure, FigureState, Sheet, SheetState
from kinerja.performance.operations import Typed, add_evidence, faults_of, save_sheet, submit_sheet
from kinerja.planning.models import Card, Indicator, Target
from kinerja.sop.models import Case, Procedure, State
from kinerja.sop.operations import complete_step, start_case
from tests.cast import (
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
    the_sheet,
    typed_on,
)

Cast = Callable[[str], Acting]


@pytest.fixture
def filling(collecting: Case) -> Case:
    """A case whose units have their sheets before them."""
    return carry(collecting, until=7)


@pytest.fixture
def sheet(filling: Case) -> Sheet:
    return the_sheet(filling, "subbag-keuangan")


def the_figure(code: str) -> Figure:
    return Figure.objects.get(indicator__code=code)


def save(sheet: Sheet, by: Acting, seen: int | None = None, **typed: Typed) -> Sheet:
    case = Case.objects.get(code="setwan-pengumpulan")
    wanted = {the_figure(code.replace("_", "-")).pk: value for code, value in typed.items()}
    version = Sheet.objects.get(pk=sheet.pk).version if seen is None else seen
    return save_sheet(sheet_id=sheet.pk, seen=version, typed=wanted, by=by, at=later(case))


def submit(sheet: Sheet, by: Acting, **typed: Typed) -> Sheet:
    case = Case.objects.get(code="setwan-pengumpulan")
    version = Sheet.objects.get(pk=sheet.pk).version
    wanted = typed_on(sheet, **typed)
    return submit_sheet(sheet_id=sheet.pk, seen=version, typed=wanted, by=by, at=later(case))


def refused_fields(sheet: Sheet, by: Acting, **typed: Typed) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        submit(sheet, by, **typed)
    return refused.value.fields


# --- drafts


def test_a_draft_keeps_what_cannot_be_read(sheet: Sheet, acting: Cast) -> None:
    by = acting("staf-keuangan")
    for text in ("delapan", "#REF!", "1,23456", "99999999999999999", "11.7000.000", "1 s.d. 2"):
        saved = save(sheet, by, KEU_1=Typed(text))
        figure = the_figure("KEU-1")
        assert (figure.value, figure.typed) == (None, text)
        assert saved.state == SheetState.DRAFT


def test_a_draft_is_never_refused_for_its_content(sheet: Sheet, acting: Cast) -> None:
    odd = Typed("5", unavailable=True, reason="", expected_on="kapan-kapan", remark="x" * 600)
    save(sheet, acting("staf-keuangan"), KEU_1=odd, KEU_2=Typed("?"), KEU_3=Typed(" 87,25 % "))
    assert the_figure("KEU-3").value == Decimal("87.25")
    assert (the_figure("KEU-1").unavailable, the_figure("KEU-1").typed) == (True, "5")
    assert the_figure("KEU-2").state == FigureState.DRAFT


def test_zero_is_a_figure_and_blank_is_none(sheet: Sheet, acting: Cast) -> None:
    save(sheet, acting("staf-keuangan"), KEU_1=Typed("0"), KEU_2=Typed(""))
    assert (the_figure("KEU-1").value, the_figure("KEU-1").state) == (0, FigureState.DRAFT)
    assert (the_figure("KEU-2").value, the_figure("KEU-2").state) == (None, FigureState.EMPTY)


def test_saving_tells_before_and_after_of_each_figure(sheet: Sheet, acting: Cast) -> None:
    save(sheet, acting("staf-keuangan"), KEU_1=Typed("2"))
    save(sheet, acting("kasubag-keuangan"), KEU_1=Typed("3"))
    line = trail_of(sheet)[-1]
    assert (line.name, line.by) == ("sheet.saved", "Kasubag Program dan Keuangan")
    assert ("KEU-1.value", "2", "3") in line.changes


def test_the_first_save_is_the_receipt_of_the_form(filling: Case, sheet: Sheet, acting: Cast) -> None:
    by = acting("staf-keuangan")
    save(sheet, by, KEU_1=Typed("2"))
    sheet.refresh_from_db()
    visit = open_visit(filling, 7, "subbag-keuangan")
    assert (sheet.received_by, visit.taken_up_by, visit.state) == (by.post, by.post, State.TAKEN)
    assert filling.folderentry_set.filter(kind="tanda terima", unit=sheet.unit).count() == 1


def test_a_stale_page_writes_nothing(sheet: Sheet, acting: Cast) -> None:
    seen = sheet.version
    save(sheet, acting("staf-keuangan"), KEU_1=Typed("2"))
    with pytest.raises(Refused, match="sudah berubah sejak halaman ini dibuka"):
        save(sheet, acting("kasubag-keuangan"), seen, KEU_1=Typed("9"))
    assert the_figure("KEU-1").value == 2


# --- who


def test_nobody_outside_the_unit_types_into_its_sheet(sheet: Sheet, acting: Cast) -> None:
    for code in ("jf-persidangan", "staf-pengawasan", "ketua-sakip", "sekwan", "kabag-umum"):
        with pytest.raises(Refused, match="dikerjakan oleh Kasubag Program dan Keuangan"):
            save(sheet, acting(code), KEU_1=Typed("2"))
        assert the_figure("KEU-1").value is None
        assert latest(sheet.agency_id, count=1)[0].name == "operation.refused"


def test_another_agency_is_refused(sheet: Sheet) -> None:
    other = found_agency(description=describe("lain"), since=SINCE, by=System(0), at=NOW)
    with pytest.raises(Refused):
        save(sheet, person(other.post_set.get(code="kasubag-keuangan")), KEU_1=Typed("2"))
    assert the_figure("KEU-1").value is None


def test_figures_of_another_unit_do_not_slip_in_with_a_sheet(sheet: Sheet, acting: Cast) -> None:
    save(sheet, acting("kasubag-keuangan"), KEU_1=Typed("2"), SID_1=Typed("99"))
    assert (the_figure("KEU-1").value, the_figure("SID-1").value) == (2, None)


def test_staff_fill_but_only_the_head_hands_in(filling: Case, sheet: Sheet, acting: Cast) -> None:
    staff = acting("staf-keuangan")
    with pytest.raises(Refused, match="dikerjakan oleh Kasubag Program dan Keuangan, bukan oleh Staf") as refused:
        submit(sheet, staff, KEU_1=Typed("salah"))
    assert refused.value.fields == {}
    save(sheet, staff, KEU_1=Typed("3"))
    handed = submit(sheet, acting("kasubag-keuangan"))
    assert (handed.state, handed.submitted_by) == (SheetState.SUBMITTED, acting("kasubag-keuangan").post)
    assert the_figure("KEU-1").typed_as == staff.post  # who typed it remains its maker
    assert trail_of(sheet)[-1].sentence == "Formulir diserahkan"


def test_a_sheet_is_closed_before_it_is_given_out_and_after_it_is_handed_in(collecting: Case, acting: Cast) -> None:
    carry(collecting, until=6)
    sheet = the_sheet(collecting, "subbag-keuangan")
    by = acting("kasubag-keuangan")
    with pytest.raises(Refused, match="belum dibagikan"):
        save(sheet, by, KEU_1=Typed("2"))
    do(open_visit(collecting, 6))
    submit(sheet, by)
    with pytest.raises(Refused, match="sudah diajukan"):
        save(sheet, by, KEU_1=Typed("2"))
    with pytest.raises(Refused, match="sudah diajukan"):
        add_evidence(figure_id=the_figure("KEU-1").pk, filename="b.pdf", data=PDF, by=by, at=later(collecting))


def test_after_the_yes_the_figures_are_locked(filling: Case, acting: Cast) -> None:
    carry(filling, until=11)
    sheet = the_sheet(filling, "subbag-keuangan")
    assert (sheet.state, the_figure("KEU-1").state) == (SheetState.VERIFIED, FigureState.VERIFIED)
    with pytest.raises(Refused, match="sudah diverifikasi; angkanya hanya dapat berubah lewat revisi"):
        save(sheet, acting("kasubag-keuangan"), KEU_1=Typed("9"))
    carry(filling)
    sheet.refresh_from_db()
    assert (sheet.state, the_figure("KEU-1").state) == (SheetState.FINAL, FigureState.FINAL)


# --- handing in


def test_handing_in_names_every_fault_by_its_field(sheet: Sheet, acting: Cast) -> None:
    key = {code: the_figure(code).pk for code in ("KEU-1", "KEU-2", "KEU-3")}
    faults = refused_fields(
        sheet, acting("kasubag-keuangan"), KEU_1=Typed("tiga"), KEU_2=Typed(""), KEU_3=Typed(unavailable=True)
    )
    assert set(faults) == {
        f"value-{key['KEU-1']}",
        f"value-{key['KEU-2']}",
        f"reason-{key['KEU-3']}",
        f"expected-{key['KEU-3']}",
    }
    assert "“tiga” tidak terbaca" in faults[f"value-{key['KEU-1']}"]
    assert "nol ditulis 0" in faults[f"value-{key['KEU-2']}"]
    assert the_figure("KEU-1").typed == ""  # refused as a whole: nothing written


def test_zero_may_be_handed_in(sheet: Sheet, acting: Cast) -> None:
    zero = Typed("0")
    handed = submit(sheet, acting("kasubag-keuangan"), KEU_1=zero, KEU_2=zero, KEU_3=zero)
    assert handed.state == SheetState.SUBMITTED
    assert the_figure("KEU-1").value == 0


def test_not_available_needs_a_reason_and_a_day_and_no_figure(sheet: Sheet, acting: Cast) -> None:
    by = acting("kasubag-keuangan")
    assert len(refused_fields(sheet, by, KEU_1=Typed("n/a"))) == 2
    both = Typed("5", unavailable=True, reason="Survei belum selesai", expected_on="2024-06-03")
    assert [*refused_fields(sheet, by, KEU_1=both)] == [f"value-{the_figure('KEU-1').pk}"]
    submit(sheet, by, KEU_1=Typed("n/a", reason="Survei belum selesai", expected_on="2024-06-03"))
    figure = the_figure("KEU-1")
    assert (figure.value, figure.unavailable, figure.expected_on) == (None, True, date(2024, 6, 3))


def test_evidence_is_demanded_where_the_card_says_so(filling: Case, acting: Cast) -> None:
    sheet, by = the_sheet(filling, "jf-pengawasan"), acting("jf-pengawasan")
    figure = the_figure("WAS-3")
    assert [*refused_fields(sheet, by)] == [f"evidence-{figure.pk}"]
    add_evidence(figure_id=figure.pk, filename="bukti.pdf", data=PDF, by=acting("staf-pengawasan"), at=later(filling))
    assert submit(sheet, by).state == SheetState.SUBMITTED
    assert faults_of(sheet) == {}


def test_evidence_is_replaced_with_a_reason_and_kept(filling: Case, acting: Cast) -> None:
    by, figure = acting("jf-pengawasan"), the_figure("WAS-3")

    def add(replaces: int | None = None, reason: str = "", data: bytes = PDF) -> Evidence:
        return add_evidence(
            figure_id=figure.pk, filename="b.pdf", data=data, by=by, at=later(filling), replaces=replaces, reason=reason
        )

    first = add()
    with pytest.raises(Refused, match="Tulis alasan penggantian"):
        add(first.pk)
    second = add(first.pk, "Pindaian lebih jelas", PDF + b" ")
    first.refresh_from_db()
    assert (first.replaced_by, first.replaced_reason) == (by.post, "Pindaian lebih jelas")
    assert [row.pk for row in figure.evidence_set.filter(replaced_at=None)] == [second.pk]
    with pytest.raises(Refused, match="sudah diganti"):
        add(first.pk, "Sekali lagi")
    with pytest.raises(Refused, match="ternyata berisi") as refused:
        add(data=b"\x89PNG\r\n\x1a\nrest")
    assert [*refused.value.fields] == [f"evidence-{figure.pk}"]


# --- maker and checker


def review(case: Case, by: Acting) -> None:
    visit = open_visit(case, 10)
    complete_step(visit_id=visit.pk, seen=visit.version, entry=entries_for(visit), by=by, at=later(case))


def test_nobody_reviews_a_figure_that_they_typed_last(filling: Case, acting: Cast) -> None:
    carry(filling, until=10)
    by = acting("kabag-umum")
    Figure.objects.filter(indicator__code="SID-1").update(typed_by=by.user)
    with pytest.raises(Refused, match="pembuat angka tidak menelaah angkanya sendiri"):
        review(filling, by)
    Figure.objects.filter(indicator__code="SID-1").update(typed_by=acting("jf-persidangan").user)
    review(filling, by)
    assert open_visit(filling, 11).number == 1


def test_a_remark_does_not_make_one_the_maker_of_a_figure(sheet: Sheet, acting: Cast) -> None:
    staff, head = acting("staf-keuangan"), acting("kasubag-keuangan")
    save(sheet, staff, KEU_1=Typed("3"))
    save(sheet, head, KEU_1=Typed("3", remark="Sesuai register"))
    assert (the_figure("KEU-1").typed_by, the_figure("KEU-1").remark) == (staff.user, "Sesuai register")
    save(sheet, head, KEU_1=Typed("4", remark="Sesuai register"))
    assert the_figure("KEU-1").typed_by == head.user


# --- the cycle


def test_the_order_opens_the_cycle_with_a_sheet_per_unit(collecting: Case) -> None:
    assert not Cycle.objects.exists()
    do(open_visit(collecting, 1))
    cycle = Cycle.objects.get()
    assert (cycle.period, cycle.method) == ("2024-tw1", "kinerja-2018")
    assert cycle.sheet_set.count() == 3
    assert the_figure("SID-3").period_target is None
    assert (the_figure("WAS-2").year_target, the_figure("WAS-2").period_target) == (0, 0)


def test_a_cycle_without_a_target_of_the_year_does_not_open(
    plan: list[Indicator], procedures: dict[str, Procedure], acting: Cast
) -> None:
    Target.objects.filter(indicator__code__in=("KEU-1", "WAS-1"), period="2024").update(value=None)
    by = acting("sekwan")
    key = procedures["setwan-pengumpulan"].pk
    case = start_case(procedure_id=key, period=QUARTER, trigger="Kalender", by=by, at=NOW)
    with pytest.raises(Refused, match=r"target tahun 2024 belum ada: KEU-1, WAS-1\."):
        do(open_visit(case, 1))
    assert not Cycle.objects.exists()
    assert open_visit(case, 1).state == State.TAKEN  # only "Mulai" stands


def test_a_second_procedure_finds_the_cycle_open(collecting: Case, measuring: Case) -> None:
    do(open_visit(collecting, 1))
    do(open_visit(measuring, 1))
    assert Cycle.objects.count() == 1
    assert Figure.objects.count() == 9


def test_a_card_changed_later_does_not_touch_the_frozen_rule(collecting: Case, setwan: Agency) -> None:
    do(open_visit(collecting, 1))
    Card.objects.filter(indicator__code="KEU-1").update(polarity="turun", formula="(2T-R)/T")
    Target.objects.filter(indicator__code="KEU-1").update(value=1)
    figure = the_figure("KEU-1")
    assert (figure.rule.polarity, figure.rule.formula) == ("naik", "R/T")
    assert (figure.year_target, figure.period_target) == (12, 3)
    assert Period.parse(figure.cycle.period) == QUARTER


def test_performers_of_a_units_share_are_its_own(filling: Case) -> None:
    heads = {unit: performer(open_visit(filling, 7, unit)).post.code for unit in ("subbag-keuangan", "jf-pengawasan")}
    assert heads == {"subbag-keuangan": "kasubag-keuangan", "jf-pengawasan": "jf-pengawasan"}
