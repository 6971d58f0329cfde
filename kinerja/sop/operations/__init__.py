"""Changes to running procedures. The floors above and the doors import from here.

`course` carries a case from step to step, `opening` opens its steps, `folder` keeps its papers, `following` what
orders and meetings leave to be done; `locking` is how every one of them begins.
"""

from kinerja.sop.operations.course import (
    complete_step,
    ensure_taken_up,
    prepare_step,
    receive_step,
    start_case,
    take_up,
)
from kinerja.sop.operations.folder import attach, note_hard_copy, outputs_of, put_output
from kinerja.sop.operations.following import decide_meeting, finish_meeting_task, give_initial
from kinerja.sop.operations.locking import lock_case

__all__ = [
    "attach",
    "complete_step",
    "decide_meeting",
    "ensure_taken_up",
    "finish_meeting_task",
    "give_initial",
    "lock_case",
    "note_hard_copy",
    "outputs_of",
    "prepare_step",
    "put_output",
    "receive_step",
    "start_case",
    "take_up",
]
