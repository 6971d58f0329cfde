"""What performance puts into the procedure's registers: the acts, and the other procedure's approved report."""

from kinerja.core.procedure import Document
from kinerja.performance.acts import deciding, filling, steps
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
    """Say what happens in every act that a procedure may name."""
    register_source("laporan hasil pengumpulan", approved_report)
    for act in (
        Act("perintah", "Kirim disposisi", check=steps.check_order, perform=steps.order),
        Act(
            "buka",
            "Buka periode",
            perform=lambda work: steps.order(work) + filling.distribute(work),
            obstacle=steps.period_runs,
        ),
        Act("undang", "Kirim undangan", check=steps.check_invitation),
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
        Act("distribusi", "Bagikan formulir", perform=filling.distribute),
        Act(
            "isi",
            "Serahkan formulir",
            check=filling.check_form,
            prepare=filling.receive_sheet,
            perform=filling.hand_in,
            opened=filling.reopen,
            parts=filling.parts,
            obstacle=filling.correction_awaited,
        ),
        Act(
            "validasi",
            "Kirim hasil validasi",
            check=deciding.check_validation,
            prepare=filling.receive_sheet,
            perform=deciding.validate,
            opened=filling.reopen,
            parts=filling.parts,
            doers=filling.validators,
            obstacle=deciding.validation_obstacle,
        ),
        Act("rekap", "Selesaikan rekapitulasi", obstacle=deciding.recap_obstacle),
        Act("ukur", "Ukur capaian", perform=deciding.measure_cycle, obstacle=deciding.figures_settled),
        Act("lapor", "Kirim draft laporan", check=deciding.check_report),
        Act(
            "telaah",
            "Kirim keputusan",
            check=deciding.check_review,
            perform=deciding.review,
            correct=deciding.correct,
        ),
        Act("tetapkan", "Tetapkan", check=deciding.check_maker, perform=deciding.decide),
        Act("sampaikan", "Sampaikan", received=deciding.receive, parts=filling.parts, hands_over=True),
        Act("tandatangan", "Tanda tangani", check=deciding.check_signature),
        Act("nomor", "Terbitkan surat pengantar", check=deciding.check_letter),
        Act("gandakan", "Selesai digandakan", check=deciding.check_copies),
        Act("arsip", "Arsipkan", check=deciding.check_shelving),
    ):
        register_act(act)
