"""Prosedur: the SOPs in force and one of them with its lanes, decisions and what was reconciled."""

from collections.abc import Callable

from django.urls import reverse

from kinerja.people.models import Agency
from kinerja.sop.models import Procedure
from tests.web.conftest import Desk
from tests.web.strangers import stranger

Browse = Callable[..., Desk]
Procedures = dict[str, Procedure]


def test_the_list_shows_what_is_in_force(procedures: Procedures, browse: Browse) -> None:
    client = browse("staf-arsip")
    page = client.get(reverse("procedures")).content.decode()
    assert "45/SOP Setwan/2023" in page
    assert "Belum bernomor" in page
    assert "12 langkah" in page
    assert "10 langkah" in page


def _page(client: Desk, procedure: Procedure) -> str:
    return client.get(reverse("procedure", args=[procedure.pk])).content.decode()


def test_each_step_has_its_mark_in_the_lane_of_its_performer(procedures: Procedures, browse: Browse) -> None:
    client = browse("staf-arsip")
    page = _page(client, procedures["setwan-pengumpulan"])
    assert page.count('class="lane"') == 12
    assert page.count('aria-label="keputusan"') == 1
    assert page.count('aria-label="mulai atau selesai"') == 2


def test_a_decision_says_in_words_where_both_answers_lead(procedures: Procedures, browse: Browse) -> None:
    client = browse("staf-arsip")
    page = _page(client, procedures["setwan-pengumpulan"])
    assert (
        "Ya: langkah 11. Tidak: kembali ke langkah 8 (boleh langkah 7 atau 9) untuk unit atau indikator tertentu, "
        "dengan alasan dan tenggat baru." in page
    )


def test_the_gate_and_the_reconciliation_are_told(procedures: Procedures, browse: Browse) -> None:
    client = browse("staf-arsip")
    page = _page(client, procedures["setwan-pengukuran"])
    assert "Menunggu jawaban “ya” pada langkah 10" in page
    assert "Menunggu nomor resmi dari Setwan." in page
    assert "Tidak ada dalam naskah, diusulkan:" in page


def test_for_another_agency_the_procedure_does_not_exist(procedures: Procedures, setwan: Agency) -> None:
    client = stranger(setwan)
    assert client.get(reverse("procedure", args=[procedures["setwan-pengukuran"].pk])).status_code == 404
