"""Dokumen: papers by case, their PDFs, printed copies, and files of the vault under safe headers."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from kinerja.documents.models import Paper
from kinerja.people.models import Agency
from kinerja.sop.models import Case, FolderEntry
from kinerja.vault.models import StoredFile
from kinerja.vault.store import put
from tests.cast import NOW, PDF, carry
from tests.web.conftest import Desk
from tests.web.strangers import stranger

Browse = Callable[..., Desk]


@pytest.fixture
def paper(collecting: Case) -> Paper:
    """The disposisi with which the case began."""
    carry(collecting, until=2)
    return Paper.objects.select_related("case", "entry").get(kind="disposisi")


def test_the_list_shows_the_papers_of_a_case_with_their_numbers(paper: Paper, browse: Browse) -> None:
    client = browse("staf-arsip")
    page = client.get(reverse("papers"), {"kasus": paper.case_id}).content.decode()
    assert paper.number in page
    assert "Surat dari Bupati/Inspektorat" in page
    assert "Final" in page


def test_another_cycle_is_left_out(paper: Paper, browse: Browse) -> None:
    client = browse("staf-arsip")
    assert paper.number in client.get(reverse("papers"), {"siklus": "2024-tw1"}).content.decode()
    assert paper.number not in client.get(reverse("papers"), {"kasus": paper.case_id + 1}).content.decode()


def test_a_superseded_paper_is_marked_and_can_still_be_opened(paper: Paper, browse: Browse) -> None:
    FolderEntry.objects.filter(pk=paper.entry_id).update(superseded_at=NOW)
    client = browse("staf-arsip")
    page = client.get(reverse("papers")).content.decode()
    assert "Digantikan" in page
    assert reverse("paper", args=[paper.pk]) in page


def test_a_paper_opens_in_the_browser_and_is_saved_under_its_number(paper: Paper, browse: Browse) -> None:
    client = browse("staf-arsip")
    shown = client.get(reverse("paper", args=[paper.pk]))
    saved = client.get(reverse("paper-download", args=[paper.pk]))
    assert shown.content.startswith(b"%PDF-")
    assert shown["Content-Disposition"].startswith("inline; filename=")
    assert saved["Content-Disposition"].startswith("attachment; filename=")
    assert (shown["X-Content-Type-Options"], shown["Cache-Control"]) == ("nosniff", "private, no-cache")


def test_a_browser_that_has_the_paper_is_not_sent_it_again(paper: Paper, browse: Browse) -> None:
    client = browse("staf-arsip")
    address = reverse("paper", args=[paper.pk])
    etag = client.get(address)["ETag"]
    assert paper.content_hash in etag
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304


def test_the_place_of_a_printed_copy_is_noted(paper: Paper, browse: Browse) -> None:
    client = browse("staf-arsip")
    address = reverse("hard-copy", args=[paper.pk])
    page = client.post(address, {"place": "Lemari 2, map TW I"}, follow=True).content.decode()
    paper.entry.refresh_from_db()
    assert paper.entry.hard_copy == "Lemari 2, map TW I"
    assert "Lemari 2, map TW I" in page


def test_who_does_not_work_in_the_case_reads_why_he_notes_no_place(paper: Paper, browse: Browse) -> None:
    client, address = browse("kabag-fasilitasi"), reverse("hard-copy", args=[paper.pk])
    shown = client.get(reverse("papers")).content.decode()
    assert "dicatat oleh pelaksana prosedur ini atau Tim SAKIP" in shown
    assert f'action="{address}"' not in shown
    refused = client.post(address, {"place": "Laci"})
    paper.entry.refresh_from_db()
    assert (refused.status_code, paper.entry.hard_copy) == (422, "")


def test_a_blank_place_is_refused_beside_its_field(paper: Paper, browse: Browse) -> None:
    client = browse("staf-arsip")
    answer = client.post(reverse("hard-copy", args=[paper.pk]), {"place": " "})
    assert answer.status_code == 422
    assert f'href="#tempat-{paper.pk}"' in answer.content.decode()


def _stored(agency: Agency, name: str, media_type: str) -> StoredFile:
    return put(agency_id=agency.pk, name=name, data=PDF, media_type=media_type, post=None, at=NOW)


def test_only_kinds_that_are_safe_to_show_open_in_the_browser(setwan: Agency, browse: Browse) -> None:
    client = browse("staf-arsip")
    pdf, sheet = _stored(setwan, "a.pdf", "application/pdf"), _stored(setwan, 'b".xlsx', "application/x-office")
    shown = client.get(reverse("file", args=[pdf.pk]))
    saved = client.get(reverse("file", args=[sheet.pk]))
    assert shown["Content-Disposition"] == 'inline; filename="a.pdf"'
    assert saved["Content-Disposition"] == 'attachment; filename="b\\".xlsx"'
    assert saved["X-Content-Type-Options"] == "nosniff"


def test_a_file_whose_bytes_are_gone_is_told_in_a_sentence(setwan: Agency, browse: Browse) -> None:
    client = browse("staf-arsip")
    file = _stored(setwan, "a.pdf", "application/pdf")
    StoredFile.objects.filter(pk=file.pk).update(sha256="0" * 64)
    answer = client.get(reverse("file", args=[file.pk]))
    assert answer.status_code == 500
    assert "tidak lagi cocok dengan sidik jarinya" in answer.content.decode()


def test_for_another_agency_neither_paper_nor_file_exists(paper: Paper, setwan: Agency) -> None:
    file = _stored(setwan, "a.pdf", "application/pdf")
    client = stranger(setwan)
    for name, pk in (("paper", paper.pk), ("paper-download", paper.pk), ("file", file.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 404
    assert client.post(reverse("hard-copy", args=[paper.pk]), {"place": "x"}).status_code == 404


def test_the_form_of_the_printed_copy_carries_its_token(paper: Paper, browse: Browse) -> None:
    strict = browse("staf-arsip", csrf=True)
    page = strict.get(reverse("papers")).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[-1].split('"')[0]
    data = {"place": "Lemari 1", "csrfmiddlewaretoken": token}
    assert strict.post(reverse("hard-copy", args=[paper.pk]), data).status_code == 302
