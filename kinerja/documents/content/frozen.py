"""Content as data: frozen to JSON when a paper becomes final, read back years later, known by its hash.

The bytes of a PDF may be made again; what a paper says may not change. So the content is what is stored and hashed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol, get_args, get_origin

from cattrs import BaseConverter, ClassValidationError, Converter

from kinerja.documents.content.archive import ArchiveList
from kinerja.documents.content.covering import CopyList, CoveringLetter
from kinerja.documents.content.meetings import Attendance, Invitation, Minutes
from kinerja.documents.content.orders import Disposition, DispositionSheet
from kinerja.documents.content.paper import Paper
from kinerja.documents.content.preparation import Checklist, MeasurementGuide, MethodSheet, WorkPlan
from kinerja.documents.content.reports import CollectionReport, MeasurementReport, UnmeasuredDraft
from kinerja.documents.content.results import MeasurementRecap, MeasurementSheet, Recap
from kinerja.documents.content.sheets import Receipt, SheetForm
from kinerja.documents.content.validation import PersonnelData, ValidationRecord


class Content(Protocol):
    """What every content type can do: become a paper."""

    def paper(self) -> Paper:
        """Return the paper that says this."""
        ...


# A name, once a paper was frozen under it, is never given to another type; a new field has a default.
CONTENT_TYPES: Mapping[str, type[Content]] = {
    kind.__name__: kind
    for kind in (
        Disposition,
        DispositionSheet,
        Invitation,
        Attendance,
        Minutes,
        WorkPlan,
        Checklist,
        MethodSheet,
        MeasurementGuide,
        SheetForm,
        Receipt,
        Recap,
        MeasurementSheet,
        MeasurementRecap,
        CollectionReport,
        MeasurementReport,
        ArchiveList,
        PersonnelData,
        ValidationRecord,
        UnmeasuredDraft,
        CoveringLetter,
        CopyList,
    )
}


def freeze(content: Content) -> dict[str, Any]:
    """Return the content as JSON data, with the name of its type under "type"."""
    name = type(content).__name__
    if CONTENT_TYPES.get(name) is not type(content):
        raise ValueError(f"{name} is not a registered content type")
    return {"type": name, **_CONVERTER.unstructure(content)}


def thaw(name: str, frozen: Mapping[str, Any]) -> Content:
    """Return the content that `freeze` was given.

    Raises ValueError if the type is unknown, is not the one the data names, or the data does not fit it: an unknown
    field, a missing one, or a value of another kind. Nothing is converted silently.
    """
    if name not in CONTENT_TYPES:
        raise ValueError(f"unknown content type {name!r}")
    if frozen.get("type") != name:
        raise ValueError(f"this content is of type {frozen.get('type')!r}, not {name!r}")
    fields = {key: value for key, value in frozen.items() if key != "type"}
    try:
        return _CONVERTER.structure(fields, CONTENT_TYPES[name])
    except ClassValidationError as error:
        raise ValueError(f"the frozen content does not fit {name}: {error!r}") from error


def content_hash(frozen: Mapping[str, Any]) -> str:
    """Return the SHA-256 (64 hex digits) of the canonical JSON: keys sorted, no spaces, UTF-8.

    >>> content_hash({"b": "dé", "a": 1}) == content_hash({"a": 1, "b": "dé"})
    True
    """
    canonical = json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def _exactly(value: object, kind: type[Any]) -> Any:
    # cattrs would turn 1 into "1" and "x" into True; a paper read back must be the paper that was stored.
    if type(value) is not kind:
        raise TypeError(f"{value!r} is not {kind.__name__}")
    return value


def _is_tuple(kind: Any) -> bool:
    origin: Any = get_origin(kind)
    return origin is tuple


def _listed(kind: Any, converter: BaseConverter) -> Callable[[Any, Any], Any]:
    # cattrs would read a text as a list of its letters.
    item, *_ = get_args(kind)

    def structure(value: Any, _: Any) -> tuple[Any, ...]:
        return tuple(converter.structure(one, item) for one in _exactly(value, list))

    return structure


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, unstruct_collection_overrides={tuple: list})
    converter.register_structure_hook_factory(_is_tuple, _listed)
    for kind in (str, int, bool):
        converter.register_structure_hook(kind, _exactly)
    return converter


_CONVERTER = _converter()
