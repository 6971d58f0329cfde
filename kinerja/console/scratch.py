"""A folder for what a command writes on its way to a result."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kinerja.console.faults import told
from kinerja.core.columns import Unusable

# Less room than this, and it was this place that ran out of it.
_LEAST_ROOM: Final = 1 << 20
_SENTENCE: Final = "Folder sementara tidak dapat dipakai: {cause} Tempatnya dapat dipindahkan dengan TMPDIR."


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder that is gone afterwards. Raises Unusable, naming TMPDIR, where there is none or no room in it."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="kinerja-"))
    except OSError as problem:
        raise Unusable(_SENTENCE.format(cause=told(problem))) from None
    try:
        yield folder
    except OSError as problem:
        if shutil.disk_usage(folder).free < _LEAST_ROOM:
            raise Unusable(_SENTENCE.format(cause=told(problem))) from None
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
