"""Draft and final laporan of a collecting or a measuring procedure."""

from kinerja.audit.log import Refused
from kinerja.documents.content.frozen import Content
from kinerja.documents.content.paper import Signature
from kinerja.documents.content.reports import CollectionReport, MeasurementReport, Returned
from kinerja.documents.writers.figures import lines_of, period_label
from kinerja.documents.writers.head import (
    BLANK,
    Writing,
    approved,
    approved_before,
    citation,
    cited,
    head_of,
    lines,
    original_of,
    printed_day,
    returns_of,
    visits_with,
)
from kinerja.documents.writers.preparation import cap_sentence, method_line, scale
from kinerja.documents.writers.results import (
    agency_average,
    changed,
    changed_since,
    collected_groups,
    completeness,
    levels,
    measured_groups,
    the_results,
)
from kinerja.people.models import Unit
from kinerja.people.queries import head_of_agency
from kinerja.performance.acts.entries import Summary, read_report, read_review
from kinerja.performance.acts.steps import collects
from kinerja.sop.models import Visit


def draft_report(writing: Writing) -> Content:
    """lapor: the draft, with the summary and proposal of who wrote it."""
    summary = read_report(writing.work.entry, writing.work.visit, draft=writing.draft)
    addressee = ", ".join(writing.lane_titles(*writing.work.step.to)) or BLANK
    signatures = (approved(writing, role="Disusun oleh"),)
    if collects(writing.case.spec):
        return _collection(writing, summary=summary, addressee=addressee, signatures=signatures)
    return _measurement(writing, summary=summary, addressee=addressee, signatures=signatures)


def collection_report(writing: Writing) -> Content:
    """telaah answered ya: the final laporan hasil pengumpulan with the reviewer's analysis."""
    return _collection(
        writing,
        summary=_last_summary(writing),
        addressee=writing.post_title(head_of_agency(writing.agency.pk)),
        signatures=_final_signatures(writing),
        decision=_decision(writing, "sebagai bahan penyusunan Laporan Kinerja dan dasar pengukuran kinerja"),
    )


def measurement_report(writing: Writing) -> Content:
    """telaah answered ya: the final laporan hasil pengukuran with the reviewer's analysis."""
    return _measurement(
        writing,
        summary=_last_summary(writing),
        addressee=writing.post_title(head_of_agency(writing.agency.pk)),
        signatures=_final_signatures(writing),
        decision=_decision(writing, "sebagai bahan penyusunan Laporan Kinerja dan evaluasi"),
    )


def _collection(
    writing: Writing, *, summary: Summary, addressee: str, signatures: tuple[Signature, ...], decision: str = ""
) -> CollectionReport:
    figures = lines_of(writing)
    return CollectionReport(
        head=head_of(writing, changes=changed(writing)),
        author=writing.by.title,
        addressee=addressee,
        basis=cited(writing, "disposisi", "program kerja", "rekapitulasi"),
        period_label=period_label(writing),
        units=completeness(writing, figures),
        groups=collected_groups(figures),
        signatures=signatures,
        draft=not decision,
        findings=_findings(summary),
        returns=_returns(writing),
        decision=decision,
    )


def _measurement(
    writing: Writing, *, summary: Summary, addressee: str, signatures: tuple[Signature, ...], decision: str = ""
) -> MeasurementReport:
    results = the_results(writing)
    return MeasurementReport(
        head=head_of(writing, changes=changed_since(writing, results)),
        author=writing.by.title,
        addressee=addressee,
        basis=(*cited(writing, "disposisi", "juknis pengukuran", "kertas kerja", "rekapitulasi"), *_collected(writing)),
        method=f"{method_line(results.method)}. {cap_sentence(results.method)}",
        cap=cap_sentence(results.method),
        levels=levels(writing, results),
        agency=agency_average(writing, results),
        groups=measured_groups(writing, results),
        scale=scale(results.method),
        signatures=signatures,
        draft=not decision,
        findings=_findings(summary),
        returns=_returns(writing),
        decision=decision,
    )


def _collected(writing: Writing) -> tuple[str, ...]:
    """Return the approved collection report of the same period that the folder refers to, as papers cite it."""
    entries = writing.case.folderentry_set.filter(kind="laporan hasil pengumpulan", superseded_at__isnull=True)
    originals = [original_of(writing, entry) for entry in entries.order_by("pk")]
    return tuple(citation(writing, paper) for paper in originals if paper is not None)


def _findings(summary: Summary) -> tuple[str, ...]:
    proposal = (f"Usul: {summary.proposal}",) if summary.proposal else ()
    return (*lines(summary.text), *proposal)


def _last_draft(writing: Writing) -> Visit:
    """Return the visit that wrote the draft under review. Raises Refused where there is none yet."""
    drafts = visits_with(writing, "lapor")
    if not drafts:
        raise Refused("Draft laporan belum ada. Tunggu langkah pelaporan selesai.", about=writing.work.visit)
    return drafts[-1]


def _last_summary(writing: Writing) -> Summary:
    return read_report(_last_draft(writing).entry, draft=True)


def _final_signatures(writing: Writing) -> tuple[Signature, ...]:
    before = approved_before(writing, _last_draft(writing), role="Disusun oleh")
    own = approved(writing, role="Ditelaah dan disetujui oleh")
    return (before, own) if before is not None else (own,)


def _decision(writing: Writing, use: str) -> str:
    review = read_review(writing.work.entry, writing.work.visit, draft=writing.draft)
    parts = [f"Hasil analisa {writing.by.title}: {review.text or BLANK}"]
    if review.proposal:
        parts.append(f"Arahan: {review.proposal}")
    parts.append(f"Laporan ini disetujui dan digunakan {use}.")
    return "\n".join(parts)


def _returns(writing: Writing) -> tuple[Returned, ...]:
    return tuple(
        Returned(
            date=printed_day(writing.day_of(visit.ended_at)) if visit.ended_at else BLANK,
            by=writing.post_title(visit.ended_by, visit.ended_at),
            what=_aim(visit),
            reason=str(visit.entry.get("reason") or ""),
            due=_due(writing, visit),
        )
        for visit in returns_of(writing)
    )


def _aim(visit: Visit) -> str:
    """Return what a return aimed at: the step, and the units or single indicators that it chose."""
    keys = [int(key) for key in visit.entry.get("units") or ()]
    chosen = [*Unit.objects.filter(pk__in=keys).order_by("position", "pk").values_list("name", flat=True)]
    chosen += [f"indikator {code}" for code in visit.entry.get("indicators") or ()]
    decision = visit.rule.decision
    target = visit.entry.get("target") or (decision.no if decision else visit.step)
    return f"Langkah {target}" + (f": {', '.join(chosen)}" if chosen else "")


def _due(writing: Writing, visit: Visit) -> str:
    next_visit = visit.returns.order_by("pk").first()
    return writing.moment(next_visit.due_at) if next_visit is not None else ""
