"""Tindak lanjut: the rencana aksi of the agency until they are done, and the page of one, where its owner reports."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from kinerja.audit.log import Refused
from kinerja.people.queries import day_at
from kinerja.performance.follow_up import (
    done_follow_ups,
    follow_up_row,
    open_follow_ups,
    progress_obstacle,
    report_progress,
)
from kinerja.performance.models import FollowUp
from kinerja.web import clock
from kinerja.web.acting import SignedInRequest, acting_required
from kinerja.web.follow_up_rows import action_line, action_page
from kinerja.web.forms.progress import ProgressForm
from kinerja.web.parts import Button, Crumb, Tab, problems_of

MINE, AGENCY, DONE = "jabatan-ini", "semua", "selesai"
CHOICES = {  # label of the tab, heading of the list
    MINE: ("Jabatan ini", "Yang harus diselesaikan jabatan ini"),
    AGENCY: ("Perangkat daerah", "Belum selesai di perangkat daerah ini"),
    DONE: ("Selesai", "Sudah selesai"),
}


@require_GET
@acting_required
def index(request: SignedInRequest) -> HttpResponse:
    """What is still to be done, most urgent first: of the agency, of this post, or what was done."""
    by, today = request.acting, day_at(request.acting.agency, clock.now())
    chosen = asked if (asked := request.GET.get("milik", "")) in CHOICES else AGENCY
    if chosen == DONE:
        rows = done_follow_ups(agency_id=by.agency_id, on=today)
    else:
        rows = open_follow_ups(agency_id=by.agency_id, on=today, post_id=by.post_id if chosen == MINE else None)
    context = {
        "tabs": [Tab(f"?milik={name}", label, name == chosen) for name, (label, _) in CHOICES.items()],
        "actions": [action_line(row) for row in rows],
        "title": CHOICES[chosen][1],
        "late": sum(row.overdue for row in rows),
    }
    return render(request, "pages/follow_ups.html", context)


@require_http_methods(["GET", "POST"])
@acting_required
def follow_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """One rencana aksi; its owner reports on it, or ends it."""
    found = get_object_or_404(FollowUp.objects.filter(agency_id=request.acting.agency_id), pk=pk)
    if request.method != "POST":
        return _page(request, found)
    try:
        done = _report(request, found)
    except Refused as refusal:
        return _page(request, found, refusal)
    messages.success(request, "Rencana aksi dinyatakan selesai." if done else "Kemajuan dilaporkan.")
    return redirect("follow-up", found.pk)


def _report(request: SignedInRequest, found: FollowUp) -> bool:
    seen, upload, done = request.POST.get("seen", ""), request.FILES.get("file"), request.POST.get("do") == "selesai"
    if request.POST.get("do") == "periksa":
        raise Refused("Kemajuan belum dilaporkan. Tekan Laporkan kemajuan atau Nyatakan selesai.")
    report_progress(
        follow_up_id=found.pk,
        seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
        text=request.POST.get("text", "").replace("\r\n", "\n"),
        filename=upload.name or "berkas" if upload else "",
        data=upload.read(settings.UPLOAD_LIMIT + 1) if upload else None,  # one byte more than is taken
        done=done,
        by=request.acting,
        at=clock.now(),
    )
    return done


def _page(request: SignedInRequest, found: FollowUp, refusal: Refused | None = None) -> HttpResponse:
    by, today = request.acting, day_at(request.acting.agency, clock.now())
    row = follow_up_row(found.pk, agency_id=by.agency_id, on=today)
    if row is None:
        raise Http404
    faults = refusal.fields if refusal else {}
    obstacle = progress_obstacle(FollowUp.objects.select_related("owner").get(pk=found.pk), by=by) or ""
    form = ProgressForm(request.POST if refusal else None, faults)
    context: dict[str, Any] = {
        "crumbs": [Crumb(reverse("follow-ups"), "Tindak lanjut")],
        "action": action_page(row),
        "obstacle": obstacle,
        "form": None if obstacle and refusal is None else form,
        "acts": [
            Button("lapor", "Laporkan kemajuan", "send"),
            Button("selesai", "Nyatakan selesai", "check", "primary"),
        ],
        "problems": problems_of(faults, whole=str(refusal), known=form.fields) if refusal else [],
    }
    return render(request, "pages/follow_up.html", context, status=422 if refusal else 200)
