"""The trail: one row per operation, refusals remembered, each agency's chain verifiable by itself."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from kinerja.audit import log
from kinerja.audit.log import Refused, latest, operation, record, trail_of, verify
from kinerja.people.acting import Acting, System
from kinerja.people.models import Agency
from kinerja.people.operations import found_agency
from kinerja.planning.models import Indicator, ShelfDocument, Target
from kinerja.planning.operations import put_on_shelf
from kinerja.sop.models import Case
from kinerja.sop.operations import start_case
from tests.cast import NOW, QUARTER, SINCE, describe

Cast = Callable[[str], Acting]


def shelve(agency: Agency, by: Acting | System, name: str = "Renstra") -> ShelfDocument:
    return put_on_shelf(
        agency=agency,
        document={"name": name, "kind": "dokumen instansi", "since": SINCE},
        file=None,
        by=by,
        at=NOW,
    )


@contextmanager
def as_an_intruder() -> Iterator[None]:
    """Let the test change the trail behind the trigger's back, as somebody with the server's own powers could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def rows(agency: Agency) -> int:
    return len(latest(agency.pk, count=10_000))


# --- what is recorded


def test_an_operation_leaves_one_row_with_its_changes(setwan: Agency, acting: Cast) -> None:
    before = rows(setwan)
    document = shelve(setwan, acting("ketua-sakip"))
    line = trail_of(document)[-1]
    assert rows(setwan) == before + 1
    assert (line.name, line.by, line.at) == ("shelf.added", "Ketua Tim SAKIP", NOW)
    assert ("name", None, "Renstra") in line.changes
    assert line.sentence == "Dokumen ditaruh di rak perangkat daerah"


def test_a_refusal_is_rolled_back_and_remembered_with_its_sentence(
    setwan: Agency, acting: Cast, procedures: dict[str, object]
) -> None:
    before = rows(setwan)
    procedure = procedures["setwan-pengumpulan"]
    with pytest.raises(Refused) as refused:
        start_case(procedure_id=procedure.pk, period=QUARTER, trigger=" ", by=acting("sekwan"), at=NOW)  # type: ignore[attr-defined]
    line = latest(setwan.pk, count=1)[0]
    assert not Case.objects.exists()
    assert (rows(setwan), line.refusal, line.name) == (before + 1, str(refused.value), "operation.refused")
    assert ("operation", None, "start_case") in line.changes
    assert any(name == "field.trigger" for name, _, _ in line.changes)


def test_what_an_operation_wrote_before_it_was_refused_is_gone(setwan: Agency, acting: Cast) -> None:
    @operation
    def write_then_refuse(*, by: Acting, at: object) -> None:
        shelve(setwan, by, "Renja")
        raise Refused("Tidak jadi.")

    with pytest.raises(Refused, match=r"Tidak jadi\."):
        write_then_refuse(by=acting("sekwan"), at=NOW)
    assert not ShelfDocument.objects.exists()
    assert [line.name for line in latest(setwan.pk, count=1)] == ["operation.refused"]


def test_an_event_without_a_sentence_or_outside_an_operation_is_an_error(setwan: Agency) -> None:
    @operation
    def unheard_of(*, by: System, at: object) -> None:
        record("nobody.declared", subject=setwan, by=by, at=NOW)

    with pytest.raises(KeyError):
        unheard_of(by=System(setwan.pk), at=NOW)
    with pytest.raises(RuntimeError):
        record("shelf.added", subject=setwan, by=System(setwan.pk), at=NOW)


# --- the chain


def test_an_untouched_chain_is_whole(setwan: Agency) -> None:
    shelve(setwan, System(setwan.pk))
    assert rows(setwan) >= 2
    assert verify(setwan.pk) == []


def test_an_altered_row_is_found(setwan: Agency) -> None:
    shelve(setwan, System(setwan.pk))
    with as_an_intruder():
        run("UPDATE audit_entry SET changes = '[]' WHERE agency_id = %s AND number = 2", setwan.pk)
    assert verify(setwan.pk) == ["Isi baris jejak nomor 2 berubah sesudah dicatat."]


def test_a_row_altered_together_with_its_own_hash_is_found_by_its_neighbour(setwan: Agency) -> None:
    for name in ("A", "B"):
        shelve(setwan, System(setwan.pk), name)
    with as_an_intruder():
        run("UPDATE audit_entry SET by_text = 'Orang lain', hash = %s WHERE number = 2", "0" * 64)
    assert "Baris jejak nomor 3 tidak menyambung ke baris sebelumnya." in verify(setwan.pk)


def test_a_missing_row_is_found(setwan: Agency) -> None:
    for name in ("A", "B"):
        shelve(setwan, System(setwan.pk), name)
    with as_an_intruder():
        run("DELETE FROM audit_entry WHERE agency_id = %s AND number = 2", setwan.pk)
    assert verify(setwan.pk)[0] == "Baris jejak nomor 2 hilang."


def test_a_cut_tail_is_found(setwan: Agency) -> None:
    shelve(setwan, System(setwan.pk))
    with as_an_intruder():
        run("DELETE FROM audit_entry WHERE agency_id = %s AND number = 2", setwan.pk)
    assert verify(setwan.pk) == ["Ujung rantai jejak tidak cocok dengan baris terakhirnya."]


def test_two_agencies_have_chains_of_their_own(setwan: Agency) -> None:
    other = found_agency(description=describe("setwan-lain"), since=SINCE, by=System(0), at=NOW)
    shelve(other, System(other.pk))
    shelve(setwan, System(setwan.pk))
    with as_an_intruder():
        run("UPDATE audit_entry SET refusal = 'x' WHERE agency_id = %s", other.pk)
    assert verify(setwan.pk) == []
    assert len(verify(other.pk)) == 2
    assert [line.number for line in reversed(latest(setwan.pk))] == [1, 2]


# --- what the database refuses


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET by_text = ''", "DELETE FROM audit_entry", "TRUNCATE audit_entry"],
)
def test_even_the_owner_cannot_change_or_empty_the_trail(setwan: Agency, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        run(statement)
    assert verify(setwan.pk) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET by_text = ''",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "DROP TRIGGER trail_rows ON audit_entry",
    ],
)
def test_the_web_role_may_not_touch_the_trail_or_its_guard(setwan: Agency, statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        run(f"SET LOCAL ROLE kinerja_web; {statement}")
    assert verify(setwan.pk) == []


def test_the_web_role_can_work_and_read_the_trail(setwan: Agency, acting: Cast) -> None:
    by = acting("ketua-sakip")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE kinerja_web")
        document = shelve(setwan, by)
        told = trail_of(document)
        cursor.execute("RESET ROLE")
    assert [line.name for line in told] == ["shelf.added"]
    assert verify(setwan.pk) == []


@pytest.mark.django_db
def test_the_web_role_deletes_nothing_but_sessions_and_cache_and_truncates_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = 'kinerja_web'"
        )
        granted: dict[str, set[str]] = {}
        for table, privilege in cursor.fetchall():
            granted.setdefault(privilege, set()).add(table)
    assert granted["DELETE"] == {"web_cache", "django_session"}
    assert not granted.keys() & {"TRUNCATE", "TRIGGER", "REFERENCES"}
    assert "audit_entry" in granted["INSERT"] & granted["SELECT"]
    assert "audit_entry" not in granted["UPDATE"]


@pytest.mark.django_db(transaction=True)
def test_a_target_cannot_change_without_a_row_of_the_trail(plan: list[Indicator]) -> None:
    target = Target.objects.filter(indicator=plan[0], period="2024").get()
    with pytest.raises(DatabaseError, match="needs a row of the trail"):
        Target.objects.filter(pk=target.pk).update(value=1)
    with pytest.raises(DatabaseError, match="needs a row of the trail"):
        target.delete()
    target.refresh_from_db()
    assert target.value == 12


@pytest.mark.django_db(transaction=True)
def test_a_row_of_an_earlier_transaction_does_not_excuse_a_change(plan: list[Indicator], setwan: Agency) -> None:
    shelve(setwan, System(setwan.pk))

    @operation
    def change_with_a_trace(*, by: System, at: object) -> None:
        Indicator.objects.filter(pk=plan[0].pk).update(is_iku=True)
        record("shelf.added", subject=setwan, by=by, at=NOW)

    with pytest.raises(DatabaseError, match="needs a row of the trail"):
        Indicator.objects.filter(pk=plan[0].pk).update(is_iku=True)
    change_with_a_trace(by=System(setwan.pk), at=NOW)
    assert Indicator.objects.get(pk=plan[0].pk).is_iku


@pytest.mark.django_db(transaction=True)
def test_a_committing_test_leaves_no_trail_and_the_guard_still_stands() -> None:
    from django.core.management import call_command

    agency = found_agency(description=describe(), since=SINCE, by=System(0), at=NOW)
    assert verify(agency.pk) == []
    call_command("flush", verbosity=0, interactive=False)
    assert latest(agency.pk) == []
    agency = found_agency(description=describe(), since=SINCE, by=System(0), at=NOW)
    with pytest.raises(DatabaseError, match="append-only"):
        run("TRUNCATE audit_entry")
    assert rows(agency) == 1


@pytest.mark.django_db(transaction=True)
def test_operations_of_two_threads_chain_without_a_gap(setwan: Agency) -> None:
    def work(thread: int) -> None:
        try:
            for number in range(8):
                shelve(setwan, System(setwan.pk), f"Dokumen {thread}-{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work, thread) for thread in (1, 2)]:
            done.result(timeout=30)
    assert verify(setwan.pk) == []
    assert sorted(line.number for line in latest(setwan.pk)) == [*range(1, 18)]


def test_a_moment_of_another_zone_is_the_same_row(setwan: Agency, acting: Cast) -> None:
    from kinerja.core.calendar import Zone

    at = (NOW + timedelta(microseconds=1)).astimezone(Zone.WIT.tzinfo)
    document = put_on_shelf(
        agency=setwan, document={"name": "Renja", "kind": "x", "since": SINCE}, file=None, by=acting("sekwan"), at=at
    )
    assert trail_of(document)[0].at == at
    assert verify(setwan.pk) == []
    assert log.reference(document) == f"planning.shelfdocument:{document.pk}"
