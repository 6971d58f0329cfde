"""The kecamatan's plan of the demo: sixteen published rows as they stand, and one example of everything measurable."""

import tomllib
from collections import Counter
from typing import Any

import pytest

from kinerja.console.demo_data import plan_from
from kinerja.core.measure import Polarity
from kinerja.people.acting import System
from kinerja.people.models import Agency
from kinerja.people.operations import found_agency
from kinerja.planning.models import Card
from kinerja.planning.operations import lay_down_plan
from kinerja.planning.queries import cards_in_force, ceilings, nodes_of
from tests import kecamatan as district
from tests.cast import EXAMPLES, NOW, SINCE

FILE: dict[str, Any] = tomllib.loads((EXAMPLES / "demo" / "kecamatan-rencana.toml").read_text("utf-8"))


@pytest.fixture
def planned(db: None) -> Agency:
    agency = found_agency(description=district.describe(), since=SINCE, by=System(0), at=NOW)
    lay_down_plan(agency=agency, year=FILE["year"], plan=plan_from(FILE), since=SINCE, by=System(agency.pk), at=NOW)
    return agency


def cards(agency: Agency) -> list[Card]:
    return cards_in_force(agency_id=agency.pk, on=SINCE)


def test_the_published_rows_stand_as_they_were_printed(planned: Agency) -> None:
    copied = [card for card in cards(planned) if card.credit]
    assert len(copied) == 16
    assert {card.credit for card in copied} == {
        "S17: Target sub kegiatan (LKPJ/SIPD) Kabupaten Jember 2021, Kecamatan Ajung Kabupaten Jember"
    }
    assert Counter(card.measure_unit for card in copied) == {"Prosen": 15, "Tahun": 1}
    assert "Prosentasi Peninigkatan Efektifitas Kegiatan Pemerintahan" in {card.wording for card in copied}
    assert sum(ceilings(agency_id=planned.pk, year=2024).values()) == 3_289_422_693


def test_what_was_made_up_is_marked(planned: Agency) -> None:
    assert {card.indicator.node.level for card in cards(planned) if card.is_example} == {"sasaran"}
    assert not any(card.is_example for card in cards(planned) if card.credit)
    assert {node.code for node in nodes_of(planned.pk) if node.is_example} == {"T-1", "S-1", "S-2", "S-3"}


def test_each_of_the_seven_units_supplies_a_published_row(planned: Agency) -> None:
    copied = [card for card in cards(planned) if card.credit]
    assert {card.supplier.code for card in copied} == set(district.UNITS)
    assert all(card.supplier.code == card.responsible.code for card in cards(planned))


def test_everything_measurable_has_its_example(planned: Agency) -> None:
    rules = [card.rule for card in cards(planned)]
    assert {rule.polarity for rule in rules} == set(Polarity)
    assert {rule.aggregation.value for rule in rules} == {"jumlah", "terakhir", "rata-rata", "rasio"}
    assert {rule.nature.value for rule in rules} == {"mandiri", "kumulatif"}
    weights = [card.weight for card in cards(planned) if card.weight is not None]
    assert (sum(weights), len(weights)) == (100, 3)
