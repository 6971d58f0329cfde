"""What must hold between the parts of a procedure file before a case may run on it.

Each rule yields its faults, so that whoever wrote the file sees all of them at once. Quality (verbs, outputs nobody
needs, revoked regulations) is no matter of soundness: a procedure with such findings can still be run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kinerja.core.procedure.model import ALWAYS_DECIDING, DECIDING, FINISHED, Fault, Procedure, Step, leader


def unsound(procedure: Procedure) -> Iterator[Fault]:
    """Yield every fault between the parts of a procedure; nothing where it can be run to its end."""
    yield from _numbers(procedure)
    yield from _lanes(procedure)
    yield from _names_of_papers(procedure)
    yield from _papers_of_steps(procedure)
    if [step.no for step in procedure.steps] == list(range(1, procedure.last_step + 1)):
        # Without sound numbers every reference to a step would be reported as well, and most of it wrongly.
        yield from _makers(procedure)
        yield from _decisions(procedure)
        yield from _together(procedure)
        yield from _ends(procedure)


def _numbers(procedure: Procedure) -> Iterator[Fault]:
    numbers = [step.no for step in procedure.steps]
    twice = [no for no, times in Counter(numbers).items() if no and times > 1]
    for no in twice:
        yield Fault(no, "no", f"Nomor langkah {no} dipakai lebih dari sekali. Beri setiap langkah satu nomor.")
    if all(numbers) and not twice and numbers != list(range(1, len(numbers) + 1)):
        given = ", ".join(str(no) for no in numbers)
        sentence = f"Nomor langkah tidak urut dari 1 ({given}). Urutkan langkah dan beri nomor 1 sampai {len(numbers)}."
        yield Fault(None, "langkah.no", sentence)


def _lanes(procedure: Procedure) -> Iterator[Fault]:
    choices = ", ".join(procedure.lanes)
    for step in procedure.steps:
        for field, lanes in (
            ("pelaksana", (step.performer,)),
            ("kepada", step.to),
            ("pembantu", step.helpers),
            ("peserta", step.attendees),
            ("diteruskan", step.forwarded_to),
        ):
            for lane in lanes:
                if lane.strip() and lane not in procedure.lanes:
                    sentence = f'{_row(step)} menyebut "{lane}" pada "{field}", padahal kolom pelaksana: {choices}.'
                    yield Fault(step.no or None, field, f"{sentence} Perbaiki namanya atau tambahkan kolomnya.")
    for role in procedure.roles:
        if role.lane and role.lane not in procedure.lanes:
            sentence = f'Peran menyebut pelaksana "{role.lane}", padahal kolom pelaksana: {choices}.'
            yield Fault(None, "peran.pelaksana", f"{sentence} Perbaiki namanya atau tambahkan kolomnya.")


def _names_of_papers(procedure: Procedure) -> Iterator[Fault]:
    names = Counter(name for paper in procedure.documents for name in dict.fromkeys((paper.name, *paper.aliases)))
    for name, times in names.items():
        if name and times > 1:
            sentence = f'Nama "{name}" dipakai {times} dokumen, sebagai nama atau alias. Sisakan pada satu dokumen.'
            yield Fault(None, "dokumen.nama", sentence)


def _papers_of_steps(procedure: Procedure) -> Iterator[Fault]:
    """Every input and output is declared under its own name, and both sides agree on which step makes it."""
    papers = {paper.name: paper for paper in procedure.documents}
    proper = {alias: paper.name for paper in procedure.documents for alias in paper.aliases}
    for step in procedure.steps:
        for field, given in (("kelengkapan", step.inputs), ("output", step.outputs)):
            for name in given:
                if name in papers:
                    continue
                advice = f'Tulis nama utamanya: "{proper[name]}".' if name in proper else "Daftarkan dokumen itu."
                sentence = f'{_row(step)} menyebut "{name}" pada "{field}", tetapi daftar dokumen tidak memuatnya.'
                yield Fault(step.no or None, field, f"{sentence} {advice}")
        for name in step.outputs:
            if step.no and name in papers and papers[name].origin != str(step.no):
                origin = papers[name].origin
                sentence = f'{_row(step)} menghasilkan "{name}", tetapi daftar dokumen mencatat asalnya "{origin}".'
                yield Fault(step.no, "output", f'{sentence} Samakan "asal" dengan nomor langkahnya.')


def _makers(procedure: Procedure) -> Iterator[Fault]:
    """Every paper made by a step is an output there, and no step waits for a paper of its own or of a later step."""
    outputs = {(step.no, name) for step in procedure.steps for name in step.outputs}
    makers = {paper.name: paper.maker for paper in procedure.documents if paper.maker is not None}
    for name, maker in makers.items():
        if (maker, name) not in outputs:
            sentence = f'Dokumen "{name}" berasal dari langkah {maker}, tetapi output langkah itu tidak memuatnya.'
            yield Fault(None, "dokumen.asal", f'{sentence} Perbaiki "asal" atau tambahkan output.')
    for step in procedure.steps:
        for name in step.inputs:
            if makers.get(name, 0) >= step.no:
                sentence = f'Langkah {step.no} membutuhkan "{name}", yang baru dibuat langkah {makers[name]}.'
                yield Fault(step.no, "kelengkapan", f"{sentence} Ubah urutan langkah atau kelengkapannya.")


def _decisions(procedure: Procedure) -> Iterator[Fault]:
    for step in procedure.steps:
        decision, acts = step.decision, " dan ".join(step.acts)
        if decision is None:
            if not ALWAYS_DECIDING.isdisjoint(step.acts):
                sentence = f"Langkah {step.no} bertindak {acts} tetapi tidak mempunyai keputusan."
                yield Fault(step.no, "keputusan", f"{sentence} Tulis ya dan tidak beserta langkah tujuannya.")
            continue
        if DECIDING.isdisjoint(step.acts):
            sentence = f"Langkah {step.no} mempunyai keputusan, padahal tindakan {acts} tidak memutuskan apa pun."
            yield Fault(step.no, "keputusan", f"{sentence} Hapus keputusannya atau ganti tindakannya.")
        # Any other ya would leave the steps in between unreachable: a tidak only ever goes back.
        following = step.no + 1 if step.no < procedure.last_step else None
        if decision.yes not in (following, 0):
            wanted = following or f'"{FINISHED}"'
            sentence = f"Ya pada langkah {step.no} tidak menuju langkah berikutnya, sehingga ada langkah yang terlewat."
            yield Fault(step.no, "keputusan.ya", f"{sentence} Tulis ya = {wanted}.")
        for field, targets in (("keputusan.tidak", (decision.no,)), ("keputusan.boleh", decision.allowed)):
            for target in targets:
                if target >= step.no:
                    sentence = f"Tidak pada langkah {step.no} kembali ke langkah {target}, yang tidak mendahuluinya."
                    yield Fault(step.no, field, f"{sentence} Pilih langkah sebelum langkah {step.no}.")


def _together(procedure: Procedure) -> Iterator[Fault]:
    steps = procedure.steps
    ahead = [step.no for step in steps if any(no >= step.no for no in step.together)]
    for no in ahead:
        sentence = f"Langkah {no} dibuka bersama langkah yang tidak mendahuluinya."
        yield Fault(no, "bersama", f'{sentence} Tulis "bersama" pada langkah yang lebih akhir.')
    if ahead:
        return  # who leads a group cannot be told any more
    for step in steps:
        if step.together and len({leader(steps, no) for no in (*step.together, step.no - 1)}) > 1:
            sentence = f"Langkah {step.no} dibuka bersama langkah yang terpisah darinya oleh langkah lain."
            yield Fault(step.no, "bersama", f"{sentence} Susun langkah yang dibuka bersama berurutan.")
        if step.decision is not None and len(procedure.group(step.no)) > 1:
            sentence = f"Langkah {step.no} memutuskan, jadi tidak dapat dibuka bersama langkah lain."
            yield Fault(step.no, "bersama", f"{sentence} Buka langkah itu sesudah langkah lain selesai.")


def _ends(procedure: Procedure) -> Iterator[Fault]:
    last = procedure.last_step
    for step in procedure.steps:
        if step.no == last and not step.ends:
            sentence = f"Langkah terakhir, langkah {last}, tidak menutup prosedur. Tambahkan selesai = true."
            yield Fault(last, "selesai", sentence)
        if step.no != last and step.ends:
            sentence = f"Langkah {step.no} menutup prosedur sebelum langkah terakhir. Hapus selesai di sana."
            yield Fault(step.no, "selesai", sentence)
    if procedure.gate is not None and procedure.gate.step > last:
        sentence = (
            f"Gerbang menunjuk langkah {procedure.gate.step}, padahal langkah terakhir {last}. Perbaiki nomornya."
        )
        yield Fault(None, "gerbang.langkah", sentence)


def _row(step: Step) -> str:
    return f"Langkah {step.no}" if step.no else "Langkah tanpa nomor"
