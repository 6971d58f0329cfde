"""The demo's play at both agencies: one quarter to the archive, the next one open at the filling step."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from kinerja.audit.log import latest, verify
from kinerja.console import summary
from kinerja.console.demo_data import AGENCIES, NoDemoData, demo_data
from kinerja.console.play import play
from kinerja.people.models import Agency, Message, Post
from kinerja.people.queries import calendar_of
from kinerja.performance.models import Analysis, Evidence, Figure, FollowUp, Sheet, SheetState, Spending
from kinerja.planning.models import Budget, Card, Comparison, ShelfDocument, Target, Yardstick
from kinerja.sop.models import FolderEntry, Initial, MeetingTask, Visit
from kinerja.sop.policy import initials_due, lanes_for

pytestmark = pytest.mark.django_db
COMMAND = "bungursari-pengukuran-urutan-terbit"
STEP_KEYS = {"no", "visit", "performer", "act", "state", "standard_minutes", "actual_minutes", "outputs"}


@pytest.fixture(scope="module")
def stage(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Agency, Path, list[str]]]:
    """The Setwan once everything is played, the folder with all papers, what was said; one play for all tests here."""
    folder = tmp_path_factory.mktemp("peragaan")
    said: list[str] = []
    with django_db_blocker.unblock(), override_settings(VAULT_ROOT=folder / "vault"), transaction.atomic():
        agency, _ = [play(demo_data(code), say=said.append) for code in AGENCIES]
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


@pytest.fixture
def kecamatan(stage: tuple[Agency, Path, list[str]]) -> Agency:
    return Agency.objects.get(code="bungursari")


def test_both_cases_of_the_first_quarter_are_archived_and_the_second_quarter_runs(told: dict[str, Any]) -> None:
    assert [(case["agency"], case["procedure"], case["period"], case["state"]) for case in told["cases"]] == [
        ("bungursari", "bungursari-pengumpulan", "2024-tw1", "selesai"),
        ("bungursari", "bungursari-pengukuran", "2024-tw1", "selesai"),
        ("bungursari", "bungursari-pengumpulan", "2024-tw2", "berjalan"),
        ("bungursari", "bungursari-pengukuran-urutan-terbit", "2024-tw2", "berjalan"),
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
    assert sum(row["agency"] == "setwan" for row in told["results"]) == 33
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
    assert len({row["predicate"] for row in told["results"] if row["agency"] == "setwan"} - {None}) == 5


def test_what_is_not_available_says_why_and_until_when(stage: tuple[Agency, Path, list[str]]) -> None:
    figure = Figure.objects.get(unavailable=True, agency=stage[0])
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


@pytest.mark.parametrize("code", ["setwan", "bungursari"])
def test_nobody_works_on_a_day_off_or_after_hours(stage: tuple[Agency, Path, list[str]], code: str) -> None:
    calendar = calendar_of(Agency.objects.get(code=code))
    for visit in Visit.objects.filter(taken_up_at__isnull=False, agency__code=code):
        for moment in (visit.taken_up_at, visit.ended_at or visit.taken_up_at):
            local = moment.astimezone(calendar.zone.tzinfo)
            windows = calendar.hours(local.date()).windows
            assert any(opens <= local.time() <= closes for opens, closes in windows), local


@pytest.mark.parametrize("code", ["setwan", "bungursari"])
def test_the_trail_is_whole_and_no_request_was_refused(stage: tuple[Agency, Path, list[str]], code: str) -> None:
    agency = Agency.objects.get(code=code)
    trail = latest(agency.pk, count=10_000)
    assert verify(agency.pk) == []
    assert "operation.refused" not in {line.name for line in trail}
    assert [line.at for line in trail] == sorted((line.at for line in trail), reverse=True)


def test_what_is_over_is_done_with(stage: tuple[Agency, Path, list[str]]) -> None:
    assert not Message.objects.filter(read_at__isnull=True, created_at__lt="2024-04-25T00:00+07:00").exists()
    assert MeetingTask.objects.filter(done_at__isnull=True).count() == 1  # at the Setwan, in its second quarter


def test_what_is_made_up_is_marked_and_what_is_not_is_credited(stage: tuple[Agency, Path, list[str]]) -> None:
    typed = Figure.objects.filter(typed_at__isnull=False)
    assert typed.filter(agency=stage[0]).count() > 33
    assert not typed.filter(is_example=False).exists()
    assert not ShelfDocument.objects.filter(is_example=False).exists()
    assert not Target.objects.filter(period__contains="tw", is_example=False).exists()
    for code, credit, made_up in (("setwan", "S16: Target sub kegiatan", 6), ("bungursari", "S17: Target", 10)):
        cards = Card.objects.filter(agency__code=code)
        assert not cards.filter(is_example=False).exclude(credit__startswith=credit).exists()
        assert cards.filter(is_example=True, credit="").count() == made_up


@pytest.mark.parametrize("code", ["setwan", "bungursari"])
def test_the_analysis_is_alive_and_everything_in_it_is_marked(stage: tuple[Agency, Path, list[str]], code: str) -> None:
    agency = Agency.objects.get(code=code)
    assert set(Yardstick.objects.filter(agency=agency).values_list("kind", flat=True)) == set(Comparison.values)
    spent = Spending.objects.filter(agency=agency, period="2024-tw1")
    assert spent.count() == Budget.objects.filter(agency=agency).count()
    actions = FollowUp.objects.filter(agency=agency, withdrawn_at__isnull=True)
    assert {done is None for done in actions.values_list("done_at", flat=True)} == {True, False}
    for model in (Yardstick, Spending, Analysis, FollowUp):
        assert set(model.objects.filter(agency=agency).values_list("is_example", flat=True)) == {True}


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
    assert said[0].startswith("Mendaftarkan Sekretariat")
    assert any(sentence.startswith("Mendaftarkan Kecamatan Bungursari") for sentence in said)
    assert said[-1].startswith("Selesai diputar")


def test_the_kecamatan_measures_in_fourteen_steps_after_one_return_to_one_unit(told: dict[str, Any]) -> None:
    collected = steps(told, "bungursari-pengumpulan", "2024-tw1")
    assert {step["no"] for step in steps(told, "bungursari-pengukuran", "2024-tw1")} == set(range(1, 15))
    assert [(step["no"], step.get("unit")) for step in collected if step["visit"] == 2] == [
        (2, "kasi-tapem"),
        (4, None),
    ]
    late = [
        (step["no"], step.get("unit"))
        for case in told["cases"]
        for step in case["steps"]
        if case["agency"] == "bungursari" and (step["actual_minutes"] or 0) > step["standard_minutes"]
    ]
    assert late == []


def test_the_kecamatan_shows_every_polarity_and_way_of_counting(kecamatan: Agency) -> None:
    cards = Card.objects.filter(agency=kecamatan)
    assert set(cards.values_list("polarity", flat=True)) == {
        "naik",
        "turun",
        "stabil",
        "rentang",
        "predikat",
        "ya/tidak",
    }
    rules = [figure.rule for figure in Figure.objects.filter(agency=kecamatan, cycle__period="2024-tw1")]
    assert {"rasio", "jumlah", "terakhir", "rata-rata"} == {rule.aggregation.value for rule in rules}
    assert {"mandiri", "kumulatif"} == {rule.nature.value for rule in rules}
    assert cards.filter(weight__isnull=False).exists()


def test_what_somebody_typed_himself_another_validates(kecamatan: Agency) -> None:
    checked = Visit.objects.filter(case__code="bungursari-pengukuran", step=4, agency=kecamatan)
    by_unit = dict(checked.values_list("unit__code", "ended_by__code"))
    assert (by_unit["kasi-ekbang"], by_unit["kasubag-pkp"]) == ("kasubag-pkp", "sekcam")
    assert by_unit["kasi-tapem"] == "kasi-tapem"


def test_the_order_of_the_first_quarter_went_through_all_hands_and_its_papers_lie_somewhere(kecamatan: Agency) -> None:
    parafs = Initial.objects.filter(agency=kecamatan, visit__case__period="2024-tw1").order_by("given_at")
    assert list(parafs.values_list("post__code", flat=True)) == ["sekcam", "kasubag-pkp"]
    assert FolderEntry.objects.filter(agency=kecamatan).exclude(hard_copy="").count() == 3


def test_the_kecamatan_fills_its_second_quarter_and_begins_the_published_order(
    kecamatan: Agency, told: dict[str, Any]
) -> None:
    filling = [step for step in steps(told, "bungursari-pengumpulan", "2024-tw2") if step["no"] == 2]
    assert Counter(step["state"] for step in filling) == {"selesai": 1, "dikerjakan": 2, "terbuka": 4}
    printed = steps(told, "bungursari-pengukuran-urutan-terbit", "2024-tw2")
    assert [(step["no"], step["state"]) for step in printed] == [(1, "selesai"), (2, "terbuka")]
    order = Visit.objects.get(agency=kecamatan, case__period="2024-tw2", case__code=COMMAND, step=1)
    due = initials_due(order, lanes_for(order.case, order.ended_at))
    assert [post.code for post in Post.objects.filter(pk__in=due)] == ["kasubag-pkp"]


@pytest.mark.parametrize("code", AGENCIES)
def test_the_demos_clock_is_the_same_at_every_agency(code: str) -> None:
    assert demo_data(code).clock.isoformat() == "2024-07-09T09:00:00+07:00"


def test_a_procedure_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NoDemoData, match=r"setwan\.toml tidak ditemukan"):
        demo_data(folder=tmp_path)
