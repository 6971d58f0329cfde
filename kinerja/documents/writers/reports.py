"""Draft and final laporan of a collecting or a measuring procedure."""

from kinerja.audit.log import Refused
from kinerja.documents.content.frozen import Content
from kinerja.documents.content.paper import Signature
from kinerja.documents.content.reports import CollectionReport, MeasurementReport, Returned, UnmeasuredDraft
from kinerja.documents.writers import analysis
from kinerja.documents.writers.figures import lines_of, period_label
from kinerja.documents.writers.head import (
    BLANK,
    Writing,
    approved,
    approved_before,
    citation,
    cited,
    head_of,
    initialled,
    last_of,
    lines,
    original_of,
    printed_day,
    returns_of,
    visits_with,
)
from kinerja.documents.writers.preparation import cap_sentence, method_line, scale
from kinerja.documents.writers.results import (
    agency_average,
    awaited_paper,
    changed,
    changed_since,
    collected_groups,
    completeness,
    levels,
    measured_by_now,
    measured_groups,
    the_results,
)
from kinerja.people.models import Unit
from kinerja.people.queries import head_of_agency
from kinerja.performance.acts.entries import Meeting, Summary, read_meeting, read_report, read_review, read_signature
from kinerja.performance.acts.steps import collects, measures
from kinerja.sop.models import Visit


def draft_report(writing: Writing) -> Content:
    """lapor: the draft, with the summary and proposal of who wrote it."""
    summary = read_report(writing.work.entry, writing.work.visit, draft=writing.draft)
    addressee = ", ".join(writing.lane_titles(*writing.work.step.to)) or BLANK
    signatures = (approved(writing, role="Disusun oleh"),)
    findings = _findings(summary)
    if collects(writing.case.spec):
        return _collection(writing, findings=findings, addressee=addressee, signatures=signatures)
    return _measurement(writing, findings=findings, addressee=addressee, signatures=signatures)


def meeting_draft(writing: Writing) -> Content:
    """rapat: the draft as the meeting left it. Before anything is measured it holds no achievement, and says so."""
    meeting = read_meeting(writing.work.entry, writing.agency.pk, writing.work.visit, draft=writing.draft)
    signatures = (approved(writing, role="Pimpinan rapat"),)
    head = writing.post_title(head_of_agency(writing.agency.pk))
    findings = _discussed(writing, meeting)
    if measured_by_now(writing):
        closing = f"Draft ini hasil rapat pembahasan; {_next_on(writing)}"
        return _measurement(writing, findings=findings, addressee=head, signatures=signatures, closing=closing)
    measuring = measures(writing.case.spec)
    awaited = f" Pengukuran dilakukan pada langkah {measuring}." if measuring else ""
    return UnmeasuredDraft(
        head=head_of(writing, changes=changed(writing)),
        author=writing.by.title,
        addressee=head,
        basis=cited(writing, "disposisi", "undangan", "formulir"),
        period_label=period_label(writing),
        findings=findings,
        groups=collected_groups(lines_of(writing)),
        signatures=signatures,
        closing=f"Draft ini belum memuat hasil pengukuran.{awaited}",
    )


def handed_draft(writing: Writing) -> Content:
    """sampaikan: the draft as its sender checked and initialled it, received by the head."""
    return _measurement(
        writing,
        findings=_what_was_found(writing),
        addressee=writing.by.title,
        signatures=(*initialled(writing), approved(writing, role="Diterima oleh")),
        closing=f"Dokumen ini telah diperiksa dan diparaf pengirimnya; {_next_on(writing)}",
        author=writing.post_title(writing.work.visit.handed_by, writing.work.visit.handed_at),
    )


def _next_on(writing: Writing) -> str:
    """Return what the next step of the procedure does with this paper."""
    steps = writing.case.spec.steps
    after = next((step for step in steps if step.no == writing.work.step.no + 1), None)
    if after is None:
        return "selesai."
    return f"selanjutnya langkah {after.no}: {after.text[0].lower()}{after.text[1:]} ({after.performer})."


def collection_report(writing: Writing) -> Content:
    """telaah answered ya: the final laporan hasil pengumpulan with the reviewer's analysis."""
    return _collection(
        writing,
        findings=_what_was_found(writing),
        addressee=writing.post_title(head_of_agency(writing.agency.pk)),
        signatures=_final_signatures(writing),
        decision=_decision(writing, "sebagai bahan penyusunan Laporan Kinerja dan dasar pengukuran kinerja"),
    )


def measurement_report(writing: Writing) -> Content:
    """telaah answered ya: the final laporan hasil pengukuran with the reviewer's analysis."""
    return _measurement(
        writing,
        findings=_what_was_found(writing),
        addressee=_addressee(writing),
        signatures=_final_signatures(writing),
        decision=_decision(writing, "sebagai bahan penyusunan Laporan Kinerja dan evaluasi"),
    )


def signed_report(writing: Writing) -> Content:
    """tandatangan: the laporan hasil pengukuran as the head approves it for good."""
    consent = read_signature(writing.work.entry, writing.work.visit, draft=writing.draft)
    reviews = visits_with(writing, "telaah")
    parts = _analysis(writing, reviews[-1]) if reviews else []
    parts.append(f"Dokumen ini disetujui oleh {writing.by.title} untuk disampaikan.")
    if consent.remark:
        parts.append(f"Catatan: {consent.remark}")
    return _measurement(
        writing,
        findings=_what_was_found(writing),
        addressee=_addressee(writing),
        signatures=(*initialled(writing), approved(writing, role="Ditandatangani oleh")),
        decision="\n".join(parts),
    )


def _addressee(writing: Writing) -> str:
    """Return whom a final report goes to: the head; what the head himself says goes on with a covering letter."""
    head = head_of_agency(writing.agency.pk)
    return "Penerima menurut surat pengantar" if writing.by.post_id == head.pk else writing.post_title(head)


def _collection(
    writing: Writing,
    *,
    findings: tuple[str, ...],
    addressee: str,
    signatures: tuple[Signature, ...],
    decision: str = "",
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
        findings=findings,
        returns=_returns(writing),
        decision=decision,
    )


def _measurement(
    writing: Writing,
    *,
    findings: tuple[str, ...],
    addressee: str,
    signatures: tuple[Signature, ...],
    decision: str = "",
    closing: str = "",
    author: str = "",
) -> MeasurementReport:
    results = the_results(writing)
    return MeasurementReport(
        head=head_of(writing, changes=changed_since(writing, results)),
        author=author or writing.by.title,
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
        findings=findings,
        returns=_returns(writing),
        decision=decision,
        closing=closing,
        objectives=analysis.objective_reports(writing, results),
        success=analysis.success(writing, results),
        follow_ups=analysis.follow_ups(writing),
        no_follow_up="" if decision else analysis.why_none(writing),
        carried=analysis.carried(writing),
    )


def _collected(writing: Writing) -> tuple[str, ...]:
    """Return the approved collection report, or the recap made final, of the same period as papers cite it."""
    kind = "laporan hasil pengumpulan"
    entries = writing.case.folderentry_set.filter(kind=kind, superseded_at__isnull=True)
    originals = [original_of(writing, key, kind) for key in entries.order_by("pk").values_list("pk", flat=True)]
    awaited = awaited_paper(writing)
    found = [paper for paper in originals if paper is not None] or ([awaited] if awaited is not None else [])
    return tuple(citation(writing, paper) for paper in found)


def _findings(summary: Summary) -> tuple[str, ...]:
    proposal = (f"Usul: {summary.proposal}",) if summary.proposal else ()
    return (*lines(summary.text), *proposal)


def _discussed(writing: Writing, meeting: Meeting) -> tuple[str, ...]:
    """Return what a meeting said and decided, one line each."""
    decided = [
        f"Keputusan: {one.text or BLANK} ({writing.post_title(one.owner)}, sampai {printed_day(one.due_on)})"
        for one in meeting.decisions
    ]
    return (*lines(meeting.discussion), *decided)


def _drafts(writing: Writing) -> list[Visit]:
    """Return the visits that wrote the draft under review, none where the procedure has no step that does.

    Raises Refused where it has one and that is still to come.
    """
    drafts = visits_with(writing, "lapor")
    if not drafts and any(step.act == "lapor" for step in writing.case.spec.steps):
        raise Refused("Draft laporan belum ada. Tunggu langkah pelaporan selesai.", about=writing.work.visit)
    return drafts


def _what_was_found(writing: Writing) -> tuple[str, ...]:
    """Return the findings that the report under way goes with: of its draft, or of the meeting that discussed it."""
    drafts = _drafts(writing)
    if drafts:
        return _findings(read_report(drafts[-1].entry, draft=True))
    meeting = last_of(writing, "rapat")
    if meeting is None:
        return ()
    return _discussed(writing, read_meeting(meeting.entry, writing.agency.pk, draft=True))


def _final_signatures(writing: Writing) -> tuple[Signature, ...]:
    drafts = _drafts(writing)
    own = approved(writing, role="Ditelaah dan disetujui oleh")
    if not drafts:
        return (*initialled(writing), own)
    before = approved_before(writing, drafts[-1], role="Disusun oleh")
    return (before, own) if before is not None else (own,)


def _analysis(writing: Writing, visit: Visit) -> list[str]:
    """Return what an earlier review said."""
    review = read_review(visit.entry, draft=True)
    said = [f"Hasil analisa {writing.post_title(visit.ended_by, visit.ended_at)}: {review.text or BLANK}"]
    return [*said, f"Arahan: {review.proposal}"] if review.proposal else said


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
