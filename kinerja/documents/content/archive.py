"""The daftar arsip that closes a case."""

from __future__ import annotations

from dataclasses import dataclass

from kinerja.documents.content.paper import (
    Column,
    Head,
    KeyValues,
    Paper,
    Row,
    Signature,
    Signatures,
    Table,
    dash,
)


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """One paper, form or file in the folder; `digest` is the beginning of the SHA-256 of its bytes or content."""

    step: str
    document: str
    number: str
    date: str
    form: str
    digest: str


@dataclass(frozen=True, slots=True)
class ArchiveList:
    """Daftar arsip: what the folder of a case holds, under its classification code."""

    head: Head
    folder: str
    classification: str
    location: str
    entries: tuple[ArchiveEntry, ...]
    signatures: tuple[Signature, ...]
    closed: str = ""

    def paper(self) -> Paper:
        """Return the list with its count."""
        table = Table(
            columns=(
                Column("No", 9, "center"),
                Column("Langkah", 24, "center"),
                Column("Uraian arsip", 88),
                Column("Nomor", 58),
                Column("Tanggal", 28, "center"),
                Column("Bentuk", 20, "center"),
                Column("SHA-256 (awal)", 32, "center"),
            ),
            rows=tuple(
                Row((str(no), one.step, one.document, dash(one.number), one.date, one.form, dash(one.digest)))
                for no, one in enumerate(self.entries, 1)
            ),
            note=f"Jumlah {len(self.entries)} arsip.",
        )
        pairs = (
            ("Berkas", self.folder),
            ("Kode klasifikasi", dash(self.classification)),
            ("Tempat simpan", dash(self.location)),
            ("Berkas ditutup", dash(self.closed)),
        )
        return self.head.paper(
            kind="daftar arsip",
            title="Daftar Arsip",
            orientation="landscape",
            subtitle=f"{self.head.procedure}\n{self.head.period}",
            blocks=(KeyValues(pairs), table, Signatures(self.signatures)),
        )
