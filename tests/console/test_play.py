"""The demo's play: one quarter to the archive of both procedures, the next one open at the filling step."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from kinerja.audit.log import latest, verify
from kinerja.console import summary
from kinerja.console.demo_data import demo_data
from kinerja.console.play import play
from kinerja.people.models import Agency, Message
from kinerja.people.queries import calendar_of
from kinerja.performance.models import Evidence, Figure, Sheet, SheetState
from kinerja.planning.models import Card, ShelfDocument, Target
from kinerja.sop.models import MeetingTask, Visit

pytestmark = pytest.mark.django_db
STEP_KEYS = {"no", "visit", "performer", "act", "state", "standard_minutes", "actual_minutes", "outputs"}


@pytest.fixture(scope="module")
def stage(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Agency, Path, list[str]]]:
    """The agency once everything is played, the folder with its papers, what was said; one play for all tests here."""
    folder = tmp_path_factory.mktemp("peragaan")
    said: list[str] = []
    with django_db_blocker.unblock(), override_settings(VAULT_ROOT=folder / "vault"), transaction.atomic():
        agency = play(demo_data(), say=said.append)
        output = folder / "out"
        output.mkdir()
        (output / "catatan saya.txt").write_text("tetap di sini")
        summary.write(output)
        yield agency, output, said
        transaction.set_rollback(True)


@pytest.fixture
def told(stage: tuple[Agency, Path, list[str]]) -> dict[str, Any]:
    return json.loads((stage[1] / "summary.json").read_text("utf-8"))


def steps(told: dict[str, Any], procedure: str, period: str) -> list[dict[str, Any]]:
    [found] = [case for case in told["cases"] if (case["procedure"], case["period"]) == (procedure, period)]
    return found["steps"]


def result(told: dict[str, Any], wording: str) -> dict[str, Any]:
    [found] = [row for row in told["results"] if row["indicator"].startswith(wording)]
    return found


def test_both_cases_of_the_first_quarter_are_archived_and_the_second_quarter_runs(told: dict[str, Any]) -> None:
    assert [(case["agency"], case["procedure"], case["period"], case["state"]) for case in told["cases"]] == [
        ("setwan", "setwan-pengumpulan", "2024-tw1", "selesai"),
        ("setwan", "setwan-pengukuran", "2024-tw1", "selesai"),
        ("setwan", "setwan-pengumpulan", "2024-tw2", "berjalan"),
    ]
    assert {step["no"] for step in steps(told, "setwan-pengumpulan", "2024-tw1")} == set(range(1, 13))
    assert {step["no"] for step in steps(told, "setwan-pengukuran", "2024-tw1")} == set(range(1, 11))


def test_the_second_quarter_waits_for_its_units(stage: tuple[Agency, Path, list[str]], told: dict[str, Any]) -> None:
    last = [step for step in steps(told, "setwan-pengumpulan", "2024-tw2") if step["no"] == 7]
    assert {step["unit"]: step["state"] for step in last} == {
        "subbag-keuangan": "dikerjakan",
        "jf-persidangan": "terbuka",
        "jf-pengawasan": "terbuka",
    }
    sheets = Sheet.objects.filter(cycle__agency=stage[0], cycle__period="2024-tw2")
    assert sorted(sheets.values_list("state", flat=True)) == [SheetState.EMPTY, SheetState.EMPTY, SheetState.DRAFT]


def test_one_return_goes_to_two_units_and_all_after_it_is_done_twice(told: dict[str, Any]) -> None:
    again = [step for step in steps(told, "setwan-pengumpulan", "2024-tw1") if step["visit"] == 2]
    assert [(step["no"], step.get("unit")) for step in again] == [
        (7, "subbag-keuangan"),
        (7, "jf-pengawasan"),
        (8, None),
        (9, None),
        (10, None),
    ]
    back = Visit.objects.get(step=7, number=2, unit__code="jf-pengawasan")
    assert back.scope == ["4.02.02.2.03.06"]
    assert Evidence.objects.filter(replaced_at__isnull=False).count() == 1


def test_the_results_hold_every_kind_that_the_demo_promises(told: dict[str, Any]) -> None:
    assert len(told["results"]) == 33
    assert result(told, "Rata-rata waktu penyelesaian risalah")["achievement"] == "107.14"  # turun: (2 x 7 - 6.5) / 7
    assert result(told, "Proses pembahasan Raperda")["realisation"] == "0"
    assert result(told, "Proses pembahasan Raperda")["achievement"] == "0.00"
    assert result(told, "Jumlah keluhan tertulis") == {
        "agency": "setwan",
        "period": "2024-tw1",
        "indicator": "Jumlah keluhan tertulis atas layanan keuangan DPRD yang tidak diselesaikan",
        "target": "0",
        "realisation": "0",
        "achievement": "100.00",
        "predicate": "Sangat Tinggi",
    }
    assert result(told, "Indeks kepuasan Pimpinan")["achievement"] is None
    assert len({row["predicate"] for row in told["results"]} - {None}) == 5


def test_what_is_not_available_says_why_and_until_when(stage: tuple[Agency, Path, list[str]]) -> None:
    figure = Figure.objects.get(unavailable=True)
    assert figure.unavailable_reason.startswith("Kuesioner triwulan I")
    assert str(figure.expected_on) == "2024-05-15"


def test_exactly_one_visit_takes_longer_than_its_standard(told: dict[str, Any]) -> None:
    late = [
        (case["period"], step["no"], step.get("unit"))
        for case in told["cases"]
        for step in case["steps"]
        if step["actual_minutes"] is not None and step["actual_minutes"] > step["standard_minutes"]
    ]
    assert late == [("2024-tw1", 7, "jf-pengawasan")]


def test_nobody_works_on_a_day_off_or_after_hours(stage: tuple[Agency, Path, list[str]]) -> None:
    calendar = calendar_of(stage[0])
    for visit in Visit.objects.filter(taken_up_at__isnull=False):
        for moment in (visit.taken_up_at, visit.ended_at or visit.taken_up_at):
            local = moment.astimezone(calendar.zone.tzinfo)
            windows = calendar.hours(local.date()).windows
            assert any(opens <= local.time() <= closes for opens, closes in windows), local


def test_the_trail_is_whole_and_no_request_was_refused(stage: tuple[Agency, Path, list[str]]) -> None:
    trail = latest(stage[0].pk, count=10_000)
    assert verify(stage[0].pk) == []
    assert "operation.refused" not in {line.name for line in trail}
    assert [line.at for line in trail] == sorted((line.at for line in trail), reverse=True)


def test_what_is_over_is_done_with(stage: tuple[Agency, Path, list[str]]) -> None:
    assert not Message.objects.filter(read_at__isnull=True, created_at__lt="2024-04-25T00:00+07:00").exists()
    assert MeetingTask.objects.filter(done_at__isnull=True).count() == 1


def test_what_is_made_up_is_marked_and_what_is_not_is_credited(stage: tuple[Agency, Path, list[str]]) -> None:
    typed = Figure.objects.filter(typed_at__isnull=False)
    assert typed.count() > 33
    assert not typed.filter(is_example=False).exists()
    assert not ShelfDocument.objects.filter(is_example=False).exists()
    assert not Target.objects.filter(period__contains="tw", is_example=False).exists()
    assert not Card.objects.filter(is_example=False).exclude(credit__startswith="S16: Target sub kegiatan").exists()
    assert Card.objects.filter(is_example=True, credit="").count() == 6


def test_every_step_of_the_summary_has_its_fields_and_its_papers_lie_in_the_folder(
    stage: tuple[Agency, Path, list[str]], told: dict[str, Any]
) -> None:
    for case in told["cases"]:
        place = f"{case['agency']}/{case['period']}/{case['procedure']}/"
        for step in case["steps"]:
            assert step.keys() - {"unit"} == STEP_KEYS
            for name in step["outputs"]:
                assert name.startswith(f"{place}{step['no']:02d}-{step['visit']}-")
                assert (stage[1] / name).read_bytes().startswith(b"%PDF-")


def test_writing_again_replaces_the_demo_papers_and_nothing_else(stage: tuple[Agency, Path, list[str]]) -> None:
    output = stage[1]
    before = sorted(output.rglob("*"))
    stale = next(output.rglob("*.pdf"))
    stale.write_bytes(b"lama")
    summary.write(output)
    assert sorted(output.rglob("*")) == before
    assert stale.read_bytes().startswith(b"%PDF-")
    assert (output / "catatan saya.txt").read_text() == "tetap di sini"


@pytest.mark.parametrize("text", ["{}", "[]", "bukan json", '{"cases": [{"steps": 1}]}'])
def test_a_summary_of_somebody_else_is_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "summary.json").write_text(text)
    with pytest.raises(summary.NotOurs, match="bukan milik peragaan"):
        summary.prepare(tmp_path)
    assert (tmp_path / "summary.json").read_text() == text


def test_a_summary_cannot_point_outside_its_folder(tmp_path: Path) -> None:
    outputs = ["../luar.pdf", "/luar.pdf", "setwan/summary.txt", "setwan/a.pdf"]
    (tmp_path / "summary.json").write_text(json.dumps({"cases": [{"steps": [{"outputs": outputs}]}], "results": []}))
    assert summary.prepare(tmp_path) == [tmp_path / "setwan" / "a.pdf"]


def test_progress_is_told_while_it_plays(stage: tuple[Agency, Path, list[str]]) -> None:
    said = stage[2]
    assert len(said) > 5
    assert said[0].startswith("Mendaftarkan")
    assert said[-1].startswith("Selesai diputar")
