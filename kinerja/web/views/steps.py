"""One step: what its performer does here, what its receiver answers, the papers that are attached or looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kinerja.audit.log import Refused
from kinerja.documents.queries import papers_in_the_making, preview
from kinerja.performance.acts.deciding import asks_for_disposition, results_outdated
from kinerja.sop.models import Answer, Visit
from kinerja.sop.operations import attach, complete_step, give_initial, prepare_step, receive_step, take_up
from kinerja.sop.queries import turns_of
from kinerja.web import clock, review_page, step_page
from kinerja.web.acting import SignedInRequest, acting_required
from kinerja.web.forms.acts import ActForm
from kinerja.web.forms.decisions import DecisionForm
from kinerja.web.forms.orders import InitialForm, ReceiptForm, ReceiverForm
from kinerja.web.opening_page import opened_figures
from kinerja.web.order_chain import chain_of, may_initial
from kinerja.web.parts import Problem


@require_http_methods(["GET", "HEAD", "POST"])
@acting_required
def step(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a step; a POST does what its button says."""
    visit = _visit(request, pk)
    if request.method == "POST":
        return _do(request, visit)
    return _page(request, visit, _form(request, visit))


def _visit(request: SignedInRequest, pk: int) -> Visit:
    visits = Visit.objects.filter(agency_id=request.acting.agency_id).select_related(
        "case__procedure",
        "case__agency__government",
        "unit",
        "taken_up_by",
        "handed_by",
        "ended_by",
        "returned_by__ended_by",
    )
    return get_object_or_404(visits, pk=pk)


def _form(request: SignedInRequest, visit: Visit, *, sent: bool = False) -> ActForm:
    data = request.POST if sent else None
    return step_page.form_of(visit)(data, visit=visit, by=request.acting, at=clock.now())


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a button asks: the visit, the version that the page showed, what was typed."""

    request: SignedInRequest
    visit: Visit
    form: ActForm

    @property
    def common(self) -> dict[str, Any]:
        seen = self.request.POST.get("seen", "")
        return {
            "visit_id": self.visit.pk,
            "seen": int(seen) if seen.isdecimal() and len(seen) < 10 else -1,
            "by": self.request.acting,
            "at": clock.now(),
        }


def _start(asked: _Asked) -> str:
    take_up(**asked.common)
    return "Waktu pengerjaan mulai dihitung."


def _save(asked: _Asked) -> str:
    prepare_step(entry=asked.form.entry(), **asked.common)
    return "Draf disimpan. Langkah ini belum diselesaikan."


def _complete(asked: _Asked) -> str:
    visit = complete_step(entry=asked.form.entry(), **asked.common)
    if visit.answer == Answer.NO:
        return f"Langkah {visit.step} dijawab “tidak”; yang ditunjuk diberi tahu beserta alasan dan tenggatnya."
    if visit.ended_at is None:
        awaited = "disposisinya" if asks_for_disposition(visit) else "tanda terimanya"
        return f"Langkah {visit.step} disampaikan kepada {', '.join(visit.rule.to)} dan menunggu {awaited}."
    return f"Langkah {visit.step} selesai."


def _receive(asked: _Asked) -> str:
    entry = {key: value for key, value in asked.form.entry().items() if key not in ReceiptForm.way_back}
    visit = receive_step(entry={**entry, "answer": ""}, **asked.common)
    done = "Disposisi dikirim" if isinstance(asked.form, ReceiverForm) else "Penerimaan dicatat"
    return f"{done}; langkah {visit.step} selesai."


def _give_back(asked: _Asked) -> str:
    visit = receive_step(entry={**asked.form.entry(), "answer": Answer.NO.value}, **asked.common)
    return f"Langkah {visit.step} dikembalikan kepada pengirimnya beserta alasannya."


# What a button sends as `do`, and what then is asked.
DOINGS: dict[str, Callable[[_Asked], str]] = {
    "start": _start,
    "save": _save,
    "complete": _complete,
    "receive": _receive,
    "return": _give_back,
}
STAYS = frozenset({"start", "save"})


def _do(request: SignedInRequest, visit: Visit) -> HttpResponse:
    do = request.POST.get("do", "")
    form = _form(request, visit, sent=True)
    try:
        if do.startswith("preview-"):
            return _pdf(request, visit, do.removeprefix("preview-"), form.entry())
        if do not in DOINGS:
            raise Refused("Permintaan ini tidak dikenal. Pakai tombol yang ada di halaman ini.")
        sentence = DOINGS[do](_Asked(request, visit, form))
    except Refused as refusal:
        problems = form.refused(str(refusal), refusal.fields)
        return _page(request, _visit(request, visit.pk), form, problems=problems, status=422)
    messages.success(request, sentence)
    return redirect(reverse("step", args=[visit.pk]) if do in STAYS else _next(request, visit))


def _next(request: SignedInRequest, visit: Visit) -> str:
    """Return where the person goes on: to their next open step of the case, else to the case."""
    for task in turns_of(request.acting, clock.now()).mine:
        if task.visit.case_id == visit.case_id and not task.helps:
            return reverse("step", args=[task.visit.pk])
    return reverse("case", args=[visit.case_id])


def _page(
    request: SignedInRequest,
    visit: Visit,
    form: ActForm,
    *,
    problems: list[Problem] | None = None,
    status: int = 200,
    initial: InitialForm | None = None,
) -> HttpResponse:
    by, at = request.acting, clock.now()
    typing = visit.ended_at is None and step_page.may_type(visit, by=by, at=at)
    receiving = isinstance(form, ReceiptForm)
    context: dict[str, Any] = {
        "crumbs": step_page.crumbs_of(visit.case),
        "step": step_page.facts_of(visit, at),
        "visit_pk": visit.pk,
        "form": form if typing and type(form) is not ActForm else None,
        "receiving": receiving,
        "intro": step_page.intro_of(visit),
        "problems": problems or [],
        "acts": step_page.buttons(visit, by=by, at=at),
        "ending": step_page.ending(visit),
        "chain": chain_of(visit, at),
        "initial": initial or _initial_form(request, visit),
        "missing": step_page.missing_of(visit, by=by, at=at),
        "previews": step_page.previews_of(visit) if typing else [],
        "figures": [],
        "figures_title": "",
        "paper": None,
        "opened": opened_figures(visit),
        "units": [],
        "unit_lines": step_page.unit_lines(visit),
        "sheet_url": step_page.sheet_url(visit),
        "fills_here": visit.rule.act == "isi",
    }
    deciding = isinstance(form, DecisionForm)
    if deciding or visit.rule.act == "validasi":
        context["figures"] = review_page.reviewed_figures(visit)
        context["figures_title"] = form.shown if isinstance(form, DecisionForm) else "Yang divalidasi"
    if deciding or receiving or visit.rule.act == "tandatangan":
        context["paper"] = review_page.reviewed_paper(visit)
    if isinstance(form, DecisionForm):
        context["findings"] = review_page.findings(visit)
        context["outdated"] = results_outdated(visit) if visit.ended_at is None else ""
        chosen = form["units"].value() or (), form["indicators"].value() or ()
        context["units"] = review_page.unit_picks(visit, *chosen) if typing else []
    return render(request, "pages/review.html" if deciding else "pages/step.html", context, status=status)


def _initial_form(request: SignedInRequest, visit: Visit, *, sent: bool = False) -> InitialForm | None:
    """Return the form of the paraf, where the order waits for that of this post."""
    by, at = request.acting, clock.now()
    if not sent and not may_initial(visit, by=by, at=at):
        return None
    return InitialForm(request.POST if sent else None, visit=visit, by=by, at=at)


@require_POST
@acting_required
def initial(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put one's paraf and instruction on the lembar disposisi of an order."""
    visit = _visit(request, pk)
    instruction = request.POST.get("instruction", "")
    try:
        give_initial(visit_id=visit.pk, instruction=instruction, by=request.acting, at=clock.now())
    except Refused as refusal:
        fresh = _visit(request, pk)
        form = _initial_form(request, fresh, sent=may_initial(fresh, by=request.acting, at=clock.now()))
        problems = (form or _form(request, fresh)).refused(str(refusal), refusal.fields)
        return _page(request, fresh, _form(request, fresh), problems=problems, status=422, initial=form)
    messages.success(request, "Paraf dan arahan Anda dibubuhkan pada lembar disposisi.")
    return redirect("step", pk)


@require_POST
@acting_required
def attachment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a paper from outside into the folder: a file, or a note where it is kept."""
    visit = _visit(request, pk)
    sent = request.FILES.get("file")
    try:
        attach(
            visit_id=visit.pk,
            name=request.POST.get("name", ""),
            source=request.POST.get("source", ""),
            filename=(sent.name or "berkas") if sent else "",
            data=sent.read(settings.UPLOAD_LIMIT + 1) if sent else None,
            by=request.acting,
            at=clock.now(),
        )
    except Refused as refusal:
        problems = [Problem("attach", sentence) for sentence in refusal.fields.values()] or [
            Problem("attach", str(refusal))
        ]
        fresh = _visit(request, pk)
        return _page(request, fresh, _form(request, fresh), problems=problems, status=422)
    messages.success(request, "Dokumen dilampirkan ke berkas kasus.")
    return redirect("step", pk)


@require_GET
@acting_required
def output_preview(request: SignedInRequest, pk: int, place: int) -> HttpResponse:
    """Show a paper that the step will make, from the saved draft or from what the form begins with."""
    visit = _visit(request, pk)
    try:
        return _pdf(request, visit, str(place), _form(request, visit).entry())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("step", pk)


def _pdf(request: SignedInRequest, visit: Visit, place: str, entry: dict[str, Any]) -> HttpResponse:
    names = papers_in_the_making(visit)
    if not place.isdecimal() or int(place) >= len(names):
        raise Http404
    data = preview(visit, entry={**visit.entry, **entry}, name=names[int(place)], by=request.acting, at=clock.now())
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="pratinjau.pdf"'
    return response
