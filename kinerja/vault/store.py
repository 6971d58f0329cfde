"""The content-addressed store: one directory per agency, one file per SHA-256, never overwritten."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings

from kinerja.audit.log import Refused
from kinerja.people.models import Post
from kinerja.vault.kinds import Unfit, kind_of
from kinerja.vault.models import StoredFile

NAME_LIMIT = 200


def keep(*, agency_id: int, name: str, data: bytes, post: Post | None, at: datetime) -> StoredFile:
    """Store bytes that somebody hands in and return the row that names them.

    The bytes are written and synced before the row, so that a row never names what is not there. Raises Refused with a
    sentence if they are too large, empty, or of another kind than their name says.
    """
    clean = Path(name.replace("\\", "/")).name.replace("\x00", "")[-NAME_LIMIT:] or "berkas"
    if len(data) > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // (1024 * 1024)
        raise Refused(f"Berkas {clean} lebih besar dari {limit} MB. Perkecil atau pecah berkasnya, lalu kirim lagi.")
    try:
        media_type = kind_of(clean, data)
    except Unfit as unfit:
        raise Refused(str(unfit)) from unfit
    return put(agency_id=agency_id, name=clean, data=data, media_type=media_type, post=post, at=at)


def put(*, agency_id: int, name: str, data: bytes, media_type: str, post: Post | None, at: datetime) -> StoredFile:
    """Store bytes that the application itself made or already checked."""
    sha256 = write(agency_id, data)
    return StoredFile.objects.create(
        agency_id=agency_id,
        sha256=sha256,
        size=len(data),
        media_type=media_type,
        name=name,
        stored_at=at,
        stored_by=post,
    )


def write(agency_id: int, data: bytes) -> str:
    """Write bytes under their hash, synced to the disk, and return the hash.

    What is there whole stays and counts as new, so that no sweep takes it before its row commits; what decayed on the
    disk is put right again.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    place = _place(agency_id, sha256)
    if place.exists() and place.read_bytes() == data:
        os.utime(place)
        return sha256
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync(place.parent)
    return sha256


def read(file: StoredFile) -> bytes:
    """Return the bytes a row names. Raises Refused if the store no longer holds what the hash says."""
    place = _place(file.agency_id, file.sha256)
    data = place.read_bytes() if place.exists() else b""
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise Refused(
            f"Isi berkas {file.name} di tempat simpan tidak lagi cocok dengan sidik jarinya. "
            "Hubungi pengelola aplikasi agar berkas dipulihkan dari cadangan."
        )
    return data


def sweep(agency_id: int, *, older_than: float) -> list[str]:
    """Remove files that no row names and that are older than a moment (seconds since 1970); return their hashes."""
    root = Path(settings.VAULT_ROOT) / str(agency_id)
    named = set(StoredFile.objects.filter(agency_id=agency_id).values_list("sha256", flat=True))
    removed = []
    for place in sorted(root.glob("??/*")):
        if place.name not in named and place.stat().st_mtime < older_than:
            place.unlink()
            removed.append(place.name)
    return removed


def _place(agency_id: int, sha256: str) -> Path:
    return Path(settings.VAULT_ROOT) / str(agency_id) / sha256[:2] / sha256


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
