"""Every event that is recorded has a human sentence, and every sentence an event."""

import ast
import re

from kinerja.audit.log import EVENTS
from tests.house.tree import modules


def recorded() -> dict[str, str]:
    """Return every name given to `record`, with its module. A name may come through an argument called `event`."""
    names: dict[str, str] = {}
    for path, tree in modules():
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        through = {
            keyword.value.value
            for call in calls
            for keyword in call.keywords
            if keyword.arg == "event" and isinstance(keyword.value, ast.Constant)
        }
        for call in calls:
            if getattr(call.func, "attr", getattr(call.func, "id", "")) != "record" or not call.args:
                continue
            given = call.args[0]
            if isinstance(given, ast.Constant):
                names[str(given.value)] = path.name
            else:
                assert isinstance(given, ast.Name), f"{path}:{call.lineno}: the name of an event is written out"
                assert given.id == "event", f"{path}:{call.lineno}: the name of an event is written out"
                names |= dict.fromkeys(map(str, through), path.name)
    return names


def test_every_recorded_event_is_declared() -> None:
    assert {name: place for name, place in recorded().items() if name not in EVENTS} == {}


def test_no_event_is_declared_that_nothing_records() -> None:
    itself = {"operation.refused"}  # the trail's own
    assert EVENTS.keys() - recorded().keys() == itself


def test_an_event_is_a_noun_and_what_happened_to_it_with_an_indonesian_sentence() -> None:
    for name, sentence in EVENTS.items():
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", name), name
        assert sentence[0].isupper(), name
        assert not re.search(r"\b(the|was|is|has been|not)\b", sentence), name
