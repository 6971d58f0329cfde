"""Content as data: freezing, thawing, hashing."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from kinerja.documents.content.frozen import CONTENT_TYPES, Content, content_hash, freeze, thaw
from tests.documents.samples import DISPOSITION, FILLED_FORM, SAMPLES


@pytest.mark.parametrize("content", SAMPLES.values(), ids=SAMPLES.keys())
def test_every_paper_comes_back_as_it_was_stored(content: Content) -> None:
    frozen = freeze(content)
    stored = json.loads(json.dumps(frozen))
    assert stored == frozen
    assert thaw(type(content).__name__, stored) == content


def test_every_content_type_has_a_sample() -> None:
    assert {type(content).__name__ for content in SAMPLES.values()} == set(CONTENT_TYPES)


@pytest.mark.parametrize("kind", CONTENT_TYPES.values(), ids=CONTENT_TYPES.keys())
def test_content_holds_text_whole_numbers_and_nested_content_only(kind: type[Any]) -> None:
    allowed = {str, int, bool}
    seen: set[type[Any]] = set()
    waiting: list[Any] = [kind]
    while waiting:
        one = waiting.pop()
        if isinstance(one, type) and is_dataclass(one) and one not in seen:
            seen.add(one)
            hints = get_type_hints(one)
            waiting += [hints[field.name] for field in fields(one)]
        elif get_origin(one) is tuple:
            waiting += [part for part in get_args(one) if part is not Ellipsis]
        else:
            assert one in allowed or one in seen, f"{one} in {kind.__name__}"


def test_the_hash_is_that_of_the_canonical_json_for_ever() -> None:
    frozen = {"type": "Contoh", "b": "“é”", "a": [1, True]}
    assert content_hash(frozen) == "faf865f3ea87d3701ac858df5176a0ab6443f16a424aa514083295a70534e14a"
    assert content_hash(dict(reversed(frozen.items()))) == content_hash(frozen)


def test_one_changed_figure_changes_the_hash() -> None:
    rows = (replace(FILLED_FORM.rows[0], realisation="2"), *FILLED_FORM.rows[1:])
    changed = replace(FILLED_FORM, rows=rows)
    assert content_hash(freeze(changed)) != content_hash(freeze(FILLED_FORM))


@pytest.mark.parametrize(
    "spoiled",
    [{"giver": 1}, {"giver": None}, {"unknown": "x"}, {"recipients": "Kepala Bagian"}, {"recipients": [1]}],
    ids=["number for text", "nothing for text", "unknown field", "text for a list", "number in a list of texts"],
)
def test_content_that_does_not_fit_is_refused_not_converted(spoiled: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="does not fit Disposition"):
        thaw("Disposition", {**freeze(DISPOSITION), **spoiled})


def test_a_missing_field_is_refused() -> None:
    frozen = freeze(DISPOSITION)
    del frozen["giver"]
    with pytest.raises(ValueError, match="does not fit Disposition"):
        thaw("Disposition", frozen)


def test_content_is_thawed_only_as_its_own_type() -> None:
    with pytest.raises(ValueError, match="of type 'Disposition', not 'Minutes'"):
        thaw("Minutes", freeze(DISPOSITION))
    with pytest.raises(ValueError, match="unknown content type"):
        thaw("Anything", freeze(DISPOSITION))


def test_only_registered_types_are_frozen() -> None:
    with pytest.raises(ValueError, match="not a registered content type"):
        freeze(DISPOSITION.head)  # type: ignore[arg-type]
