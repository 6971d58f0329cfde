"""The fixed cast of the tests: one Sekretariat DPRD with its posts, its two procedures and its plan."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kinerja.people.acting import Acting, System
from kinerja.people.models import Agency, Appointment
from kinerja.people.operations import found_agency
from kinerja.planning.models import Indicator
from kinerja.planning.operations import lay_down_plan
from kinerja.sop.models import Case, Procedure
from kinerja.sop.operations import put_in_force, start_case
from tests.cast import EXAMPLES, NOW, PLAN, QUARTER, SINCE, describe, fill_shelf


@pytest.fixture
def vault_root(settings: Any, tmp_path: Path) -> Path:
    settings.VAULT_ROOT = tmp_path / "vault"
    return tmp_path / "vault"


@pytest.fixture
def setwan(db: None, vault_root: Path) -> Agency:
    return found_agency(description=describe(), since=SINCE, by=System(0), at=NOW)


@pytest.fixture
def acting(setwan: Agency) -> Callable[[str], Acting]:
    def of(code: str) -> Acting:
        appointment = Appointment.objects.select_related("post__unit", "agency__government", "user").get(
            agency=setwan, post__code=code
        )
        return Acting(user=appointment.user, appointment=appointment)

    return of


@pytest.fixture
def procedures(setwan: Agency) -> dict[str, Procedure]:
    return {
        code: put_in_force(
            agency_id=setwan.pk,
            text=(EXAMPLES / "sop" / f"{code}.toml").read_text("utf-8"),
            since=SINCE,
            by=System(setwan.pk),
            at=NOW,
        )
        for code in ("setwan-pengumpulan", "setwan-pengukuran")
    }


@pytest.fixture
def plan(setwan: Agency, acting: Callable[[str], Acting]) -> list[Indicator]:
    """The small plan of `tests.cast` and the shelf."""
    by = acting("ketua-sakip")
    fill_shelf(setwan, by)
    return lay_down_plan(agency=setwan, year=2024, plan=PLAN, since=SINCE, by=by, at=NOW)


@pytest.fixture
def collecting(plan: list[Indicator], procedures: dict[str, Procedure], acting: Callable[[str], Acting]) -> Case:
    """The collecting procedure of quarter I, waiting for its order."""
    procedure = procedures["setwan-pengumpulan"]
    return start_case(procedure_id=procedure.pk, period=QUARTER, trigger="Kalender siklus", by=acting("sekwan"), at=NOW)


@pytest.fixture
def measuring(collecting: Case, procedures: dict[str, Procedure], acting: Callable[[str], Acting]) -> Case:
    """The measuring procedure of quarter I, waiting for its order; the collecting one waits for its own."""
    procedure = procedures["setwan-pengukuran"]
    return start_case(procedure_id=procedure.pk, period=QUARTER, trigger="Kalender siklus", by=acting("sekwan"), at=NOW)
