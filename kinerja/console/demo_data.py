"""The demo's files (`examples/demo`): who there is, what was planned, and what was typed when, as plain values."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from kinerja.core.calendar import Zone
from kinerja.people.operations import AgencyDescription
from kinerja.planning.operations import PlanDescription

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
AGENCIES = ("setwan", "kecamatan")  # whom the demo plays, in this order
BESIDE = ("pembanding", "anggaran", "analisis", "kemajuan")


class NoDemoData(Exception):
    """The demo's files are not where they should be. Carries a whole sentence: what happened and what to do."""


@dataclass(frozen=True, slots=True)
class PlayedFigure:
    """One figure as it was typed, with its evidence if any. `expected_on` belongs to a figure that is not available."""

    indicator: str
    text: str
    reason: str
    expected_on: date | None
    remark: str
    evidence: str  # name of the file, "" for none
    evidence_says: str
    replaces_because: str  # why it takes the place of the evidence before, "" for a first one


@dataclass(frozen=True, slots=True)
class PlayedStep:
    """One visit of a step: who took it up, saved, ended and answered it, when, and what was typed.

    A unit's form is taken up and saved by `helper`, ended by `by`. No `ended_at`: it is still being done.
    """

    no: int
    visit: int
    unit: str
    by: str
    helper: str
    taken_at: datetime
    saved_at: datetime | None
    ended_at: datetime | None
    receiver: str
    answered_at: datetime | None
    entry: Mapping[str, Any]
    reply: Mapping[str, Any]
    figures: tuple[PlayedFigure, ...]


@dataclass(frozen=True, slots=True)
class PlayedInitial:
    """One paraf on the lembar disposisi of a case's order, with the instruction that goes on."""

    by: str
    at: datetime
    instruction: str


@dataclass(frozen=True, slots=True)
class PlayedHardCopy:
    """Where the printed copy of a paper was put, as somebody noted it."""

    paper: str
    by: str
    at: datetime
    place: str


@dataclass(frozen=True, slots=True)
class PlayedCase:
    """One run of a procedure: begun by a post from the letter with that number, or from what `trigger` says."""

    procedure: str
    period: str
    by: str
    started_at: datetime
    letter: str
    trigger: str
    steps: tuple[PlayedStep, ...]
    initials: tuple[PlayedInitial, ...]
    hard_copies: tuple[PlayedHardCopy, ...]


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything that the demo plays at one agency. `clock` is the played moment at which the web server begins.

    `archivist` is the code of the post that puts documents on the shelf.
    """

    agency: AgencyDescription
    zone: Zone
    plan: PlanDescription
    year: int
    archivist: str
    shelf: tuple[Mapping[str, Any], ...]
    cases: tuple[PlayedCase, ...]
    procedures: Mapping[str, str]  # text of each procedure's file by its code
    clock: datetime
    beside: Mapping[str, tuple[Mapping[str, Any], ...]]  # what is played beside the steps, by kind (`BESIDE`)


def demo_data(agency: str = "setwan", *, folder: Path = EXAMPLES) -> Demo:
    """Read the three files of an agency and the procedures that its lanes name. Raises NoDemoData if one is missing."""
    told = _toml(folder / "demo" / f"{agency}.toml")
    plan = _toml(folder / "demo" / f"{agency}-rencana.toml")
    played = _toml(folder / "demo" / f"{agency}-peragaan.toml")
    zone = Zone(told["government"]["zone"])
    codes = sorted({row["procedure"] for row in told["lanes"]})
    return Demo(
        agency=AgencyDescription(
            government=told["government"],
            agency=told["agency"],
            units=tuple(told["units"]),
            posts=tuple(told["posts"]),
            team=told["team"],
            lanes=tuple(told["lanes"]),
            calendar=told["calendar"],
        ),
        zone=zone,
        plan=plan_from(plan),
        year=plan["year"],
        archivist=played["arsiparis"],
        shelf=tuple(played["rak"]),
        cases=tuple(_case(row, zone) for row in played["kasus"]),
        procedures={code: _procedure(folder, code) for code in codes},
        clock=_moment(played["jam"], zone),
        beside={kind: tuple(_beside(row, zone) for row in played.get(kind, ())) for kind in BESIDE},
    )


def plan_from(told: Mapping[str, Any]) -> PlanDescription:
    """Return the plan of a plan file, each source's code expanded to the credit that screens and papers print."""
    credits_of = {
        code: f"{code}: {source['judul']}, {source['instansi']}" for code, source in told.get("sumber", {}).items()
    }

    def credited(row: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**row, "sumber": credits_of[row["sumber"]]} if "sumber" in row else row

    return PlanDescription(nodes=tuple(told["nodes"]), indicators=tuple(credited(row) for row in told["indicators"]))


def plain(value: Any, zone: Zone) -> Any:
    """Return a value of a TOML file as a screen sends it: days and times as ISO texts, moments with their zone."""
    if isinstance(value, datetime):
        return _moment(value, zone).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, dict):
        return {key: plain(one, zone) for key, one in value.items()}
    return [plain(one, zone) for one in value] if isinstance(value, list) else value


def _case(row: Mapping[str, Any], zone: Zone) -> PlayedCase:
    return PlayedCase(
        procedure=row["prosedur"],
        period=row["periode"],
        by=row["oleh"],
        started_at=_moment(row["mulai"], zone),
        letter=row.get("surat", ""),
        trigger=row.get("dasar", ""),
        steps=tuple(_step(step, zone) for step in row["langkah"]),
        initials=tuple(
            PlayedInitial(one["oleh"], _moment(one["pada"], zone), one["arahan"]) for one in row.get("paraf", ())
        ),
        hard_copies=tuple(
            PlayedHardCopy(one["dokumen"], one["oleh"], _moment(one["pada"], zone), one["tempat"])
            for one in row.get("cetak", ())
        ),
    )


def _beside(row: Mapping[str, Any], zone: Zone) -> Mapping[str, Any]:
    return {**row, "pada": _moment(row["pada"], zone)}


def _step(row: Mapping[str, Any], zone: Zone) -> PlayedStep:
    def at(name: str) -> datetime | None:
        return _moment(row[name], zone) if name in row else None

    return PlayedStep(
        no=row["no"],
        visit=row.get("kunjungan", 1),
        unit=row.get("unit", ""),
        by=row.get("oleh", ""),
        helper=row.get("dibantu", ""),
        taken_at=_moment(row["mulai"], zone),
        saved_at=at("disimpan"),
        ended_at=at("selesai"),
        receiver=row.get("penerima", ""),
        answered_at=at("dijawab"),
        entry=plain(row.get("isian", {}), zone),
        reply=plain(row.get("jawaban", {}), zone),
        figures=tuple(_figure(figure) for figure in row.get("realisasi", ())),
    )


def _figure(row: Mapping[str, Any]) -> PlayedFigure:
    return PlayedFigure(
        indicator=row["indikator"],
        text=row.get("nilai", ""),
        reason=row.get("alasan", ""),
        expected_on=row.get("tersedia"),
        remark=row.get("catatan", ""),
        evidence=row.get("bukti", ""),
        evidence_says=row.get("isi", ""),
        replaces_because=row.get("ganti", ""),
    )


def _moment(told: datetime, zone: Zone) -> datetime:
    return told.replace(tzinfo=zone.tzinfo)


def _toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(_text(file))


def _procedure(folder: Path, code: str) -> str:
    """Return the text of the procedure with that code. A published order is a procedure of its own."""
    suffix = "-urutan-terbit"
    if code.endswith(suffix):
        return _text(folder / "urutan-terbit" / f"{code.removesuffix(suffix)}.toml")
    return _text(folder / "sop" / f"{code}.toml")


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as problem:
        raise NoDemoData(
            f"Data peragaan {file.name} tidak ditemukan. Jalankan peragaan dari salinan lengkap Kinerja, "
            "yang memuat folder examples."
        ) from problem
