"""The procedure file and the course of a procedure; the faults stand as data in cases/procedure-faults.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kinerja.core import procedure as procedures
from kinerja.core.procedure import Move, Procedure, StandardTime, after, first_steps, makes, missing, needs, returned

CASES = Path(__file__).parent / "cases"
EXAMPLES = Path(__file__).parents[2] / "examples"
GOOD = (CASES / "procedure.toml").read_text(encoding="utf-8")
FAULTS: list[dict[str, Any]] = tomllib.loads((CASES / "procedure-faults.toml").read_text(encoding="utf-8"))["kasus"]
RUNNABLE = sorted([*EXAMPLES.glob("sop/*.toml"), *EXAMPLES.glob("urutan-terbit/*.toml")])

# The acts of product.md, step by step: what the seeds' procedures do in their order.
SEED_ACTS = {
    "sop/setwan-pengumpulan": "perintah rapat rencana himpun siapkan distribusi isi rekap lapor telaah sampaikan arsip",
    "sop/setwan-pengukuran": "perintah rapat rencana siapkan ukur rekap lapor telaah sampaikan arsip",
    "sop/bungursari-pengukuran": "perintah siapkan distribusi validasi sampaikan rekap+ukur undang rapat sampaikan "
    "telaah tandatangan nomor gandakan arsip",
    "sop/bungursari-pengumpulan": "buka isi isi validasi rekap tetapkan",
    "urutan-terbit/bungursari-pengukuran": "perintah siapkan distribusi undang rapat rekap validasi sampaikan+ukur "
    "telaah sampaikan tandatangan nomor gandakan arsip",
}


def load(name: str) -> Procedure:
    procedure, faults = procedures.read((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8"))
    assert procedure is not None, faults
    return procedure


@pytest.fixture
def good() -> Procedure:
    procedure, faults = procedures.read(GOOD)
    assert procedure is not None, faults
    return procedure


def altered(case: dict[str, Any]) -> str:
    """The good file with the one change of a case, made inside the step it names, if it names one."""
    start = GOOD.index(f"[[langkah]]\nno = {case['di']}\n") if "di" in case else 0
    head, tail = GOOD[:start], GOOD[start:]
    assert case["ganti"] in tail.partition("\n[[langkah]]")[0], "the case changes nothing"
    return head + tail.replace(case["ganti"], case["dengan"], 1)


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case["fakta"])
def test_a_broken_file_is_refused_with_a_sentence_at_the_broken_place(case: dict[str, Any]) -> None:
    procedure, faults = procedures.read(altered(case))
    assert procedure is None
    found = [fault for fault in faults if (fault.step or 0, fault.field) == (case["langkah"], case["bagian"])]
    assert any(case["kalimat"] in fault.sentence for fault in found), faults
    assert all(fault.sentence.endswith(".") for fault in faults)


def test_every_fault_of_a_file_is_told_at_once_in_the_order_of_the_steps() -> None:
    wrong = GOOD.replace('nama = "Pengukuran Kinerja (contoh)"\n', "").replace('"telaah"', '"menelaah"')
    _, faults = procedures.read(wrong.replace("jumlah = 5,", "jumlah = -5,"))
    places = [(fault.step, fault.field) for fault in faults]
    assert places == [(None, "nama"), (1, "waktu.jumlah"), (5, "tindakan"), (5, "keputusan")]


@pytest.mark.parametrize("text", ["", "[[langkah]]", "langkah = 3", "dokumen = [[]]", "a = " + "[" * 5000, "x = 1\x00"])
def test_whatever_text_comes_in_there_is_an_answer_and_no_crash(text: str) -> None:
    procedure, faults = procedures.read(text)
    assert procedure is None
    assert faults


@pytest.mark.parametrize("number", ["1" + "0" * 6000, "inf", "1.5", "true"])
def test_a_step_number_that_counts_nothing_is_refused(number: str) -> None:
    procedure, faults = procedures.read(GOOD.replace("no = 2\n", f"no = {number}\n"))
    assert procedure is None
    assert faults[0].sentence.startswith(("Berkas prosedur tidak dapat dibaca", "Langkah ke-2"))


def test_the_file_becomes_the_procedure(good: Procedure) -> None:
    step = good.step(5)
    assert (good.code, good.made_on, good.revised_on, good.last_step) == (
        "contoh-pengukuran", date(2024, 1, 2), None, 6,
    )  # fmt: skip
    assert (step.performer, step.time, step.inputs, step.outputs) == (
        "Kepala Dinas", StandardTime(90, "menit"), ("Kertas kerja",), ("Laporan",),
    )  # fmt: skip
    assert step.decision is not None
    assert (step.decision.yes, step.decision.targets, step.decision.across[0].step) == (6, (2, 3, 4), 2)


def test_identity_narrative_gate_and_roles_are_kept(good: Procedure) -> None:
    assert good.gate == procedures.Gate(step=4, procedure="contoh-pengumpulan", awaited_step=3, answer="ya")
    assert good.narrative == {"tujuan": ("Kinerja terukur",)}
    assert good.roles == (procedures.Role(unit="", lane="Kasubag", posts=("Kasubag Umum",), sources=()),)


def test_a_procedure_knows_no_other_steps_and_papers(good: Procedure) -> None:
    with pytest.raises(LookupError, match=r"tidak mempunyai langkah 7\. Pilih langkah 1 sampai 6"):
        good.step(7)
    with pytest.raises(LookupError, match='tidak mempunyai dokumen "Notulen"'):
        good.document("Notulen")
    assert good.document("Surat Bupati").name == "Surat"


def test_one_day_is_the_working_minutes_of_the_agency() -> None:
    assert StandardTime(3, "hari").minutes() == 1350
    assert StandardTime(1, "hari").minutes(day_minutes=375) == 375
    assert [str(StandardTime(5, "menit")), str(StandardTime(1, "hari"))] == ["5 menit", "1 hari"]


def test_steps_that_belong_together_open_together_and_close_before_the_next(good: Procedure) -> None:
    assert after(good, step=1, still_open=frozenset()) == Move(opens=(2, 3), finished=False)
    assert after(good, step=2, still_open=frozenset({3})) == Move(opens=(), finished=False)
    assert after(good, step=3, still_open=frozenset({3})) == Move(opens=(4,), finished=False)


def test_the_last_step_finishes_the_procedure(good: Procedure) -> None:
    assert after(good, step=6, still_open=frozenset({6})) == Move(opens=(), finished=True)


def test_a_return_visits_everything_from_its_target_to_the_decider(good: Procedure) -> None:
    assert returned(good, step=5, target=4) == (4, 5)
    assert returned(good, step=5, target=3) == (3, 4, 5)


def test_a_return_to_one_of_two_parallel_steps_leaves_the_other_alone(good: Procedure) -> None:
    assert returned(good, step=5, target=2) == (2, 4, 5)
    assert after(good, step=2, still_open=frozenset({2})) == Move(opens=(4,), finished=False)


def test_a_return_goes_nowhere_but_where_the_procedure_allows(good: Procedure) -> None:
    with pytest.raises(ValueError, match=r"tidak boleh mengembalikan ke langkah 1\. Pilih langkah 2 atau 3 atau 4"):
        returned(good, step=5, target=1)
    with pytest.raises(ValueError, match="Langkah 4 tidak mempunyai keputusan"):
        returned(good, step=4, target=2)


def test_a_missing_paper_is_named_until_it_lies_in_the_folder(good: Procedure) -> None:
    names = [paper.name for paper in missing(good, step=4, present=frozenset({"Data pegawai", "Surat"}))]
    assert names == ["Formulir terisi"]
    assert missing(good, step=4, present=frozenset({"Data pegawai", "Formulir terisi"})) == ()


def test_an_alias_is_the_same_paper_and_the_folder_itself_is_never_missing(good: Procedure) -> None:
    assert [paper.name for paper in missing(good, step=1, present=frozenset())] == ["Surat"]
    assert missing(good, step=1, present=frozenset({"Surat Bupati"})) == ()
    assert missing(good, step=6, present=frozenset()) == ()


def test_inputs_and_outputs_come_as_papers(good: Procedure) -> None:
    assert [paper.maker for paper in needs(good, 4)] == [2, 3]
    assert [(paper.name, paper.evidence) for paper in makes(good, 5)] == [("Laporan", True)]


# --- the procedures of the two seeds ----------------------------------------------------------------------------------


def walk(procedure: Procedure, on_visit: Callable[[int], None] = lambda no: None) -> list[int]:
    """Every step in the order in which it ends, each answering ya, the lowest open number first."""
    ended: list[int] = []
    opened = set(first_steps(procedure))
    while opened:
        step = min(opened)
        on_visit(step)
        move = after(procedure, step=step, still_open=frozenset(opened))
        opened = (opened - {step}) | set(move.opens)
        ended.append(step)
        assert move.finished == (step == procedure.last_step)
    return ended


@pytest.mark.parametrize("name", SEED_ACTS)
def test_a_procedure_of_the_seeds_does_the_acts_of_the_product(name: str) -> None:
    procedure = load(name)
    assert " ".join("+".join(step.acts) for step in procedure.steps) == SEED_ACTS[name]


@pytest.mark.parametrize("path", RUNNABLE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_procedure_of_the_seeds_walks_to_its_end_with_every_paper_made_in_time(path: Path) -> None:
    procedure = load(f"{path.parent.name}/{path.stem}")
    folder = {paper.name for paper in procedure.documents if paper.outside}

    def visit(no: int) -> None:
        assert missing(procedure, step=no, present=frozenset(folder)) == ()
        folder.update(paper.name for paper in makes(procedure, no))

    assert walk(procedure, visit) == [step.no for step in procedure.steps]


@pytest.mark.parametrize("path", RUNNABLE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_return_of_the_seeds_comes_back_to_its_decider(path: Path) -> None:
    procedure = load(f"{path.parent.name}/{path.stem}")
    returns = [(step.no, target) for step in procedure.steps if step.decision for target in step.decision.targets]
    assert returns
    for step, target in returns:
        visited, opened = [], {target}
        while step not in visited:
            no = min(opened)
            visited.append(no)
            opened = (opened - {no}) | set(after(procedure, step=no, still_open=frozenset(opened)).opens)
        assert tuple(visited) == returned(procedure, step=step, target=target)


def test_all_runnable_examples_are_tested() -> None:
    assert {f"{path.parent.name}/{path.stem}" for path in RUNNABLE} == SEED_ACTS.keys()


def test_setwan_returns_a_collection_to_the_recap_or_to_the_units() -> None:
    collecting = load("sop/setwan-pengumpulan")
    assert returned(collecting, step=10, target=8) == (8, 9, 10)
    assert returned(collecting, step=10, target=7) == (7, 8, 9, 10)
    assert collecting.step(10).fans_out is False
    assert collecting.step(7).fans_out is True


def test_setwan_sends_wrong_data_back_to_the_other_procedure() -> None:
    measuring = load("sop/setwan-pengukuran")
    decision = measuring.step(8).decision
    assert decision is not None
    assert decision.across == (procedures.Across(procedure="setwan-pengumpulan", step=7),)
    assert returned(measuring, step=8, target=decision.no) == (6, 7, 8)


def test_a_gate_of_the_seeds_waits_for_a_step_that_decides() -> None:
    for name in ("sop/setwan-pengukuran", "sop/bungursari-pengukuran", "urutan-terbit/bungursari-pengukuran"):
        measuring = load(name)
        assert measuring.gate is not None
        assert "ukur" in measuring.step(measuring.gate.step).acts
        assert load(f"sop/{measuring.gate.procedure}").step(measuring.gate.awaited_step).decision is not None


def test_bungursari_collects_performance_and_personnel_data_side_by_side() -> None:
    collecting = load("sop/bungursari-pengumpulan")
    assert after(collecting, step=1, still_open=frozenset()).opens == (2, 3)
    assert after(collecting, step=3, still_open=frozenset({2})).opens == ()
    assert returned(collecting, step=4, target=2) == (2, 4)


def test_bungursari_prescribes_its_own_form_and_the_setwan_leaves_it_to_the_usual_one() -> None:
    guide = load("sop/bungursari-pengumpulan")
    assert (guide.form_title, len(guide.form_columns)) == ("Format Pengumpulan Data Kinerja", 7)
    assert guide.step(3).form == "kepegawaian"
    assert load("sop/setwan-pengumpulan").form_columns == ()


def test_the_standard_time_of_a_setwan_cycle_is_about_nine_working_days() -> None:
    """Seed times 5 hari + 430 menit and 2 hari + 455 menit (SW-X19), with the proposed times left out."""
    for name, days, minutes in (("sop/setwan-pengumpulan", 5, 430), ("sop/setwan-pengukuran", 2, 455)):
        times = [step.time for step in load(name).steps if "waktu" not in step.proposed]
        assert sum(time.amount for time in times if time.unit == "hari") == days
        assert sum(time.amount for time in times if time.unit == "menit") == minutes
