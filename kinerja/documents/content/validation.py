"""What a unit says of its staff, and the berita acara by which a validator answers for all data of a cycle."""

from __future__ import annotations

from dataclasses import dataclass

from kinerja.documents.content.paper import (
    Block,
    Column,
    Head,
    Heading,
    Items,
    KeyValues,
    Paper,
    Paragraph,
    Row,
    Signature,
    Signatures,
    Table,
    dash,
)
from kinerja.documents.content.results import UnitCompleteness, completeness_table


@dataclass(frozen=True, slots=True)
class StaffLine:
    """How many men and women of one group work in the agency."""

    group: str
    men: int
    women: int


@dataclass(frozen=True, slots=True)
class PersonnelData:
    """Data kepegawaian: the small second form of a cycle, filled by the unit that serves the staff."""

    head: Head
    unit: str
    lines: tuple[StaffLine, ...]
    signatures: tuple[Signature, ...]

    def paper(self) -> Paper:
        """Return the table with its sums."""
        return self.head.paper(
            kind="formulir terisi",
            title="Data Kepegawaian",
            blocks=(
                KeyValues((("Unit kerja", self.unit), ("Periode", self.head.period))),
                staff_table(self.lines),
                Signatures(self.signatures),
            ),
        )


def staff_table(lines: tuple[StaffLine, ...]) -> Table:
    """Return the groups with men, women and both, and a total."""
    rows = [
        Row((str(no), one.group, str(one.men), str(one.women), str(one.men + one.women)))
        for no, one in enumerate(lines, 1)
    ]
    men, women = sum(one.men for one in lines), sum(one.women for one in lines)
    rows.append(Row(("", "Jumlah", str(men), str(women), str(men + women)), "total"))
    return Table(
        columns=(
            Column("No", 8, "center"),
            Column("Golongan/jenis pegawai", 60),
            Column("Laki-laki", 24, "center"),
            Column("Perempuan", 24, "center"),
            Column("Jumlah", 24, "center"),
        ),
        rows=tuple(rows),
    )


@dataclass(frozen=True, slots=True)
class Validated:
    """One unit's data in a berita acara: by whom they were filled and handed in."""

    unit: str
    makers: str
    handed_in_by: str


@dataclass(frozen=True, slots=True)
class ValidationRecord:
    """Berita acara validasi data kinerja of a whole cycle. `day` is written out: "Kamis, 4 April 2024"."""

    head: Head
    day: str
    validator: str
    basis: tuple[str, ...]
    units: tuple[UnitCompleteness, ...]
    origins: tuple[Validated, ...]
    staff: tuple[StaffLine, ...]
    returns: tuple[str, ...]
    signatures: tuple[Signature, ...]

    def paper(self) -> Paper:
        """Return the record: who looked at what, how complete it is, where it comes from, what was sent back."""
        indicators = sum(one.indicators for one in self.units)
        filled = sum(one.filled for one in self.units)
        origins = Table(
            columns=(
                Column("No", 7, "center"),
                Column("Unit kerja", 60),
                Column("Diisi oleh", 55),
                Column("Diserahkan oleh", 55),
            ),
            rows=tuple(
                Row((str(no), one.unit, dash(one.makers), dash(one.handed_in_by)))
                for no, one in enumerate(self.origins, 1)
            ),
        )
        staff: tuple[Block, ...] = (Heading("Data kepegawaian"), staff_table(self.staff)) if self.staff else ()
        returns: tuple[Block, ...] = (
            (Heading("Pengembalian untuk dilengkapi"), Items(self.returns)) if self.returns else ()
        )
        return self.head.paper(
            kind="berita acara",
            title="Berita Acara Validasi Data Kinerja",
            orientation="landscape",
            blocks=(
                Paragraph(
                    f"Pada hari ini, {self.day}, {self.validator} telah memeriksa data kinerja {self.head.period} dari "
                    f"{len(self.units)} unit penyuplai data. Dari {indicators} indikator, {filled} indikator terisi; "
                    "yang tidak terisi disertai alasan. Tidak ada angka yang diperiksa oleh pembuatnya sendiri."
                ),
                Heading("Dasar"),
                Items(self.basis or ("-",)),
                Heading("Kelengkapan per unit"),
                completeness_table(self.units),
                Heading("Asal data"),
                origins,
                *staff,
                *returns,
                Paragraph(
                    "Data tersebut dinyatakan valid dan dapat dipertanggungjawabkan, dan digunakan sebagai bahan "
                    "rekapitulasi data kinerja."
                ),
                Signatures(self.signatures),
            ),
        )
