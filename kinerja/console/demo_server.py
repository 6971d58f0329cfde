"""The ground a demo stands on: a database and a vault of its own, made before Django reads its settings."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from kinerja.console import children, embedded


@contextmanager
def ground() -> Iterator[None]:
    """Within the block DATABASE_URL, KINERJA_VAULT and KINERJA_SECRET_KEY name things that are gone after it.

    The database is created on the server of DATABASE_URL, or on an embedded one that runs as long as the block. Must
    be entered before `django.setup()`. Raises embedded.Unavailable, psycopg.Error.
    """
    before = dict(os.environ)
    with children.orderly_end(), ExitStack() as stack:
        address = os.environ.get("DATABASE_URL") or stack.enter_context(embedded.server(durable=False))
        name = f"kinerja_demo_{os.getpid()}_{secrets.token_hex(3)}"
        stack.callback(embedded.drop_database, address, name)
        vault = stack.enter_context(tempfile.TemporaryDirectory(prefix="kinerja-berkas-"))
        os.environ |= {
            "DATABASE_URL": embedded.create_database(address, name),
            "KINERJA_VAULT": vault,
            "KINERJA_SECRET_KEY": secrets.token_urlsafe(50),
        }
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)
