"""What the pages of results show: means of the tree, indicators by node, and how each figure came about."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from kinerja.core.measure import Mean, Method, Status
from kinerja.core.numbers import percent
from kinerja.performance.measuring import NodeMean, explain_agency, explain_beneath, explain_node
from kinerja.performance.models import Cycle, Measurement, Result
from kinerja.performance.queries import FigureRow, Results, figure_rows, results_of, touched
from kinerja.planning.models import Level
from kinerja.sop.models import Answer, Visit
from kinerja.web.parts import Badge, FileLink, Tile, predicate_badge, size, tone_of


@dataclass(frozen=True, slots=True)
class CycleLine:
    """A cycle in the list of results; `measured_at` is None before it is measured."""

    url: str
    period: str
    measured_at: datetime | None
    mean: str
    predicate: Badge | None
    counted: str


def cycle_lines(agency_id: int) -> list[CycleLine]:
    """Return the cycles of an agency, newest first."""
    return [_cycle(cycle, results_of(cycle)) for cycle in Cycle.objects.filter(agency_id=agency_id).order_by("-period")]


def _cycle(cycle: Cycle, results: Results | None) -> CycleLine:
    if results is None:
        return CycleLine(reverse("cycle-results", args=[cycle.pk]), cycle.calendar_period.label, None, "", None, "")
    return CycleLine(
        url=reverse("cycle-results", args=[cycle.pk]),
        period=cycle.calendar_period.label,
        measured_at=results.measurement.measured_at,
        mean=shown(results.agency.capped),
        predicate=predicate_of(results.agency, results.method),
        counted=f"{len(results.rows) - results.without_figure} dari {len(results.rows)} indikator",
    )


def shown(hundredths: int | None) -> str:
    """Return a percentage as printed, "" where there is none."""
    return percent(hundredths) if hundredths is not None else ""


def predicate_of(mean: Mean, method: Method) -> Badge | None:
    """Return the word of a mean, None where there is no mean."""
    return predicate_badge(mean.capped, method) if mean.capped is not None else None


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what a figure comes from; `url` is "" where nothing can be opened."""

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One indicator's result, as printed."""

    no: int
    indicator: str
    code: str
    unit: str
    target: str
    realisation: str
    achievement: str
    bar: int
    tone: str
    predicate: Badge
    reason: str
    progress: str
    provisional: str
    changed: bool
    example: bool
    lines: tuple[str, ...]
    facts: tuple[Fact, ...]
    evidence: tuple[FileLink, ...]


@dataclass(frozen=True, slots=True)
class NodeGroup:
    """A node of the plan with its own mean, the mean of the nodes right beneath it, and its indicators."""

    level: str
    name: str
    average: str
    uncapped: str
    counted: str
    predicate: Badge | None
    beneath: str
    lines: tuple[str, ...]
    rows: tuple[ResultLine, ...]


@dataclass(frozen=True, slots=True)
class _Origin:
    """What the explanations of all rows of a measurement have in common."""

    results: Results
    figures: Mapping[int, FigureRow]
    measured: Fact
    approved: Fact


def results_page(results: Results) -> dict[str, Any]:
    """Return the context of the page of one measured cycle."""
    cycle, method = results.cycle, results.method
    origin = _Origin(
        results=results,
        figures={row.pk: row for row in figure_rows(cycle=cycle)},
        measured=_measured(results.measurement),
        approved=_approved(cycle),
    )
    lines: dict[int, list[ResultLine]] = {}
    for no, row in enumerate(results.rows, start=1):
        lines.setdefault(row.indicator.node_id, []).append(_line(no, row, origin))
    return {
        "results": {
            "title": "Hasil pengukuran kinerja",
            "period": cycle.calendar_period.label,
            "agency": cycle.agency.name,
            "method": f"Diukur pada {_at(results.measurement.measured_at)}; angka sampai dengan periode ini.",
            "note": _note(method),
            "changed": _changed(results),
        },
        "tiles": tiles_of(results),
        "groups": [
            _group(node, lines.get(node.node_id, []), results)
            for node in results.nodes
            if node.node_id in lines or node.beneath.n
        ],
    }


def _at(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), r"j F Y \p\u\k\u\l H.i T")


def _measured(measurement: Measurement) -> Fact:
    visit = Visit.objects.select_related("case__procedure", "ended_by").get(pk=measurement.visit_id)
    who = f" oleh {visit.ended_by.title}" if visit.ended_by else ""
    text = f"{visit.case}, langkah {visit.step}, kunjungan ke-{visit.number}{who}, {_at(measurement.measured_at)}"
    return Fact("Diukur dalam", text, reverse("case", args=[visit.case_id]))


def _approved(cycle: Cycle) -> Fact:
    """Return who answered the review of the collected figures with "ya" last."""
    answered = (
        Visit.objects.filter(
            agency_id=cycle.agency_id, case__period=cycle.period, answer=Answer.YES, ended_at__isnull=False
        )
        .select_related("case__procedure", "ended_by")
        .order_by("-ended_at", "-pk")
    )
    for visit in answered:
        collects = any(step.act == "isi" for step in visit.case.spec.steps)
        if collects and visit.rule.act == "telaah" and visit.ended_by and visit.ended_at:
            text = f"{visit.ended_by.title}, {_at(visit.ended_at)} (langkah {visit.step} {visit.case})"
            return Fact("Disetujui oleh", text, reverse("case", args=[visit.case_id]))
    return Fact("Disetujui oleh", "Belum ada telaah yang menjawab “ya” atas angka periode ini.")


def _changed(results: Results) -> str:
    if not results.changed_since:
        return ""
    return (
        f"{results.changed_since} angka berubah sejak diukur pada {_at(results.measurement.measured_at)}. "
        "Hasil di bawah masih hasil pengukuran itu; langkah pengukuran perlu diulang agar angka barunya dihitung."
    )


def _note(method: Method) -> str:
    """Return how means were taken and which edges the words follow."""
    cap = f"{percent(method.cap)}%" if method.cap is not None else ""
    limit = (
        f"capaian di atas {cap} dihitung {cap}; yang tanpa batas ditulis di sampingnya" if cap else "tanpa batas atas"
    )
    edges = "; ".join(
        f"{edge.name} {'lebih dari' if edge.strict else 'mulai'} {percent(edge.bound)}%"
        if edge.bound is not None
        else f"{edge.name} di bawahnya"
        for edge in method.edges
    )
    return (
        f"Rata-rata diambil dari capaian sebagaimana tercetak ({limit}). Indikator tanpa angka tidak masuk rata-rata "
        f"mana pun. Batas predikat: {edges}. Acuan: {method.references['predikat']}."
    )


def tiles_of(results: Results) -> list[Tile]:
    """Return the agency's mean with and without the cap, and how many indicators have a figure."""
    method, mean = results.method, results.agency
    cap = f"persen, capaian dibatasi {percent(method.cap)}%" if method.cap is not None else "persen"
    statuses = Counter(Status(row.status) for row in results.rows if row.achievement is None)
    missing = ", ".join(f"{count} {status.value}" for status, count in statuses.items()) or "semua terukur"
    measured = len(results.rows) - results.without_figure
    return [
        Tile(
            f"Rata-rata {mean.n} sasaran" if mean.n else "Rata-rata sasaran",
            shown(mean.capped) or "-",
            cap if mean.n else "belum ada sasaran yang terukur",
            predicate_of(mean, method),
            explain_agency(results.nodes, method),
        ),
        Tile("Rata-rata tanpa batas", shown(mean.uncapped) or "-", "persen, capaian apa adanya"),
        Tile("Terukur", str(measured), f"dari {len(results.rows)} indikator"),
        Tile("Tanpa angka", str(results.without_figure), missing),
    ]


BENEATH = {
    Level.GOAL: "sasaran",
    Level.OBJECTIVE: "program",
    Level.PROGRAM: "kegiatan",
    Level.ACTIVITY: "sub kegiatan",
}


def mean_lines(node: NodeMean, results: Results) -> tuple[str, ...]:
    """Return how a node's own mean came about, then that of the nodes right beneath it."""
    own = explain_node(node, results.rows, results.method) if node.counted else ()
    if not node.beneath.n:
        return own
    return (*own, *explain_beneath(node, results.nodes, results.method, of=BENEATH.get(Level(node.level), "simpul")))


def _group(node: NodeMean, rows: list[ResultLine], results: Results) -> NodeGroup:
    level = Level(node.level)
    beneath = ""
    if node.beneath.n:
        beneath = (
            f"Rata-rata {node.beneath.n} {BENEATH.get(level, 'simpul')} di bawahnya: {shown(node.beneath.capped)}%"
        )
        if node.beneath.uncapped != node.beneath.capped:
            beneath += f" (tanpa batas {shown(node.beneath.uncapped)}%)"
    return NodeGroup(
        level=level.label,
        name=f"{node.code} {node.wording}",
        average=shown(node.own.capped),
        uncapped=shown(node.own.uncapped) if node.own.uncapped != node.own.capped else "",
        counted=(f"{node.own.n} dari {node.counted} terukur" if node.counted else "tanpa indikator sendiri")
        + (", berbobot" if node.weighted else ""),
        predicate=predicate_of(node.own, results.method),
        beneath=beneath,
        lines=mean_lines(node, results),
        rows=tuple(rows),
    )


# What stands in place of a predicate where there is no figure.
_WITHOUT = {
    Status.NOT_REPORTED: Badge("warning", "clock", "Belum lapor"),
    Status.UNAVAILABLE: Badge("plain", "dash", "Tidak tersedia"),
    Status.NO_TARGET: Badge("warning", "alert", "Target belum ditetapkan"),
    Status.NOT_TARGETED: Badge("plain", "dash", "Belum ditargetkan"),
    Status.NOT_MEASURABLE: Badge("warning", "alert", "Tidak dapat diukur"),
}


def _line(no: int, row: Result, origin: _Origin) -> ResultLine:
    figure, method, value = origin.figures[row.figure_id], origin.results.method, row.achievement
    return ResultLine(
        no=no,
        indicator=figure.wording,
        code=figure.code,
        unit=figure.measure_unit,
        target=row.aim.printed() or "-",
        realisation=row.reached.printed() or "-",
        achievement=shown(value),
        bar=min(value // 100, 100) if value is not None else 0,
        tone=tone_of(value, method) if value is not None else "plain",
        predicate=predicate_badge(value, method) if value is not None else _WITHOUT[Status(row.status)],
        reason=row.reason,
        progress=shown(row.progress),
        provisional=f"sementara, {row.reported} dari {row.expected} periode" if row.is_provisional else "",
        changed=touched(row, origin.results.measurement),
        example=figure.is_example,
        lines=tuple(row.explanation),
        facts=_facts(row, figure, origin),
        evidence=tuple(
            FileLink(proof.name, reverse("file", args=[proof.file_id]), size(proof.size)) for proof in figure.evidence
        ),
    )


def _facts(row: Result, figure: FigureRow, origin: _Origin) -> tuple[Fact, ...]:
    sheet_url = reverse("sheet", args=[row.figure.sheet_id])
    filled = f"{figure.maker}, {_at(row.figure.typed_at)}" if row.figure.typed_at else "belum diisi"
    facts = [
        Fact("Formulir", row.figure.card.supplier.name, f"{sheet_url}#angka-{row.figure_id}"),
        Fact("Diisi oleh", filled),
        Fact("Penanggung jawab", row.figure.card.responsible.title),
        Fact("Sumber data", row.figure.card.media),
        origin.approved,
        origin.measured,
    ]
    if figure.unavailable:
        facts.insert(2, Fact("Alasan tidak tersedia", figure.reason))
    if figure.credit:
        facts.append(Fact("Asal rumusan dan target tahun", figure.credit))
    return tuple(facts)
