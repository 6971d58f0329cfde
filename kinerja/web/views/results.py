"""Hasil: what each cycle reached, with every figure explaining itself, and what is made of it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from kinerja.audit.log import Refused
from kinerja.core.calendar import long_date
from kinerja.people.queries import calendar_of, day_at
from kinerja.performance.analysis import (
    LABELS,
    analyses_of,
    analysis_obstacle,
    closed_obstacle,
    compared_from,
    hold_against,
    report_decided,
    writable,
    write_analysis,
)
from kinerja.performance.comparing import seven_analyses, trend
from kinerja.performance.follow_up import follow_ups_of
from kinerja.performance.models import Cycle, Figure
from kinerja.performance.process import process_success, target_success
from kinerja.performance.queries import results_of
from kinerja.performance.spending import money_of, record_spending, spending_rows
from kinerja.planning import policy
from kinerja.planning.queries import yardstick_rows
from kinerja.web import clock
from kinerja.web.acting import SignedInRequest, acting_required
from kinerja.web.analysis_rows import Written, objective_blocks, said_line
from kinerja.web.follow_up_rows import action_line
from kinerja.web.forms.analysis import AnalysisForm, SpendingForm, amounts_in, said_in, versions_in
from kinerja.web.forms.yardstick import YardstickForm, begun_with, kind_in, seen_in, year_in
from kinerja.web.money_rows import efficiency_line, money_lines, variant_lines
from kinerja.web.parts import Crumb, Tab, problems_of
from kinerja.web.process_rows import case_steps, process_facts, target_facts
from kinerja.web.recap_rows import recap_levels
from kinerja.web.result_rows import cycle_lines, results_page, tiles_of
from kinerja.web.trend_rows import LABELS as BASES
from kinerja.web.trend_rows import basis_of, trend_page
from kinerja.web.yardstick_rows import standing_lines, yardstick_lines

# Name of the url, label of the tab, heading of the page.
TABS = (
    ("cycle-results", "Kertas kerja", "Hasil pengukuran kinerja"),
    ("cycle-recap", "Rekapitulasi", "Rekapitulasi capaian"),
    ("cycle-trend", "Perkembangan", "Perkembangan capaian"),
    ("cycle-analysis", "Analisis", "Analisis capaian"),
    ("cycle-money", "Anggaran", "Anggaran dan efisiensi"),
    ("cycle-process", "Proses dan target", "Keberhasilan proses dan target"),
)
# Pages beneath the analyses: name of the url and heading.
BENEATH = {"analysis": "Analisis capaian", "cycle-yardsticks": "Pembanding", "yardstick": "Pembanding indikator"}


@require_GET
@acting_required
def index(request: SignedInRequest) -> HttpResponse:
    """Every cycle of the agency with its mean, newest first."""
    return render(request, "pages/measured.html", {"cycles": cycle_lines(request.acting.agency_id)})


@require_GET
@acting_required
def cycle(request: SignedInRequest, pk: int) -> HttpResponse:
    """One cycle: means, every indicator by its node, and where each figure comes from."""
    found = _cycle_of(request, pk)
    results = results_of(found)
    if results is None:
        return _page(request, found, "not_measured", {})
    return _page(request, found, "results", results_page(results))


def _cycle_of(request: SignedInRequest, pk: int) -> Cycle:
    cycles = Cycle.objects.select_related("agency__government")
    return get_object_or_404(cycles, pk=pk, agency_id=request.acting.agency_id)


def _page(
    request: SignedInRequest, found: Cycle, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Return a page about one cycle inside the row of tabs that all of them share."""
    match = request.resolver_match
    shown = (match.url_name if match else None) or ""
    compared = reverse("cycle-yardsticks", args=[found.pk])
    crumbs = [Crumb(reverse("results"), "Hasil")]
    if shown in BENEATH:
        crumbs.append(Crumb(reverse("cycle-analysis", args=[found.pk]), "Analisis"))
    if shown == "yardstick":
        crumbs.append(Crumb(compared, "Pembanding"))
    frame = {
        "crumbs": crumbs,
        "heading": BENEATH.get(shown) or next(heading for name, _, heading in TABS if name == shown),
        "compared": compared if shown == "cycle-analysis" else "",
        "tabs": [Tab(reverse(name, args=[found.pk]), label, name == shown) for name, label, _ in TABS],
        "period": found.calendar_period.label,
        "agency": found.agency.name,
    }
    return render(request, f"pages/{template}.html", {**frame, **context}, status=status)


@require_GET
@acting_required
def recap(request: SignedInRequest, pk: int) -> HttpResponse:
    """The means of a cycle level by level."""
    found = _cycle_of(request, pk)
    results = results_of(found)
    if results is None:
        return _page(request, found, "not_measured", {})
    return _page(request, found, "recap", {"tiles": tiles_of(results), "levels": recap_levels(results)})


@require_GET
@acting_required
def over_the_year(request: SignedInRequest, pk: int) -> HttpResponse:
    """The periods of the cycle's year side by side, on one of three bases."""
    found, basis = _cycle_of(request, pk), basis_of(request.GET.get("dasar", ""))
    period = found.calendar_period
    year = trend(agency_id=found.agency_id, year=period.year, kind=period.kind)
    context = {
        "trend": trend_page(year, basis=basis, current=period, agency=found.agency.name),
        "bases": [Tab(f"?dasar={one.value}", label, one is basis) for one, label in BASES.items()],
    }
    return _page(request, found, "trend", context)


@require_GET
@acting_required
def analyses(request: SignedInRequest, pk: int) -> HttpResponse:
    """The seven analyses of every sasaran, what was said about indicators, and the rencana aksi of the cycle."""
    found, at = _cycle_of(request, pk), clock.now()
    results = results_of(found)
    if results is None:
        return _page(request, found, "not_measured", {})
    written = Written(analyses_of(found), writable(found, by=request.acting, at=at))
    today = day_at(found.agency, at)
    context = {
        "objectives": objective_blocks(seven_analyses(found, results), results, written),
        "variant": variant_lines(results)[0],
        "closed": closed_obstacle(found, "Analisis capaian") or "",
        "actions": [action_line(row) for row in follow_ups_of(found, on=today)],
    }
    return _page(request, found, "analyses", context)


@require_http_methods(["GET", "POST"])
@acting_required
def analysis(request: SignedInRequest, figure: int) -> HttpResponse:
    """What is said about one indicator; posting keeps it."""
    found = _figure_of(request, figure)
    if request.method != "POST":
        return _writing(request, found)
    seen = request.POST.get("seen", "")
    try:
        write_analysis(
            figure_id=found.pk,
            seen=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
            said=said_in(request.POST),
            by=request.acting,
            at=clock.now(),
        )
    except Refused as refusal:
        return _writing(request, found, refusal)
    messages.success(request, f"Analisis {found.indicator.code} disimpan.")
    return redirect("cycle-analysis", found.cycle_id)


def _figure_of(request: SignedInRequest, pk: int) -> Figure:
    figures = Figure.objects.filter(agency_id=request.acting.agency_id).select_related(
        "cycle__agency__government", "sheet__unit", "indicator", "card__indicator", "card__responsible"
    )
    return get_object_or_404(figures, pk=pk)


def _writing(request: SignedInRequest, found: Figure, refusal: Refused | None = None) -> HttpResponse:
    results, said = results_of(found.cycle), analyses_of(found.cycle).get(found.indicator_id)
    row = next((row for row in results.rows if row.figure_id == found.pk), None) if results is not None else None
    faults = refusal.fields if refusal else {}
    begun = {name: getattr(said, name) for name in LABELS} if said else {}
    form = AnalysisForm(request.POST if refusal else None, faults, **begun)
    obstacle = analysis_obstacle(found, by=request.acting, at=clock.now()) or ""
    written = Written({found.indicator_id: said} if said else {}, ())
    context = {
        "indicator": found.card.wording,
        "unit": found.sheet.unit.name,
        "target": (row.aim if row else found.of_period).printed(found.card.decimals),
        "realisation": (row.reached if row else found.reached).printed(found.card.decimals),
        "line": said_line(row, results.method, written) if row and results else None,
        "form": None if obstacle and refusal is None else form,  # what was typed stays, also where it comes too late
        "seen": said.version if said else "",
        "saved": refusal is not None and said is not None and request.POST.get("seen") != str(said.version),
        "obstacle": obstacle,
        "problems": problems_of(faults, whole=str(refusal), known=form.fields) if refusal else [],
    }
    return _page(request, found.cycle, "analysis", context, status=422 if refusal else 200)


@require_GET
@acting_required
def yardsticks(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the indicators of a cycle are held against beside their targets."""
    found, at = _cycle_of(request, pk), clock.now()
    figures = Figure.objects.filter(cycle=found).select_related("indicator__node", "card").order_by("position")
    rows = yardstick_rows(agency_id=found.agency_id, on=compared_from(found, at))
    return _page(request, found, "yardsticks", {"lines": yardstick_lines(figures, rows), "later": _later(found, at)})


def _later(found: Cycle, at: datetime) -> str:
    """Return from when on a comparison counts that the cycle's own analysis does not use, "" where it does."""
    since, period = compared_from(found, at), found.calendar_period
    if since <= period.last_day:
        return ""
    approved = period.label if report_decided(found) else "siklus lain pada masa ini"
    return (
        f"Laporan hasil pengukuran {approved} sudah disetujui. Pembanding yang diisi sekarang berlaku mulai "
        f"{long_date(since)} dan dipakai pada periode berikutnya."
    )


@require_http_methods(["GET", "POST"])
@acting_required
def yardstick(request: SignedInRequest, figure: int) -> HttpResponse:
    """What one indicator is held against; posting sets an earlier year, the Renstra's end, or a standard."""
    found, at = _figure_of(request, figure), clock.now()
    if request.method != "POST":
        return _comparing(request, found, at)
    try:
        kind, year = kind_in(request.POST), year_in(request.POST)
        hold_against(
            cycle_id=found.cycle_id,
            indicator_id=found.indicator_id,
            kind=kind,
            year=year,
            text=request.POST.get("value", ""),
            source=request.POST.get("source", ""),
            seen=seen_in(request.POST, kind, year),
            by=request.acting,
            at=at,
        )
    except Refused as refusal:
        return _comparing(request, found, at, refusal)
    messages.success(request, f"Pembanding {found.indicator.code} disimpan.")
    return redirect("cycle-yardsticks", found.cycle_id)


def _comparing(request: SignedInRequest, found: Figure, at: datetime, refusal: Refused | None = None) -> HttpResponse:
    since, faults = compared_from(found.cycle, at), refusal.fields if refusal else {}
    rows = [
        row for row in yardstick_rows(agency_id=found.agency_id, on=since) if row.indicator_id == found.indicator_id
    ]
    begun = begun_with(request.GET, rows)
    form = YardstickForm(request.POST if refusal else None, faults, found.card.measure_unit, **begun)
    obstacle = policy.obstacle(found.card, by=request.acting, on=day_at(found.cycle.agency, at)) or ""
    context = {
        "indicator": found.card.wording,
        "unit": found.sheet.unit.name,
        "lines": standing_lines(rows, found.card.decimals),
        "since": since,
        "later": _later(found.cycle, at),
        "form": None if obstacle and refusal is None else form,
        "obstacle": obstacle,
        "problems": problems_of(faults, whole=str(refusal), known=form.fields) if refusal else [],
    }
    return _page(request, found.cycle, "yardstick", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@acting_required
def money(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pagu and realisation of money beside achievement, and efficiency; posting keeps what was typed."""
    found = _cycle_of(request, pk)
    if request.method != "POST":
        return _money(request, found)
    at = clock.now()
    rows = spending_rows(found, by=request.acting, at=at)
    try:
        kept = record_spending(
            cycle_id=found.pk,
            amounts=amounts_in(request.POST, rows),
            seen=versions_in(request.POST, rows),
            by=request.acting,
            at=at,
        )
    except Refused as refusal:
        return _money(request, found, refusal)
    messages.success(
        request, f"{len(kept)} realisasi anggaran disimpan." if kept else "Tidak ada realisasi yang berubah."
    )
    return redirect("cycle-money", found.pk)


def _money(request: SignedInRequest, found: Cycle, refusal: Refused | None = None) -> HttpResponse:
    rows, results = spending_rows(found, by=request.acting, at=clock.now()), results_of(found)
    faults = refusal.fields if refusal else {}
    form = SpendingForm(request.POST if refusal else None, faults, rows)
    context = {
        "lines": money_lines(money_of(found), rows, form, results),
        "may_type": bool(form.rows),
        "closed": closed_obstacle(found, "Realisasi anggaran") or "",
        "efficiency": [efficiency_line(one) for one in seven_analyses(found, results)],
        "variants": variant_lines(results) if results is not None else [],
        "problems": problems_of(faults, whole=str(refusal), known=form.fields) if refusal else [],
    }
    return _page(request, found, "money", context, status=422 if refusal else 200)


@require_GET
@acting_required
def process(request: SignedInRequest, pk: int) -> HttpResponse:
    """How the work went and, apart from it, how many targets were reached."""
    found = _cycle_of(request, pk)
    results, went = results_of(found), process_success(found, clock.now())
    context = {
        "process": process_facts(went),
        "target": target_facts(target_success(results)) if results is not None else [],
        "cases": case_steps(went, calendar_of(found.agency)),
    }
    return _page(request, found, "process", context)
