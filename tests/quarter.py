"""A quarter of the cast played once per module: its measuring case waits at the review. Each test is rolled back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from kinerja.people.acting import Acting, System
from kinerja.people.models import Post
from kinerja.people.operations import found_agency
from kinerja.planning.operations import lay_down_plan
from kinerja.sop.enactment import put_in_force
from kinerja.sop.models import Case
from kinerja.sop.operations import start_case
from tests.cast import EXAMPLES, NOW, PLAN, QUARTER, SINCE, carry, describe, fill_shelf, person


@pytest.fixture(scope="module")
def quarter(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    vault = tmp_path_factory.mktemp("vault")
    with django_db_blocker.unblock(), override_settings(VAULT_ROOT=vault), transaction.atomic():
        agency = found_agency(description=describe(), since=SINCE, by=System(0), at=NOW)
        head, chair = (person(Post.objects.get(agency=agency, code=code)) for code in ("sekwan", "ketua-sakip"))
        fill_shelf(agency, chair)
        lay_down_plan(agency=agency, year=2024, plan=PLAN, since=SINCE, by=chair, at=NOW)
        cases = [_begun(agency.pk, code, head) for code in ("setwan-pengumpulan", "setwan-pengukuran")]
        carry(cases[0])
        yield carry(cases[1], until=8)
        transaction.set_rollback(True)


def _begun(agency_id: int, code: str, by: Acting) -> Case:
    text = (EXAMPLES / "sop" / f"{code}.toml").read_text("utf-8")
    procedure = put_in_force(agency_id=agency_id, text=text, since=SINCE, by=System(agency_id), at=NOW)
    return start_case(procedure_id=procedure.pk, period=QUARTER, trigger="Kalender siklus", by=by, at=NOW)


@pytest.fixture
def reviewed(quarter: Case, db: None) -> Case:
    """The measuring case of the quarter at its review, fresh from the database."""
    return Case.objects.select_related("procedure", "agency__government").get(pk=quarter.pk)


@pytest.fixture
def at_post(reviewed: Case) -> Any:
    """Return the holder of a post of the quarter's agency, acting in it."""
    return lambda code: person(Post.objects.get(agency_id=reviewed.agency_id, code=code))
