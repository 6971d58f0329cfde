"""The database server of the tests: one for the whole run, started before Django reads its settings.

Loaded early (`-p tests.database` in pyproject.toml), because pytest-django reads the settings before any conftest.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import pytest

from kinerja.console import embedded


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Start an embedded server unless DATABASE_URL names one; workers of xdist inherit the name from the controller."""
    options = early_config.known_args_namespace
    if not os.environ.get("DATABASE_URL") and not options.help and not options.version:
        stack = ExitStack()
        early_config.add_cleanup(stack.close)
        os.environ["DATABASE_URL"] = stack.enter_context(embedded.server(durable=False))
        stack.callback(os.environ.pop, "DATABASE_URL")
    return (yield)


@pytest.fixture(scope="session", autouse=True)
def _flush_passes_the_trail() -> Iterator[None]:
    """Let the flush after a committing test, and nothing else, pass the trigger that guards the trail.

    The statements of one flush run in one transaction under `session_replication_role = replica`, which ends with it.
    """
    from django.db.backends.postgresql.operations import DatabaseOperations  # not before the settings are read

    flush = DatabaseOperations.execute_sql_flush

    def passing(self: DatabaseOperations, sql_list: Sequence[str]) -> None:
        flush(self, ["SET LOCAL session_replication_role = replica", *sql_list])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", passing)
        yield
