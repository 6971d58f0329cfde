"""A worker of the web server."""

import gc
from collections.abc import Iterator

import pytest

from kinerja.console.worker import ROUNDS, application


@pytest.fixture
def collector() -> Iterator[None]:
    """Leave the garbage collector as it was found."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_a_worker_keeps_what_is_loaded_out_of_the_collectors_rounds(collector: None) -> None:
    assert gc.get_freeze_count() == 0
    assert callable(application())
    assert gc.get_freeze_count() > 100_000
    assert gc.get_threshold() == ROUNDS
