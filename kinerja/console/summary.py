"""What the headless demo leaves behind: every paper as a file with a readable name, and a summary for machines.

Everything is written into a folder beside its place first and moved there at the end, `summary.json` last, so that a
summary never names a file that is not there.
"""

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils.text import slugify

from kinerja.core.calendar import Calendar, working_minutes
from kinerja.core.quantity import Quantity
from kinerja.documents.models import Paper
from kinerja.documents.operations import bytes_of
from kinerja.people.models import Agency
from kinerja.people.queries import calendar_of
from kinerja.performance.models import Cycle, Result
from kinerja.performance.queries import results_of
from kinerja.sop.models import Case, Visit

SUMMARY = "summary.json"


class NotOurs(Exception):
    """The folder cannot take the demo's papers. Carries a whole sentence: what happened and what to do."""


def prepare(folder: Path) -> list[Path]:
    """Make the folder ready and return the papers that an earlier demo left there. Raises NotOurs.

    Asked before the play, so that nobody waits for a refusal.
    """
    if folder.exists() and not folder.is_dir():
        raise NotOurs(f"{folder} bukan folder. Pilih nama folder lain untuk --output.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as problem:
        raise NotOurs(f"Folder {folder} tidak dapat ditulisi. Pilih folder lain untuk --output.") from problem
    return _earlier(folder)


def write(folder: Path) -> Path:
    """Write the papers of all cases and the summary into the folder and return the summary's place. Raises NotOurs.

    Papers of an earlier demo are removed; whatever else lies in the folder stays.
    """
    old = prepare(folder)
    staging = Path(tempfile.mkdtemp(prefix=".peragaan-", dir=folder))
    try:
        told = {"cases": _cases(staging), "results": _results()}
        made = [file.relative_to(staging) for file in sorted(staging.rglob("*.pdf"))]
        (staging / SUMMARY).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")
        (folder / SUMMARY).unlink(missing_ok=True)
        _clear(folder, old)
        for name in made:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (staging / name).replace(folder / name)
        (staging / SUMMARY).replace(folder / SUMMARY)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return folder / SUMMARY


def _earlier(folder: Path) -> list[Path]:
    """Return the papers that the summary in the folder names. Raises NotOurs if it is no summary of a demo."""
    if not (folder / SUMMARY).exists():
        return []
    try:
        told = json.loads((folder / SUMMARY).read_text("utf-8"))
        names = [PurePosixPath(name) for case in told["cases"] for step in case["steps"] for name in step["outputs"]]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise NotOurs(
            f"{SUMMARY} di {folder} bukan milik peragaan ini. Pindahkan berkas itu, atau pilih folder lain."
        ) from problem
    return [folder / name for name in names if name.suffix == ".pdf" and ".." not in name.parts and not name.root]


def _clear(folder: Path, papers: Iterable[Path]) -> None:
    """Remove papers and the folders that are empty without them."""
    for paper in papers:
        paper.unlink(missing_ok=True)
        for above in paper.parents:
            if above == folder or not above.is_dir() or any(above.iterdir()):
                break
            above.rmdir()


def _cases(staging: Path) -> list[dict[str, Any]]:
    told = []
    for agency in Agency.objects.select_related("government").order_by("code"):
        calendar = calendar_of(agency)
        for case in Case.objects.filter(agency=agency).select_related("procedure").order_by("started_at", "pk"):
            place = PurePosixPath(agency.code, case.period, case.code)
            papers = _papers(case, staging, place)
            told.append(
                {
                    "agency": agency.code,
                    "procedure": case.code,
                    "period": case.period,
                    "state": "selesai" if case.finished_at else "berjalan",
                    "steps": [
                        _step(visit, papers.get(visit.pk, []), calendar)
                        for visit in Visit.objects.filter(case=case)
                        .select_related("unit", "case__procedure")
                        .order_by("opened_at", "step", "unit__position", "pk")
                    ],
                }
            )
    return told


def _step(visit: Visit, outputs: list[str], calendar: Calendar) -> dict[str, Any]:
    taken, ended = visit.taken_up_at, visit.ended_at
    return {
        "no": visit.step,
        "visit": visit.number,
        **({"unit": visit.unit.code} if visit.unit else {}),
        "performer": visit.rule.performer,
        "act": visit.rule.act,
        "state": visit.state,
        "standard_minutes": visit.standard_minutes,
        "actual_minutes": working_minutes(taken, ended, calendar) if taken and ended else None,
        "outputs": outputs,
    }


def _papers(case: Case, staging: Path, place: PurePosixPath) -> dict[int, list[str]]:
    """Write the papers of a case below `staging / place`; return their names from `staging`, by visit."""
    papers = list(
        Paper.objects.filter(case=case)
        .select_related("visit", "entry__unit", "file")
        .order_by("visit__step", "visit__number", "pk")
    )
    names = _names(papers)
    told: dict[int, list[str]] = {}
    for paper in papers:
        name = place / f"{names[paper.pk]}.pdf"
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).write_bytes(bytes_of(paper))
        told.setdefault(paper.visit_id, []).append(str(name))
    return told


def _names(papers: Iterable[Paper]) -> Mapping[int, str]:
    """Return a readable, sortable name for each paper: step, visit, kind, unit; its title where a kind comes twice."""
    alike: dict[str, list[Paper]] = {}
    for paper in papers:
        alike.setdefault(_name(paper, paper.kind), []).append(paper)
    names: dict[int, str] = {}
    for kind, group in alike.items():
        for number, paper in enumerate(group, start=1):
            name = kind if len(group) == 1 else _name(paper, paper.title)
            names[paper.pk] = f"{name}-{number}" if name in names.values() else name
    return names


def _name(paper: Paper, what: str) -> str:
    unit = paper.entry.unit
    parts = [f"{paper.visit.step:02d}", str(paper.visit.number), slugify(what), unit.code if unit else ""]
    return "-".join(part for part in parts if part)


def _results() -> list[dict[str, Any]]:
    told = []
    for cycle in Cycle.objects.select_related("agency").order_by("agency__code", "period"):
        found = results_of(cycle)
        told += [_result(cycle, row) for row in found.rows] if found else []
    return told


def _result(cycle: Cycle, row: Result) -> dict[str, Any]:
    return {
        "agency": cycle.agency.code,
        "period": cycle.period,
        "indicator": row.figure.card.wording,
        "target": _said(row.aim),
        "realisation": _said(row.reached),
        "achievement": f"{Decimal(row.achievement) / 100:.2f}" if row.achievement is not None else None,
        "predicate": row.predicate or None,
    }


def _said(quantity: Quantity) -> str | None:
    """Return the word of a predikat or ya/tidak, both bounds of a range, else the figure; of a ratio the percentage."""
    if quantity.upper is not None:
        return f"{_figure(quantity.value)}-{_figure(quantity.upper)}"
    return quantity.word or _figure(quantity.value)


def _figure(value: Decimal | None) -> str | None:
    """Return a figure with a decimal point and without zeros that say nothing; None where there is none."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
