"""What the pages of procedures show: the official form's identity block, steps by lane, and what was reconciled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from kinerja.core import procedure as rules
from kinerja.core.calendar import duration, long_date
from kinerja.sop.models import Procedure


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """A procedure in the list of those in force."""

    url: str
    name: str
    number: str
    version: str
    effective_on: date
    signed_by: str
    step_count: int
    standard: str
    status: str


def procedure_line(procedure: Procedure, day_minutes: int) -> ProcedureLine:
    """Return a procedure for the list; `day_minutes` are the net minutes of the agency's ordinary day."""
    spec = procedure.spec
    return ProcedureLine(
        url=reverse("procedure", args=[procedure.pk]),
        name=spec.name,
        number=spec.number,
        version=spec.version,
        effective_on=spec.effective_on or procedure.validity.lower,
        signed_by=spec.approved_by,
        step_count=len(spec.steps),
        standard=duration(sum(step.time.minutes(day_minutes) for step in spec.steps), day_minutes),
        status=_sentence(spec.status),
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}{'' if text.endswith('.') else '.'}" if text else ""


@dataclass(frozen=True, slots=True)
class Identity:
    """One box of the identity block, with its label as the official form writes it."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step with its mark in the lane of its performer; `lanes` has one mark ("" = none) per lane."""

    no: int
    text: str
    mark: str
    mark_name: str
    lane: str
    lanes: tuple[str, ...]
    also: str
    inputs: tuple[str, ...]
    standard: str
    outputs: tuple[str, ...]
    remark: str
    decision: str
    gate: str
    notes: tuple[Identity, ...]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What the reconciliation changed outside the steps."""

    field: str
    printed: str
    becomes: str
    reason: str
    proposed: bool


# PermenPANRB 35/2012: a capsule begins and ends, a box is an activity, a diamond decides.
MARK_NAMES = {"capsule": "mulai atau selesai", "box": "kegiatan", "diamond": "keputusan"}


def procedure_page(procedure: Procedure) -> dict[str, Any]:
    """Return the context of the page of one procedure."""
    spec = procedure.spec
    names = dict(Procedure.objects.filter(agency_id=procedure.agency_id).values_list("code", "name"))
    return {
        "procedure": {
            "name": spec.name,
            "number": spec.number,
            "version": spec.version,
            "government": spec.government,
            "unit": spec.unit,
            "status": _sentence(spec.status),
            "since": procedure.validity.lower,
        },
        "identity": _identity(spec),
        "qualities": _qualities(spec),
        "lanes": spec.lanes,
        "steps": [_step(spec, step, names) for step in spec.steps],
        "has_remarks": any(step.remark for step in spec.steps),
        "narrative": [
            Identity(_sentence(key.replace("_", " ")).rstrip("."), lines) for key, lines in spec.narrative.items()
        ],
        "changes": [
            ChangeLine(_field(row.field), row.printed, row.becomes, row.reason, row.proposed)
            for row in spec.identity_changes
        ],
        "accepted": [
            Identity(f"{_sentence(row.finding).rstrip('.')}: {row.subject}", (row.reason,)) for row in spec.accepted
        ],
    }


def _field(name: str) -> str:
    return _sentence(name.removeprefix("narasi.").replace("_", " ")).rstrip(".")


def _day(day: date | None) -> str:
    return long_date(day) if day else "belum diisi"


def _identity(spec: rules.Procedure) -> list[Identity]:
    signature = f" (tanda tangan {spec.signature})" if spec.signature else ""
    return [
        Identity("Nomor SOP", (spec.number or "Belum bernomor",)),
        Identity("Tanggal pembuatan", (_day(spec.made_on),)),
        Identity("Tanggal revisi", (_day(spec.revised_on),)),
        Identity("Tanggal efektif", (_day(spec.effective_on),)),
        Identity("Disahkan oleh", (f"{spec.approved_by}{signature}",)),
        Identity("Nama SOP", (spec.name,)),
        Identity("Dijalankan", (" dan ".join(spec.frequency) or "menurut perintah",)),
        Identity("Dimulai oleh", (" atau ".join(spec.triggers),)),
    ]


def _qualities(spec: rules.Procedure) -> list[Identity]:
    boxes = (
        ("Dasar hukum", spec.legal_basis),
        ("Kualifikasi pelaksana", spec.qualifications),
        ("Keterkaitan", spec.related),
        ("Peralatan/perlengkapan", spec.equipment),
        ("Peringatan", spec.warnings),
        ("Pencatatan dan pendataan", spec.recording),
    )
    return [Identity(label, lines) for label, lines in boxes if lines]


def _step(spec: rules.Procedure, step: rules.Step, names: Mapping[str, str]) -> StepLine:
    mark = "diamond" if step.decision else "capsule" if step.no in (1, len(spec.steps)) or step.ends else "box"
    return StepLine(
        no=step.no,
        text=step.text,
        mark=mark,
        mark_name=MARK_NAMES[mark],
        lane=step.performer,
        lanes=tuple(mark if lane == step.performer else "" for lane in spec.lanes),
        also=_also(step),
        inputs=step.inputs,
        standard=str(step.time),
        outputs=step.outputs,
        remark=step.remark,
        decision=_decision(step.decision, len(spec.steps), names) if step.decision else "",
        gate=_gate(spec.gate, names) if spec.gate and spec.gate.step == step.no else "",
        notes=_notes(step),
    )


def _also(step: rules.Step) -> str:
    parts = (
        ("dibantu", step.helpers),
        ("dihadiri", step.attendees),
        ("kepada", step.to),
        ("diteruskan kepada", step.forwarded_to),
    )
    told = [f"{word} {_listed(names)}" for word, names in parts if names]
    if step.together:
        told.append(f"bersama langkah {_listed([str(no) for no in step.together])}")
    return "; ".join(told)


def _listed(words: Sequence[str], last: str = "dan") -> str:
    """Return words as a sentence lists them: "7, 8, dan 9"."""
    if len(words) < 3:
        return f" {last} ".join(words)
    return f"{', '.join(words[:-1])}, {last} {words[-1]}"


def _decision(decision: rules.Decision, last: int, names: Mapping[str, str]) -> str:
    yes = f"langkah {decision.yes}" if decision.yes is not None and decision.yes <= last else "selesai"
    others = [str(no) for no in decision.targets if no != decision.no]
    choice = f" (boleh langkah {_listed(others, 'atau')})" if others else ""
    per = f" untuk {_listed(decision.per, 'atau')} tertentu" if decision.per else ""
    needs = f", dengan {_listed(decision.required)}" if decision.required else ""
    across = "".join(
        f" Boleh juga membuka perbaikan pada langkah {row.step} {names.get(row.procedure, row.procedure)}."
        for row in decision.across
    )
    return f"Ya: {yes}. Tidak: kembali ke langkah {decision.no}{choice}{per}{needs}.{across}"


def _gate(gate: rules.Gate, names: Mapping[str, str]) -> str:
    name = names.get(gate.procedure, gate.procedure)
    return f"Menunggu jawaban “{gate.answer}” pada langkah {gate.awaited_step} {name} di periode yang sama."


def _notes(step: rules.Step) -> tuple[Identity, ...]:
    notes = []
    if step.note:
        notes.append(Identity("Catatan", (step.note,)))
    if step.reconciliation:
        notes.append(Identity("Rekonsiliasi", (step.reconciliation,)))
    if step.proposed:
        notes.append(Identity("Usul", (f"Tidak ada dalam naskah, diusulkan: {_listed(step.proposed)}.",)))
    return tuple(notes)
