"""Two people at one sheet at the same moment: one is served, the other is told, and nothing is half written."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from time import sleep

import pytest
from django.db import connection

from kinerja.audit.log import Refused, verify
from kinerja.people.acting import Acting
from kinerja.performance import revising
from kinerja.performance.models import Correction, Figure, Sheet, SheetState
from kinerja.performance.operations import Typed, save_sheet, submit_sheet
from kinerja.performance.queries import correction_of
from kinerja.performance.revising import ask_revision, grant_revision
from kinerja.sop.models import Case
from tests.cast import carry, do, later, open_visit, refusal, the_sheet, typed_on

STALE = "sudah berubah sejak halaman ini dibuka"
CLOSED = "sudah diajukan. Angka dapat diubah lagi"


@pytest.mark.django_db(transaction=True)
def test_a_save_and_the_hand_in_of_one_sheet_do_not_mix_nor_wait_for_each_other_in_vain(
    collecting: Case, acting: Callable[[str], Acting]
) -> None:
    carry(collecting, until=7)
    sheet, head, staff = the_sheet(collecting, "subbag-keuangan"), acting("kasubag-keuangan"), acting("staf-keuangan")
    at, both = later(collecting), Barrier(2)
    sheet = save_sheet(sheet_id=sheet.pk, seen=sheet.version, typed=typed_on(sheet), by=staff, at=at)  # the receipt
    shown = sheet.version
    saved, handed = (typed_on(sheet, KEU_1=Typed(text)) for text in ("4", "5"))

    def press(deed: Callable[..., object], typed: dict[int, Typed], by: Acting) -> str:
        try:
            both.wait(timeout=10)
            deed(sheet_id=sheet.pk, seen=shown, typed=typed, by=by, at=at)
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        saving = pool.submit(press, save_sheet, saved, staff)
        handing = pool.submit(press, submit_sheet, handed, head)
        told = saving.result(timeout=30), handing.result(timeout=30)
    sheet.refresh_from_db()
    value = Figure.objects.get(indicator__code="KEU-1").value
    if told[0]:
        assert (told[1], sheet.state, value) == ("", SheetState.SUBMITTED, 5)
        assert CLOSED in told[0]
    else:
        assert (sheet.state, value) == (SheetState.DRAFT, 4)
        assert STALE in told[1]
    assert verify(collecting.agency_id) == []


@pytest.mark.django_db(transaction=True)
def test_a_return_across_waits_for_a_revision_granted_at_the_same_moment_and_is_told(
    collecting: Case, measuring: Case, acting: Callable[[str], Acting], monkeypatch: pytest.MonkeyPatch
) -> None:
    carry(collecting)
    carry(measuring, until=8)
    sheet, head, chair = the_sheet(collecting, "jf-pengawasan"), acting("jf-pengawasan"), acting("ketua-sakip")
    at, met = later(measuring), Event()
    wish = ask_revision(sheet_id=sheet.pk, seen=sheet.version, codes=["WAS-1"], reason="Salah.", by=head, at=at)

    def lingering(of: Sheet) -> Correction | None:
        found = correction_of(of)
        if not met.is_set():
            met.set()
            sleep(0.7)  # between the question and the row, as long as the other needs to ask the same
        return found

    def grant() -> None:
        try:
            grant_revision(request_id=wish.pk, seen=wish.version, due_at=at + timedelta(days=1), by=chair, at=at)
        finally:
            connection.close()

    monkeypatch.setattr(revising, "correction_of", lingering)
    with ThreadPoolExecutor(1) as pool:
        granting = pool.submit(grant)
        assert met.wait(timeout=10)
        with pytest.raises(Refused, match="sedang diperbaiki atas permintaan"):
            do(open_visit(measuring, 8), {**refusal(5, indicators=["WAS-1"]), "across": "1"})
        granting.result(timeout=30)
    assert Correction.objects.get().request == wish
