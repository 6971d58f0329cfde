"""Putting a procedure's file in force at an agency, from a day on."""

import hashlib
from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange

from kinerja.audit import log
from kinerja.audit.log import Actor, Refused, operation
from kinerja.audit.tracked import created
from kinerja.core import procedure as rules
from kinerja.sop.models import Procedure

log.declare({"procedure.in_force": "Prosedur diberlakukan"})


@operation
def put_in_force(*, agency_id: int, text: str, since: date, by: Actor, at: datetime) -> Procedure:
    """Put a procedure's file in force from a day; the version before ends there. Raises Refused with every fault."""
    spec, faults = rules.read(text)
    if spec is None:
        raise Refused("Prosedur belum dapat diberlakukan: " + " ".join(fault.sentence for fault in faults))
    versions = Procedure.objects.select_for_update().filter(agency_id=agency_id, code=spec.code)
    if versions.filter(validity__startswith__gte=since).exists():
        raise Refused(f"Versi lain dari {spec.name} sudah berlaku sejak hari itu. Pilih tanggal sesudahnya.")
    before = versions.filter(validity__contains=since).first()
    if before is not None:
        ended = before.set(validity=DateRange(before.validity.lower, since))
        before.save(update_fields=ended.fields)
    procedure = Procedure.objects.create(
        agency_id=agency_id,
        code=spec.code,
        name=spec.name,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        validity=DateRange(since, None),
    )
    log.record(
        "procedure.in_force",
        subject=procedure,
        by=by,
        at=at,
        changes=created(code=spec.code, version=spec.version, sha256=procedure.sha256, since=since),
    )
    return procedure
