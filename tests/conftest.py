"""The fixed cast of the tests: one Sekretariat DPRD and one kecamatan with their posts, procedures and plans."""

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from kinerja.people.acting import Acting, System
from kinerja.people.models import Agency, Appointment
from kinerja.people.operations import found_agency
from kinerja.planning.models import Indicator
from kinerja.planning.operations import PlanDescription, lay_down_plan
from kinerja.sop.enactment import put_in_force
from kinerja.sop.models import Case, Procedure
from kinerja.sop.operations import start_case
from tests import kecamatan as district
from tests.cast import EXAMPLES, MIXED, NODES, NOW, PLAN, QUARTER, SINCE, carry, describe, fill_shelf


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Keep a file on one worker, and all journeys with their one demo on another; the longest begin first.

    The browser ends with the journeys: while it is open, no other test of that worker may ask the database.
    """
    for item in items:
        together = "journeys" if item.get_closest_marker("journey") else item.nodeid.split("::")[0]
        item.add_marker(pytest.mark.xdist_group(together))
    yield
    items.sort(key=lambda item: (not item.get_closest_marker("journey"), not item.get_closest_marker("spark")))


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
def mixed(
    setwan: Agency,
    procedures: dict[str, Procedure],
    acting: Callable[[str], Acting],
    request: pytest.FixtureRequest,
) -> Case:
    """The collecting procedure where the one unit of the plan `MIXED` (unless parametrized) fills its sheet."""
    by = acting("ketua-sakip")
    fill_shelf(setwan, by)
    plan = PlanDescription(nodes=NODES, indicators=tuple(getattr(request, "param", MIXED)))
    lay_down_plan(agency=setwan, year=2024, plan=plan, since=SINCE, by=by, at=NOW)
    procedure = procedures["setwan-pengumpulan"]
    case = start_case(procedure_id=procedure.pk, period=QUARTER, trigger="Kalender", by=acting("sekwan"), at=NOW)
    return carry(case, until=7)


@pytest.fixture
def mixed_measured(mixed: Case, procedures: dict[str, Procedure], acting: Callable[[str], Acting]) -> Case:
    """The measuring procedure of the plan `MIXED`, from order to archive."""
    carry(mixed)
    procedure = procedures["setwan-pengukuran"]
    return carry(start_case(procedure_id=procedure.pk, period=QUARTER, trigger="Kalender", by=acting("sekwan"), at=NOW))


@pytest.fixture
def measuring(collecting: Case, procedures: dict[str, Procedure], acting: Callable[[str], Acting]) -> Case:
    """The measuring procedure of quarter I, waiting for its order; the collecting one waits for its own."""
    procedure = procedures["setwan-pengukuran"]
    return start_case(procedure_id=procedure.pk, period=QUARTER, trigger="Kalender siklus", by=acting("sekwan"), at=NOW)


@pytest.fixture
def kecamatan(db: None, vault_root: Path) -> Agency:
    """The second agency with its small plan (`tests.kecamatan`) and its three procedures in force."""
    agency = found_agency(description=district.describe(), since=SINCE, by=System(0), at=NOW)
    by = district.post(agency, "kasubag-pkp")
    lay_down_plan(agency=agency, year=2024, plan=district.PLAN, since=SINCE, by=by, at=NOW)
    for file in district.FILES.values():
        put_in_force(agency_id=agency.pk, text=file.read_text("utf-8"), since=SINCE, by=System(agency.pk), at=NOW)
    return agency


@pytest.fixture
def begun(kecamatan: Agency) -> Callable[[str], Case]:
    """Begin a case of one of the kecamatan's procedures for quarter I, by its code."""

    def begin(code: str) -> Case:
        procedure = Procedure.objects.get(agency=kecamatan, code=code)
        by = district.post(kecamatan, "kasubag-pkp" if code == "bungursari-pengumpulan" else "camat")
        return start_case(procedure_id=procedure.pk, period=QUARTER, trigger="Kalender siklus", by=by, at=NOW)

    return begin
