"""Hasil: what each cycle reached, with every figure explaining itself."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kinerja.performance.models import Cycle
from kinerja.performance.queries import results_of
from kinerja.web.acting import SignedInRequest, acting_required
from kinerja.web.parts import Crumb
from kinerja.web.result_rows import cycle_lines, results_page


@require_GET
@acting_required
def index(request: SignedInRequest) -> HttpResponse:
    """Every cycle of the agency with its mean, newest first."""
    return render(request, "pages/measured.html", {"cycles": cycle_lines(request.acting.agency_id)})


@require_GET
@acting_required
def cycle(request: SignedInRequest, pk: int) -> HttpResponse:
    """One cycle: means, every indicator by its node, and where each figure comes from."""
    found = get_object_or_404(Cycle.objects.select_related("agency"), pk=pk, agency_id=request.acting.agency_id)
    results = results_of(found)
    crumbs = [Crumb(reverse("results"), "Hasil")]
    if results is None:
        context = {"crumbs": crumbs, "period": found.calendar_period.label}
        return render(request, "pages/not_measured.html", context)
    return render(request, "pages/results.html", {"crumbs": crumbs, **results_page(results)})
