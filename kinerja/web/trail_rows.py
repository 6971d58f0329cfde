"""What the page of the trail shows: whom an event speaks of, and its changes in officials' words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format

from kinerja.audit.log import Line
from kinerja.core.calendar import Period, long_date
from kinerja.core.numbers import write
from kinerja.documents.models import Paper
from kinerja.people.models import Agency, Message, Post
from kinerja.performance.models import (
    Analysis,
    Correction,
    Cycle,
    Evidence,
    Figure,
    FollowUp,
    RevisionRequest,
    Sheet,
    Spending,
)
from kinerja.planning.models import ShelfDocument, Yardstick
from kinerja.sop.models import Case, FolderEntry, Initial, MeetingTask, Procedure, Visit


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One field that changed, with its values as printed ("" = empty)."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event of the trail, as its page shows it."""

    no: int
    at: datetime
    post: str
    sentence: str
    subject: str
    subject_url: str
    refused: bool
    reason: str
    changes: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """How rows of one model are found, named and opened."""

    rows: Callable[[], QuerySet[Any]]
    name: Callable[[Any], str]
    url: Callable[[Any], str] = lambda row: ""


def _opens(name: str, key: str = "pk") -> Callable[[Any], str]:
    return lambda row: reverse(name, args=[getattr(row, key)])


def _of_sheet(sheet: Sheet) -> str:
    return f"{sheet}, {sheet.cycle.calendar_period.label}"


_SHEETS = "sheet__unit", "sheet__cycle"
_KINDS: dict[type[Model], _Kind] = {
    Agency: _Kind(Agency.objects.all, str),
    Procedure: _Kind(Procedure.objects.all, lambda row: f"Prosedur {row}", _opens("procedure")),
    Case: _Kind(lambda: Case.objects.select_related("procedure"), str, _opens("case")),
    Visit: _Kind(lambda: Visit.objects.select_related("case__procedure"), str, _opens("step")),
    FolderEntry: _Kind(
        lambda: FolderEntry.objects.select_related("case__procedure"),
        lambda row: f"{row}, berkas {row.case}",
        _opens("case", "case_id"),
    ),
    Initial: _Kind(
        lambda: Initial.objects.select_related("visit__case__procedure", "post"),
        lambda row: f"Paraf {row.post}, {row.visit.case}",
        _opens("step", "visit_id"),
    ),
    MeetingTask: _Kind(MeetingTask.objects.all, lambda row: row.text, _opens("case", "case_id")),
    Message: _Kind(Message.objects.all, lambda row: row.text),
    Cycle: _Kind(Cycle.objects.all, str, _opens("cycle-results")),
    Sheet: _Kind(lambda: Sheet.objects.select_related("unit", "cycle"), _of_sheet, _opens("sheet")),
    Correction: _Kind(
        lambda: Correction.objects.select_related("sheet__unit", "sheet__cycle"),
        lambda row: f"Perbaikan data, {_of_sheet(row.sheet)}",
        _opens("sheet", "sheet_id"),
    ),
    RevisionRequest: _Kind(
        lambda: RevisionRequest.objects.select_related("sheet__unit", "sheet__cycle"),
        lambda row: f"Permintaan revisi, {_of_sheet(row.sheet)}",
        _opens("sheet", "sheet_id"),
    ),
    Figure: _Kind(
        lambda: Figure.objects.select_related("indicator", *_SHEETS),
        lambda row: f"{row.indicator.code}, {_of_sheet(row.sheet)}",
        _opens("sheet", "sheet_id"),
    ),
    Evidence: _Kind(
        lambda: Evidence.objects.select_related("file", "figure__indicator"),
        lambda row: f"{row.file.name}, bukti {row.figure.indicator.code}",
        _opens("file", "file_id"),
    ),
    Analysis: _Kind(
        lambda: Analysis.objects.select_related("indicator", "cycle"),
        lambda row: f"Analisis {row.indicator.code}, {row.cycle.calendar_period.label}",
        _opens("cycle-analysis", "cycle_id"),
    ),
    Spending: _Kind(
        lambda: Spending.objects.select_related("node"),
        lambda row: f"Realisasi anggaran {row.node.code}, {Period.parse(row.period).label}",
    ),
    FollowUp: _Kind(
        lambda: FollowUp.objects.select_related("indicator", "cycle"),
        lambda row: f"Rencana aksi {row.indicator.code}, {row.cycle.calendar_period.label}",
        _opens("follow-up"),
    ),
    Yardstick: _Kind(lambda: Yardstick.objects.select_related("indicator"), lambda row: f"{row}, {row.indicator.code}"),
    Paper: _Kind(lambda: Paper.objects.defer("content"), str, _opens("paper")),
    ShelfDocument: _Kind(ShelfDocument.objects.all, str),
}
_BY_LABEL = {model._meta.label_lower: kind for model, kind in _KINDS.items()}

FIELDS = {
    "achievement": "",
    "action": "rencana aksi",
    "activities": "kegiatan",
    "amount": "realisasi anggaran",
    "answer": "jawaban",
    "answered_at": "",
    "answered_by": "dijawab oleh",
    "attendees": "yang hadir",
    "causes": "penyebab",
    "code": "kode",
    "confirmed": "rencana aksi ditegaskan",
    "confirmed_at": "",
    "confirmed_by": "ditegaskan oleh",
    "content_hash": "sidik jari isi",
    "corrections": "perbaikan data",
    "cycle": "",
    "decisions": "keputusan rapat",
    "denominator": "penyebut",
    "distributed_at": "dibagikan",
    "done_at": "selesai",
    "done_by": "diselesaikan oleh",
    "due_at": "tenggat",
    "due_on": "batas waktu",
    "ended_at": "selesai",
    "ended_by": "diselesaikan oleh",
    "entry": "",
    "evidence": "bukti",
    "expected_on": "perkiraan tersedia",
    "figures": "angka",
    "file": "",
    "findings": "temuan pemeriksaan",
    "finished_at": "selesai",
    "follow_ups": "rencana aksi",
    "granted": "",
    "handed_at": "disampaikan",
    "handed_by": "disampaikan oleh",
    "hard_copy": "tempat salinan cetak",
    "indicator": "indikator",
    "indicators": "indikator",
    "instruction": "arahan",
    "is_example": "",
    "kind": "jenis",
    "measurement": "",
    "method": "metode",
    "name": "nama",
    "named_at": "",
    "named_by": "ditetapkan oleh",
    "nodes": "simpul rencana",
    "note": "penjelasan",
    "number": "nomor",
    "numerator": "pembilang",
    "obstacles": "penghambat",
    "opened_at": "",
    "operation": "",
    "owner": "penanggung jawab",
    "period": "periode",
    "posts": "jabatan",
    "predicate": "predikat",
    "procedure": "prosedur",
    "read_at": "dibaca",
    "reason": "alasan",
    "received_at": "diterima",
    "received_by": "diterima oleh",
    "remark": "keterangan",
    "replaced_at": "diganti",
    "replaced_by": "diganti oleh",
    "replaced_reason": "alasan penggantian",
    "reply": "jawaban",
    "scope": "indikator",
    "sha256": "sidik jari berkas",
    "since": "berlaku sejak",
    "solution": "solusi",
    "source": "asal",
    "state": "keadaan",
    "submitted_at": "diserahkan",
    "submitted_by": "diserahkan oleh",
    "superseded_at": "digantikan",
    "supports": "pendukung",
    "taken_up_at": "mulai dikerjakan",
    "taken_up_by": "dikerjakan oleh",
    "text": "kemajuan",
    "title": "judul",
    "trigger": "dasar",
    "typed": "ketikan yang belum terbaca",
    "typed_as": "",
    "typed_at": "",
    "typed_by": "",
    "unavailable": "data belum tersedia",
    "unavailable_reason": "alasan belum tersedia",
    "unit": "unit",
    "units": "unit",
    "validity": "masa berlaku",
    "value": "realisasi",
    "version": "",
    "visit": "",
    "withdrawn_at": "dicabut",
    "word": "realisasi",
    "written_at": "",
    "written_by": "",
    "year": "tahun",
}
"""Words for the fields of the trail; "" is bookkeeping, or what the event itself says already (who typed, when)."""

_POSTS = frozenset(name for name in FIELDS if name.endswith("_by")) | {"owner"}


def event_lines(lines: Iterable[Line], agency_id: int) -> list[EventLine]:
    """Return events for the page; what they speak of is looked up once per kind, within the agency."""
    lines = list(lines)
    subjects = _subjects({line.subject for line in lines}, agency_id)
    posts = dict(Post.objects.filter(agency_id=agency_id).values_list("pk", "title"))
    return [
        EventLine(
            no=line.number,
            at=line.at,
            post=line.by,
            sentence=line.sentence,
            subject=subjects.get(line.subject, ("", ""))[0],
            subject_url=subjects.get(line.subject, ("", ""))[1],
            refused=bool(line.refusal),
            reason=line.refusal,
            changes=_changes(line, posts),
        )
        for line in lines
    ]


def _subjects(references: set[str], agency_id: int) -> dict[str, tuple[str, str]]:
    """Return the name and address of what the references speak of; what is unknown or gone is left out."""
    keys: dict[str, set[int]] = {}
    for reference in references:
        label, _, key = reference.partition(":")
        if label in _BY_LABEL and key.isdecimal():
            keys.setdefault(label, set()).add(int(key))
    found = {}
    for label, wanted in keys.items():
        kind = _BY_LABEL[label]
        rows = kind.rows().filter(pk__in=wanted)
        for row in rows if label == "people.agency" else rows.filter(agency_id=agency_id):
            found[f"{label}:{row.pk}"] = (kind.name(row), kind.url(row))
    return found


def _changes(line: Line, posts: Mapping[int, str]) -> tuple[ChangeLine, ...]:
    changed = []
    worded = {name.rpartition(".")[0] for name, _, _ in line.changes if name.rpartition(".")[2] == "word"}
    for name, before, after in line.changes:
        prefix, _, field = name.rpartition(".")
        if field == "value" and prefix in worded:  # the rank behind a word that is told itself
            continue
        if prefix == "field":  # a refusal: the sentence that stood beside the field
            changed.append(ChangeLine("isian", "", str(after)))
            continue
        word = FIELDS.get(field, field.replace("_", " "))
        was, now = _value(field, before, posts), _value(field, after, posts)
        if word and was != now:
            changed.append(ChangeLine(f"{prefix}: {word}" if prefix else word, was, now or "(kosong)"))
    return tuple(changed)


def _value(field: str, value: Any, posts: Mapping[int, str]) -> str:
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if field in _POSTS and isinstance(value, int):
        return posts.get(value, "")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    text = str(value)
    if field in ("value", "numerator", "denominator", "amount"):
        return _figure(text)
    if field == "period":
        return Period.parse(text).label
    if field.endswith("_at") and (moment := parse_datetime(text)):
        return date_format(timezone.localtime(moment), r"j F Y \p\u\k\u\l H.i T")
    if field.endswith("_on") and (day := parse_date(text)):
        return long_date(day)
    return f"{text[:12]}…" if field in ("sha256", "content_hash") else text


def _figure(text: str) -> str:
    try:
        return write(Decimal(text))
    except (InvalidOperation, ValueError):
        return text
