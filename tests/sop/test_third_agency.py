"""A third agency with a procedure of its own, typed as a file: other lanes, another order, one step more."""

from pathlib import Path
from typing import Any

import pytest

from kinerja.core.calendar import Period
from kinerja.documents.models import Paper
from kinerja.people.acting import System
from kinerja.people.models import Agency, Post
from kinerja.people.operations import AgencyDescription, found_agency
from kinerja.performance.models import Figure, FigureState
from kinerja.planning.operations import PlanDescription, lay_down_plan
from kinerja.sop.enactment import put_in_force
from kinerja.sop.models import Case, Procedure, Visit
from kinerja.sop.operations import start_case
from tests import kecamatan
from tests.cast import NODES, NOW, SINCE, indicator, person, refusal

FILE = Path(__file__).parent / "cases" / "dinas-pengumpulan.toml"


def unit(code: str, **rest: Any) -> dict[str, Any]:
    return {"code": code, "name": code.title(), **rest}


def post(code: str, unit: str, **rest: Any) -> dict[str, Any]:
    return {"code": code, "title": code.replace("-", " ").title(), "unit": unit, **rest}


OFFICE = AgencyDescription(
    government={"name": "Pemerintah Kabupaten Contoh", "region": "Kabupaten Contoh", "seat": "Contoh", "zone": "WITA"},
    agency={"code": "dinas", "name": "Dinas Contoh", "short_name": "Dinas"},
    units=(unit("dinas"), unit("program"), unit("bidang-satu"), unit("bidang-dua")),
    posts=(
        post("kepala-dinas", "dinas", heads_unit=True, heads_agency=True),
        post("sekretaris-dinas", "dinas", above="kepala-dinas"),
        post("kasubag-program", "program", above="sekretaris-dinas", heads_unit=True),
        post("kabid-satu", "bidang-satu", above="kepala-dinas", heads_unit=True),
        post("staf-satu", "bidang-satu", above="kabid-satu"),
        post("kabid-dua", "bidang-dua", above="kepala-dinas", heads_unit=True),
        post("staf-dua", "bidang-dua", above="kabid-dua"),
    ),
    team={"code": "sakip", "name": "Tim SAKIP Dinas", "members": {"ketua": ["sekretaris-dinas"]}},
    lanes=(
        {"procedure": "dinas-pengumpulan", "lane": "Kepala Dinas", "posts": ["kepala-dinas"]},
        {"procedure": "dinas-pengumpulan", "lane": "Sekretaris Dinas", "posts": ["sekretaris-dinas"]},
        {"procedure": "dinas-pengumpulan", "lane": "Subbagian Program", "posts": ["kasubag-program"]},
        {"procedure": "dinas-pengumpulan", "lane": "Bidang", "posts": ["kabid-satu", "kabid-dua"]},
    ),
    calendar={"years": [2024]},
)
QUARTERS = ("1", "1", "1", "1")
PLAN = PlanDescription(
    nodes=NODES,
    indicators=(
        indicator("UMPEG", "S1", "bidang-satu", "4", QUARTERS, responsible="kabid-satu"),
        indicator("PKP", "S1", "bidang-dua", "4", QUARTERS, responsible="kabid-dua"),
    ),
)


@pytest.fixture
def office(db: None, vault_root: Path) -> Agency:
    agency = found_agency(description=OFFICE, since=SINCE, by=System(0), at=NOW)
    lay_down_plan(agency=agency, year=2024, plan=PLAN, since=SINCE, by=System(agency.pk), at=NOW)
    return agency


@pytest.fixture
def procedure(office: Agency) -> Procedure:
    return put_in_force(agency_id=office.pk, text=FILE.read_text("utf-8"), since=SINCE, by=System(office.pk), at=NOW)


@pytest.fixture
def case(office: Agency, procedure: Procedure) -> Case:
    head = person(Post.objects.get(agency=office, code="kepala-dinas"))
    return start_case(
        procedure_id=procedure.pk, period=Period.parse("2024-tw1"), trigger="Kalender siklus", by=head, at=NOW
    )


def test_its_nine_steps_run_to_the_archive(case: Case) -> None:
    kecamatan.carry(case)
    assert case.finished_at is not None
    assert sorted(set(Visit.objects.filter(case=case).values_list("step", flat=True))) == list(range(1, 10))
    assert set(Figure.objects.values_list("state", flat=True)) == {FigureState.FINAL}


def test_every_output_that_its_file_names_is_a_paper(case: Case) -> None:
    kecamatan.carry(case)
    named = {name for step in case.spec.steps for name in step.outputs}
    assert named <= set(Paper.objects.filter(case=case).values_list("title", flat=True))


def test_its_validation_sends_one_unit_back(case: Case, office: Agency) -> None:
    kecamatan.carry(case, until=6)
    one = Post.objects.get(agency=office, code="kabid-dua").unit
    kecamatan.do(Visit.objects.get(case=case, step=6), refusal(5, units=[one.pk]))
    assert [visit.unit for visit in Visit.objects.filter(case=case, ended_at__isnull=True)] == [one]
    kecamatan.carry(case)
    assert Visit.objects.filter(case=case, step=6).count() == 2
