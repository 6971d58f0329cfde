"""What performance puts into the procedure's registers: the acts, and the other procedure's approved report."""

from kinerja.core.procedure import Document
from kinerja.performance.acts import steps
from kinerja.sop.models import Answer, Case, FolderEntry, Visit
from kinerja.sop.register import Act, Supply, register_act, register_source


def approved_report(case: Case, document: Document) -> Supply | None:
    """Return the report of the same cycle's collecting procedure, once it was approved with "ya"."""
    gate = case.spec.gate
    if gate is None:
        return None
    other = Case.objects.filter(agency_id=case.agency_id, period=case.period, code=gate.procedure).first()
    last = Visit.objects.filter(case=other, step=gate.awaited_step).order_by("-number").first() if other else None
    if other is None or last is None or last.answer != Answer(gate.answer):
        return None
    report = FolderEntry.objects.filter(case=other, visit=last, kind=document.kind, superseded_at__isnull=True).first()
    if report is None:
        return None
    return Supply(title=report.name, source=f"Berkas {other}: {report.name}", file=report.file)


def register() -> None:
    """Say what happens in every act that this version of the product runs."""
    register_source("laporan hasil pengumpulan", approved_report)
    for act in (
        Act("perintah", "Kirim disposisi", check=steps.check_order, perform=steps.order),
        Act(
            "rapat",
            "Selesaikan notulen",
            check=steps.check_meeting,
            perform=steps.meet,
            extra=("undangan", "daftar hadir"),
        ),
        Act("rencana", "Tetapkan program kerja", check=steps.check_plan),
        Act("himpun", "Selesaikan ceklist", check=steps.check_checklist),
        Act("siapkan", "Selesai disiapkan"),
        Act("distribusi", "Bagikan formulir", perform=steps.distribute),
        Act(
            "isi",
            "Serahkan formulir",
            prepare=steps.receive_sheet,
            perform=steps.hand_in,
            opened=steps.reopen,
            parts=steps.parts,
        ),
        Act(
            "rekap",
            "Selesaikan rekapitulasi",
            obstacle=lambda visit: steps.all_handed_in(visit) or steps.has_measurement(visit),
        ),
        Act("ukur", "Ukur capaian", perform=steps.measure_cycle),
        Act("lapor", "Kirim draft laporan", check=steps.check_report),
        Act("telaah", "Kirim keputusan", check=steps.check_review, perform=steps.review),
        Act("sampaikan", "Sampaikan", received=steps.receive, hands_over=True),
        Act("arsip", "Arsipkan", check=steps.check_shelving),
    ):
        register_act(act)
