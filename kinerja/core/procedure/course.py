"""How a procedure runs: what opens when, where a tidak leads, which papers a step still lacks.

Numbers of steps go in and come out; who performs them, when, and which papers lie in the folder is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass

from kinerja.core.procedure.model import Document, Procedure


@dataclass(frozen=True, slots=True)
class Move:
    """What follows when a step has ended: the steps that open now, or the end of the procedure."""

    opens: tuple[int, ...]
    finished: bool


def first_steps(procedure: Procedure) -> tuple[int, ...]:
    """Return the steps that open when a case begins: step 1 and whatever opens together with it."""
    return procedure.group(1)


def after(procedure: Procedure, *, step: int, still_open: frozenset[int]) -> Move:
    """Return what follows once a step has ended (with ya, where it decides).

    `still_open` are the steps of the case open at that moment; the ended one may still be among them. While another
    step of the same group is open nothing follows yet: the last one to end opens the next group.
    """
    group = procedure.group(step)
    if still_open & frozenset(group) - {step}:
        return Move(opens=(), finished=False)
    if group[-1] == procedure.last_step:
        return Move(opens=(), finished=True)
    return Move(opens=procedure.group(group[-1] + 1), finished=False)


def returned(procedure: Procedure, *, step: int, target: int) -> tuple[int, ...]:
    """Return the steps that are visited again when a decision answers tidak, from the target up to the decider.

    The target opens at once, the others through `after`. Steps that once opened together with the target are not
    visited again: their papers stand, and the decider names them apart (`allowed`) if they too must come back. Raises
    ValueError, with a sentence, if the step decides nothing or may not return there.
    """
    decision = procedure.step(step).decision
    if decision is None:
        raise ValueError(f"Langkah {step} tidak mempunyai keputusan, jadi tidak dapat mengembalikan pekerjaan.")
    if target not in decision.targets:
        choices = " atau ".join(str(no) for no in decision.targets)
        raise ValueError(f"Langkah {step} tidak boleh mengembalikan ke langkah {target}. Pilih langkah {choices}.")
    return (target, *range(procedure.group(target)[-1] + 1, step + 1))


def needs(procedure: Procedure, no: int) -> tuple[Document, ...]:
    """Return the papers that a step needs (kelengkapan), as its row names them."""
    return tuple(procedure.document(name) for name in procedure.step(no).inputs)


def makes(procedure: Procedure, no: int) -> tuple[Document, ...]:
    """Return the papers with which a step ends (output), as its row names them."""
    return tuple(procedure.document(name) for name in procedure.step(no).outputs)


def missing(procedure: Procedure, *, step: int, present: frozenset[str]) -> tuple[Document, ...]:
    """Return the papers that a step needs and the case folder does not hold.

    `present` are names of papers; a name and its aliases are the same paper. The folder itself ("berkas") is never
    missing.
    """
    return tuple(
        document
        for document in needs(procedure, step)
        if not document.whole_folder and present.isdisjoint({document.name, *document.aliases})
    )
