"""What the page of process and target shows: how the work went and, apart from it, how many targets were reached."""

from dataclasses import dataclass
from datetime import datetime

from kinerja.core.calendar import Calendar
from kinerja.performance.process import ProcessSuccess, StepTime, TargetSuccess
from kinerja.web.parts import Badge
from kinerja.web.result_rows import Fact
from kinerja.web.running import IN_TIME, LATE, RUNNING, printed

OVER = Badge("warning", "clock", "Melewati mutu baku")


@dataclass(frozen=True, slots=True)
class StepLine:
    """One visit of a step; times as the procedure counts them, "" where there is none yet."""

    step: int
    text: str
    visit: str
    standard: str
    actual: str
    waiting: str
    due_at: datetime
    ended_at: datetime | None
    states: tuple[Badge, ...]


@dataclass(frozen=True, slots=True)
class CaseSteps:
    """The visits of one procedure of the cycle."""

    name: str
    lines: tuple[StepLine, ...]


def case_steps(process: ProcessSuccess, calendar: Calendar) -> list[CaseSteps]:
    """Return every visit of the cycle by its procedure, in the order in which they ran."""
    names = dict.fromkeys(step.case for step in process.steps)
    return [
        CaseSteps(name, tuple(_step(step, calendar) for step in process.steps if step.case == name)) for name in names
    ]


def _step(step: StepTime, calendar: Calendar) -> StepLine:
    told = [step.unit] if step.unit else []
    told += [f"kunjungan ke-{step.visit}"] if step.visit > 1 else []
    punctual = LATE if step.late else IN_TIME if step.ended_at else RUNNING
    return StepLine(
        step=step.step,
        text=step.text,
        visit=", ".join(told),
        standard=printed(step.standard, calendar),
        actual=printed(step.actual, calendar),
        waiting=printed(step.waiting, calendar),
        due_at=step.due_at,
        ended_at=step.ended_at,
        states=(punctual, OVER) if step.within_standard is False else (punctual,),
    )


def process_facts(process: ProcessSuccess) -> list[Fact]:
    """Return whether the work was on time, complete and verified, in sentences."""
    return [
        Fact(
            "Tepat waktu",
            f"{process.in_time} dari {process.ended} kunjungan langkah yang selesai memenuhi tenggatnya; "
            f"{process.late} terlambat.",
        ),
        Fact(
            "Mutu baku",
            f"{process.within_standard} dalam waktu baku, {process.over_standard} melewatinya; "
            f"{process.returned} kali dikembalikan.",
        ),
        Fact(
            "Formulir",
            f"{process.sheets_in_time} dari {process.sheets} unit menyerahkan tepat waktu, "
            f"{process.sheets_late} terlambat.",
        ),
        Fact(
            "Lengkap",
            f"{process.filled} dari {process.figures} indikator terisi, {process.unavailable} tidak tersedia dengan "
            f"alasan, {process.missing} belum lapor.",
        ),
        Fact("Terverifikasi", f"{process.settled} dari {process.figures} angka diverifikasi atau ditetapkan."),
    ]


def target_facts(target: TargetSuccess) -> list[Fact]:
    """Return how many indicators reached their target, in sentences."""
    return [
        Fact(
            "Target tercapai", f"{target.reached} dari {target.measured} indikator terukur mencapai 100,00% atau lebih."
        ),
        Fact("Belum tercapai", f"{target.missed} indikator, {target.low} di antaranya memerlukan rencana aksi."),
        Fact("Tanpa angka capaian", f"{target.without_figure} indikator, masing-masing dengan alasannya."),
    ]
