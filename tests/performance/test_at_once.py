"""Two people at one sheet at the same moment: one is served, the other is told, and nothing is half written."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from kinerja.audit.log import Refused, verify
from kinerja.people.acting import Acting
from kinerja.performance.models import Figure, SheetState
from kinerja.performance.operations import Typed, save_sheet, submit_sheet
from kinerja.sop.models import Case
from tests.cast import carry, later, the_sheet, typed_on

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
