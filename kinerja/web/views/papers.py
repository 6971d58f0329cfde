"""Dokumen: the papers of the agency's cases, their PDFs, where printed copies lie, and the files of the vault."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from kinerja.audit.log import Refused
from kinerja.core.calendar import Period
from kinerja.documents.models import Paper
from kinerja.documents.operations import bytes_of
from kinerja.documents.queries import visible_papers
from kinerja.sop.operations import note_hard_copy
from kinerja.sop.queries import cases_of
from kinerja.vault import store
from kinerja.vault.kinds import JPEG, PDF, PNG
from kinerja.vault.models import StoredFile
from kinerja.web import clock
from kinerja.web.acting import SignedInRequest, acting_required, stop
from kinerja.web.paper_rows import Shelving, case_papers, period_of
from kinerja.web.parts import Crumb, Problem, Tab

INLINE = frozenset({PDF, JPEG, PNG})  # everything else is only ever saved, never opened inside a page of ours


@require_GET
@acting_required
def index(request: SignedInRequest) -> HttpResponse:
    """The papers of every case, or with ?siklus= of one cycle, or with ?kasus= of one case."""
    return _list(request)


def _list(
    request: SignedInRequest,
    *,
    shelving: Shelving | None = None,
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> HttpResponse:
    cases = cases_of(request.acting.agency_id)
    periods = sorted({case.period for case in cases}, reverse=True)
    chosen, case = request.GET.get("siklus", ""), request.GET.get("kasus", "")
    if chosen in periods:
        cases = [found for found in cases if found.period == chosen]
    if case:
        cases = [found for found in cases if str(found.pk) == case]
    tabs = [Tab(reverse("papers"), "Semua siklus", chosen not in periods and not case)]
    tabs += [
        Tab(f"{reverse('papers')}?siklus={period}", Period.parse(period).label, period == chosen) for period in periods
    ]
    context: dict[str, Any] = {
        "tabs": tabs if periods else [],
        "folders": [case_papers(found, shelving, by=request.acting, at=clock.now()) for found in cases],
        "problems": problems,
        "crumbs": [Crumb(reverse("case", args=[found.pk]), str(found)) for found in cases] if case else [],
    }
    return render(request, "pages/papers.html", context, status=status)


@require_POST
@acting_required
def hard_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note where the printed copy of a paper lies."""
    found = _paper_of(request, pk)
    place = request.POST.get("place", "")
    try:
        note_hard_copy(entry_id=found.entry_id, place=place, by=request.acting, at=clock.now())
    except Refused as refusal:
        if "place" not in refusal.fields:  # not his to note: there is no field beside which to say so
            return _list(request, problems=[Problem("", str(refusal))], status=422)
        shelving = Shelving(found.pk, place, refusal.fields["place"])
        return _list(request, shelving=shelving, problems=[Problem(shelving.anchor, shelving.fault)], status=422)
    messages.success(request, f"Tempat simpan salinan cetak {found.title} dicatat.")
    return redirect(f"{reverse('papers')}?siklus={period_of(found)}#naskah-{found.pk}")


@require_GET
@acting_required
def paper(request: SignedInRequest, pk: int) -> HttpResponse:
    """The PDF of a paper, shown in the browser."""
    return _pdf(request, pk, attachment=False)


@require_GET
@acting_required
def download(request: SignedInRequest, pk: int) -> HttpResponse:
    """The PDF of a paper, to be saved."""
    return _pdf(request, pk, attachment=True)


def _paper_of(request: SignedInRequest, pk: int) -> Paper:
    papers = visible_papers(request.acting.agency_id).select_related("file", "case__procedure", "entry")
    return get_object_or_404(papers, pk=pk)


def _pdf(request: SignedInRequest, pk: int, *, attachment: bool) -> HttpResponse:
    found = _paper_of(request, pk)
    etag = f'"{found.content_hash}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    name = f"{found.number.replace('/', '-')} {found.title}.pdf"
    try:
        data = bytes_of(found)
    except Refused as refusal:
        return _damaged(request, refusal)
    return _file(data, media_type=PDF, name=name, etag=etag, attachment=attachment)


@require_GET
@acting_required
def file(request: SignedInRequest, pk: int) -> HttpResponse:
    """A file that was handed in at this agency: evidence, a standing document, a paper from outside."""
    found = get_object_or_404(StoredFile, pk=pk, agency_id=request.acting.agency_id)
    etag = f'"{found.sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    try:
        data = store.read(found)
    except Refused as refusal:
        return _damaged(request, refusal)
    return _file(
        data, media_type=found.media_type, name=found.name, etag=etag, attachment=found.media_type not in INLINE
    )


def _damaged(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return stop(request, status=500, title="Berkas tidak dapat dibuka", sentence=str(refusal))


def _file(data: bytes, *, media_type: str, name: str, etag: str, attachment: bool) -> HttpResponse:
    """Answer with bytes under their own name: the browser takes the kind as told and keeps it for this person only."""
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(attachment, name) or "attachment"
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response
