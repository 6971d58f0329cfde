"""Jejak: what happened at the agency or in one case, also what was refused, and whether the chain is whole."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kinerja.audit.log import latest, trail_of, verify
from kinerja.sop.models import Case
from kinerja.web.acting import SignedInRequest, acting_required
from kinerja.web.parts import Badge, Crumb
from kinerja.web.trail_rows import event_lines

PAGE = 50


@require_GET
@acting_required
def index(request: SignedInRequest) -> HttpResponse:
    """The agency's trail, newest first; with ?kasus= that of one case alone."""
    agency_id = request.acting.agency_id
    chosen, count = request.GET.get("kasus", ""), _count(request.GET.get("jumlah", ""))
    context: dict[str, Any] = {
        "crumbs": [],
        "title": "Jejak",
        "about": "Setiap tindakan, juga yang ditolak, yang terbaru di atas. Jejak tidak dapat diubah atau dihapus.",
    }
    address = f"{reverse('trail')}?"
    if chosen:
        cases = Case.objects.filter(agency_id=agency_id).select_related("procedure")
        case = get_object_or_404(cases, pk=int(chosen) if chosen.isdecimal() else 0)
        lines = trail_of(case)[::-1]
        context |= {"crumbs": [Crumb(reverse("case", args=[case.pk]), str(case))], "title": f"Jejak {case}"}
        address += f"kasus={case.pk}&"
    else:
        lines = latest(agency_id, count=count + 1)
    wrong = verify(agency_id)
    context |= {
        "verdict": Badge("bad", "alert", "Rantai terputus") if wrong else Badge("good", "check", "Rantai utuh"),
        "wrong": wrong,
        "events": event_lines(lines[:count], agency_id),
        "older_url": f"{address}jumlah={count + 2 * PAGE}" if len(lines) > count else "",
    }
    return render(request, "pages/trail.html", context)


def _count(text: str) -> int:
    return min(int(text), 5000) if text.isdecimal() and len(text) < 6 and int(text) > 0 else PAGE
