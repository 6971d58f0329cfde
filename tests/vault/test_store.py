"""The store: what goes in comes out, nothing is overwritten, nothing unfit is taken, nothing half is left."""

import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest

from kinerja.audit.log import Refused
from kinerja.people.models import Agency
from kinerja.vault import store
from kinerja.vault.kinds import DOCX, JPEG, ODS, PDF, PNG, XLSX, Unfit, kind_of
from kinerja.vault.models import StoredFile
from tests.cast import NOW
from tests.cast import PDF as PAGE


def package(*members: str, mimetype: str = "", size: int = 10, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", compression) as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for name in members:
            made.writestr(name, b"\0" * size)
    return memory.getvalue()


def keep(agency: Agency, name: str = "bukti.pdf", data: bytes = PAGE) -> StoredFile:
    return store.keep(agency_id=agency.pk, name=name, data=data, post=None, at=NOW)


def on_disk(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_bytes_lie_under_their_hash_and_come_back(setwan: Agency, vault_root: Path) -> None:
    file = keep(setwan)
    assert file.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert on_disk(vault_root) == [vault_root / str(setwan.pk) / file.sha256[:2] / file.sha256]
    assert store.read(file) == PAGE
    assert (file.size, file.media_type, file.name) == (len(PAGE), PDF, "bukti.pdf")


def test_the_same_bytes_are_stored_once_under_two_names(setwan: Agency, vault_root: Path) -> None:
    one, two = keep(setwan, "a.pdf"), keep(setwan, "b.pdf")
    assert one.pk != two.pk
    assert len(on_disk(vault_root)) == 1


KINDS = [
    ("a.pdf", PAGE, PDF),
    ("a.JPEG", b"\xff\xd8\xff\xe0rest", JPEG),
    ("a.png", b"\x89PNG\r\n\x1a\nrest", PNG),
    ("a.xlsx", package("xl/workbook.xml"), XLSX),
    ("a.docx", package("word/document.xml"), DOCX),
    ("a.ods", package("content.xml", mimetype=ODS), ODS),
]


@pytest.mark.parametrize(("name", "data", "kind"), KINDS)
def test_each_kind_is_told_by_its_content(name: str, data: bytes, kind: str) -> None:
    assert kind_of(name, data) == kind


@pytest.mark.parametrize(("name", "data", "kind"), KINDS)
def test_a_name_that_says_another_kind_is_refused_with_what_to_do(name: str, data: bytes, kind: str) -> None:
    with pytest.raises(Unfit, match=r"ternyata berisi .* kirim lagi"):
        kind_of("bukti.txt" if kind != PDF else "bukti.xlsx", data)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("kosong.pdf", b"", "kosong"),
        ("teks.pdf", b"bukan pdf sama sekali", "bukan PDF, JPEG, PNG"),
        ("halaman.pdf", b"<html><script>", "bukan PDF, JPEG, PNG"),
        ("arsip.xlsx", package("anything.txt"), "bukan PDF, JPEG, PNG"),
        ("rusak.xlsx", package("xl/workbook.xml")[:40], "bukan PDF, JPEG, PNG"),
        ("program.xlsx", b"MZ\x90\x00", "bukan PDF, JPEG, PNG"),
    ],
    ids=["kosong", "teks", "halaman", "arsip", "rusak", "program"],  # a package holds the moment it was made
)
def test_what_is_empty_or_of_no_accepted_kind_is_refused(
    setwan: Agency, vault_root: Path, name: str, data: bytes, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        keep(setwan, name, data)
    assert not StoredFile.objects.exists()
    assert on_disk(vault_root) == []


def test_what_is_too_large_is_refused(setwan: Agency, settings: object) -> None:
    settings.UPLOAD_LIMIT = 1024 * 1024  # type: ignore[attr-defined]
    assert keep(setwan, data=PAGE.ljust(1024 * 1024, b" ")).size == 1024 * 1024
    with pytest.raises(Refused, match=r"lebih besar dari 1 MB\. Perkecil"):
        keep(setwan, data=PAGE.ljust(1024 * 1024 + 1, b" "))


def test_a_zip_that_would_burst_is_refused_unopened() -> None:
    bomb = package("xl/workbook.xml", "xl/a", "xl/b", size=70 * 1024 * 1024)
    assert len(bomb) < 1024 * 1024
    with pytest.raises(Unfit, match="terlalu besar setelah dibuka"):
        kind_of("laporan.xlsx", bomb)


def told_kind(data: bytes) -> str:
    try:
        return kind_of("a.ods", data)
    except Unfit as unfit:
        return str(unfit)


def test_a_zip_damaged_anywhere_is_taken_or_refused_in_words_but_never_a_crash() -> None:
    whole = package("content.xml", mimetype=ODS)
    for place in range(4, len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        told = told_kind(bytes(damaged))
        assert told == ODS or told.startswith("Berkas a.ods")


def test_a_name_with_a_path_keeps_only_its_last_part(setwan: Agency, vault_root: Path) -> None:
    assert keep(setwan, "../../etc/bukti.pdf").name == "bukti.pdf"
    assert keep(setwan, "C:\\Data\\bukti.pdf").name == "bukti.pdf"
    long = keep(setwan, "x" * 300 + ".pdf")
    assert (len(long.name), long.name[-4:]) == (200, ".pdf")


def test_a_flipped_byte_is_found_on_reading(setwan: Agency, vault_root: Path) -> None:
    file = keep(setwan)
    place = on_disk(vault_root)[0]
    place.write_bytes(PAGE[:-2] + b"X\n")
    with pytest.raises(Refused, match="tidak lagi cocok dengan sidik jarinya"):
        store.read(file)
    place.unlink()
    with pytest.raises(Refused, match="tidak lagi cocok"):
        store.read(file)


def test_handing_in_the_same_bytes_again_puts_a_decayed_file_right(setwan: Agency, vault_root: Path) -> None:
    file = keep(setwan)
    on_disk(vault_root)[0].write_bytes(b"busuk")
    keep(setwan)
    assert store.read(file) == PAGE


def test_a_sweep_takes_what_no_row_names_and_only_what_is_old(setwan: Agency, vault_root: Path) -> None:
    named = keep(setwan)
    orphan = store.write(setwan.pk, b"tak bernama")
    for path in on_disk(vault_root):
        os.utime(path, (1000, 1000))
    assert store.sweep(setwan.pk, older_than=1000) == []
    assert store.sweep(setwan.pk, older_than=1001) == [orphan]
    assert [path.name for path in on_disk(vault_root)] == [named.sha256]


def test_a_sweep_spares_an_old_orphan_that_is_handed_in_again_just_now(setwan: Agency, vault_root: Path) -> None:
    orphan = store.write(setwan.pk, b"tak bernama")
    os.utime(on_disk(vault_root)[0], (1000, 1000))
    assert store.write(setwan.pk, b"tak bernama") == orphan
    assert store.sweep(setwan.pk, older_than=1001) == []


def test_nothing_is_left_when_writing_fails(setwan: Agency, vault_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        keep(setwan)
    assert on_disk(vault_root) == []
    assert not StoredFile.objects.exists()


def test_two_agencies_share_no_bytes(setwan: Agency, vault_root: Path) -> None:
    mine = keep(setwan)
    theirs = StoredFile(agency_id=setwan.pk + 1, sha256=mine.sha256, name="bukti.pdf")
    with pytest.raises(Refused):
        store.read(theirs)
    assert store.sweep(setwan.pk + 1, older_than=9e9) == []
