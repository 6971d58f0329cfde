"""Prosedur: the SOPs in force, and one of them as its official form reads it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kinerja.people.queries import calendar_of
from kinerja.sop.models import Procedure
from kinerja.sop.queries import procedures_in_force
from kinerja.web import clock
from kinerja.web.acting import SignedInRequest, acting_required
from kinerja.web.parts import Crumb
from kinerja.web.procedure_rows import procedure_line, procedure_page


@require_GET
@acting_required
def index(request: SignedInRequest) -> HttpResponse:
    """The procedures in force today."""
    day = calendar_of(request.acting.agency).ordinary_day_minutes
    found = procedures_in_force(request.acting.agency_id, clock.now())
    return render(request, "pages/procedures.html", {"procedures": [procedure_line(row, day) for row in found]})


@require_GET
@acting_required
def procedure(request: SignedInRequest, pk: int) -> HttpResponse:
    """One version of a procedure: identity, steps with their lanes, narrative, and what was reconciled."""
    found = get_object_or_404(Procedure, pk=pk, agency_id=request.acting.agency_id)
    context = {"crumbs": [Crumb(reverse("procedures"), "Prosedur")], **procedure_page(found)}
    return render(request, "pages/procedure.html", context)
