"""The ground of every benchmark: a durable server of its own, a migrated scratch database, an agency that works.

The agency is the fixed cast of the tests with a fourth supplying unit; nothing is written past the operations.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from kinerja.console import embedded

Say = Callable[[str], None]
FOURTH = "subbag-umum"


@contextmanager
def scratch() -> Iterator[None]:
    """Make Django ready on an empty, migrated database that is gone at the end of the block."""
    with embedded.server(durable=True) as url, tempfile.TemporaryDirectory(prefix="kinerja-vault-") as vault:
        os.environ["DJANGO_SETTINGS_MODULE"] = "kinerja.settings"
        os.environ["DATABASE_URL"] = embedded.create_database(url, "bench")
        os.environ["KINERJA_VAULT"] = vault
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        call_command("migrate", verbosity=0)
        from kinerja.console.worker import leave_in_peace

        leave_in_peace()  # as a worker of the server does
        try:
            yield
        finally:
            connections.close_all()


@dataclass(frozen=True, slots=True)
class Ground:
    """An agency with its procedures in force by code; `person` gives the holder of a post."""

    agency: Any
    procedures: dict[str, Any]
    person: Callable[[str], Any]


def found(code: str, indicators: Sequence[dict[str, Any]], nodes: Sequence[dict[str, Any]]) -> Ground:
    """Found the agency with this plan, its shelf and the two procedures of Sekretariat DPRD."""
    from kinerja.people.acting import System
    from kinerja.people.models import Post
    from kinerja.people.operations import found_agency
    from kinerja.planning.operations import PlanDescription, lay_down_plan
    from kinerja.sop.enactment import put_in_force
    from tests import cast

    told = cast.describe(code)
    unit = {"code": FOURTH, "name": "Subbagian Umum", "parent": "umum"}
    head = {"code": FOURTH.replace("subbag", "kasubag"), "title": "Kasubag Umum", "unit": FOURTH, "heads_unit": True}
    lanes = [
        {"procedure": name, "lane": "Kasubag/JF", "posts": [head["code"]]}
        for name in ("setwan-pengumpulan", "setwan-pengukuran")
    ]
    told = replace(told, units=(*told.units, unit), posts=(*told.posts, head), lanes=(*told.lanes, *lanes))
    agency = found_agency(description=told, since=cast.SINCE, by=System(0), at=cast.NOW)
    by = System(agency.pk)

    def person(post: str) -> Any:
        return cast.person(Post.objects.get(agency=agency, code=post))

    procedures = {}
    for name in ("setwan-pengumpulan", "setwan-pengukuran"):
        text = (cast.EXAMPLES / "sop" / f"{name}.toml").read_text("utf-8")
        procedures[name] = put_in_force(agency_id=agency.pk, text=text, since=cast.SINCE, by=by, at=cast.NOW)
    cast.fill_shelf(agency, person("ketua-sakip"))
    plan = PlanDescription(nodes=tuple(nodes), indicators=tuple(indicators))
    lay_down_plan(agency=agency, year=2024, plan=plan, since=cast.SINCE, by=by, at=cast.NOW)
    return Ground(agency, procedures, person)


def start(ground: Ground, procedure: str, quarter: int) -> Any:
    """Start a case of a procedure for a quarter of 2024, at the cast's moment."""
    from kinerja.core.calendar import Period
    from kinerja.sop.operations import start_case
    from tests import cast

    return start_case(
        procedure_id=ground.procedures[procedure].pk,
        period=Period.parse(f"2024-tw{quarter}"),
        trigger="Kalender siklus",
        by=ground.person("sekwan"),
        at=cast.NOW,
    )
