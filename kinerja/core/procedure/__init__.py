"""A procedure (SOP) as data: its file read into frozen dataclasses, and the rules by which it runs.

`read` refuses a file that could not be run, with every fault at once; whatever it accepts can be walked from
`first_steps` through `after` to the end.

    model      the dataclasses and the closed vocabulary of acts
    file       the TOML file, read into the model
    soundness  what must hold between the parts of a file
    course     what opens next, what is visited again, what is missing
"""

from kinerja.core.procedure.course import Move, after, first_steps, makes, missing, needs, returned
from kinerja.core.procedure.file import read
from kinerja.core.procedure.model import (
    ACTS,
    ALWAYS_DECIDING,
    DECIDING,
    FANNED_OUT,
    PERFORMANCE_FORM,
    Accepted,
    Across,
    Decision,
    Document,
    Fault,
    Gate,
    IdentityChange,
    Procedure,
    Role,
    StandardTime,
    Step,
)

__all__ = [
    "ACTS",
    "ALWAYS_DECIDING",
    "DECIDING",
    "FANNED_OUT",
    "PERFORMANCE_FORM",
    "Accepted",
    "Across",
    "Decision",
    "Document",
    "Fault",
    "Gate",
    "IdentityChange",
    "Move",
    "Procedure",
    "Role",
    "StandardTime",
    "Step",
    "after",
    "first_steps",
    "makes",
    "missing",
    "needs",
    "read",
    "returned",
]
