"""The building blocks of every official paper.

A content type (one frozen dataclass per paper, in the modules beside this one) turns itself into a `Paper`; the layout
family in `documents/layouts` prints any `Paper` and knows no single one of them. Everything here is text as printed:
figures already carry the decimal comma and dates the Indonesian month, so that what was frozen is what is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right"]
Orientation = Literal["portrait", "landscape"]
RowStyle = Literal["plain", "blank", "group", "total"]
Marker = Literal["1.", "a.", "-"]


def approval_sentence(post: str, moment: str) -> str:
    """Return what stands in the place of a signature until the application signs electronically.

    `moment` is the printed time, e.g. "1 April 2024 pukul 08.05 WIB".
    """
    return f"Disetujui di aplikasi Kinerja oleh {post} pada {moment}; bukan tanda tangan elektronik"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The kop: government, agency, address, and how to reach it, from the top line down."""

    government: str
    agency: str
    address: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signing post.

    `role` is why it signs ("Mengetahui", "Yang menerima"), `capacity` in whose place: "a.n. Sekretaris DPRD" stands on
    a line of its own; "Plt.", "Plh.", "Pj." and "Pjs." stand before the post. Without `approval` the place is left
    free for a pen, and without `name` too a dotted line is printed there.
    """

    post: str
    place: str = ""
    date: str = ""
    role: str = ""
    capacity: str = ""
    approval: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Lines "label : value"."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a line break in the text stays a line break."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the paper; it stays with what follows."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered "1.", lettered "a." or with dashes."""

    items: tuple[str, ...]
    marker: Marker = "1."


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `width` is its share of the line, in any unit that is the same for all columns."""

    label: str
    width: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. A "group" row has one cell, which runs over all columns; a "total" row is bold.

    A "blank" row is high enough to be written in by hand.
    """

    cells: tuple[str, ...]
    style: RowStyle = "plain"


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head returns on every page. Without rows it says `empty`.

    `share` is the part of the line it takes, in percent. With `numbered` the head carries the column numbers (1),
    (2), ... that officials refer to. Raises ValueError if a row does not have one cell per column: such a table would
    print figures under the wrong head.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    caption: str = ""
    numbered: bool = False
    share: int = 100
    empty: str = "Tidak ada data."

    def __post_init__(self) -> None:
        for row in self.rows:
            wanted = 1 if row.style == "group" else len(self.columns)
            if len(row.cells) != wanted:
                raise ValueError(f"a {row.style} row of this table has {wanted} cells, not {len(row.cells)}")


@dataclass(frozen=True, slots=True)
class Signatures:
    """One to four signing posts, two in a line; of an odd number the last one stands on the right."""

    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A small framed remark, e.g. that figures changed since an earlier paper."""

    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One box to tick."""

    text: str
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """Boxes to tick under a label; the tick is drawn, not a character."""

    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """The head of a letter: place and date, reference lines (Nomor, Sifat, Lampiran, Hal) and those it is sent to."""

    date_line: str
    pairs: tuple[tuple[str, str], ...]
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Boxes:
    """A ruled form: rows of one or two cells, each with small blocks (KeyValues, Paragraph, Items, Choices)."""

    rows: tuple[tuple[tuple[KeyValues | Paragraph | Items | Choices, ...], ...], ...]


Block = KeyValues | Paragraph | Heading | Items | Table | Signatures | Note | Choices | Opening | Boxes


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper ready to be set. `title` is empty for a letter, whose subject stands in its opening."""

    kind: str
    title: str
    number: str
    letterhead: Letterhead
    date: str
    orientation: Orientation
    blocks: tuple[Block, ...]
    source_note: str = ""
    footer: str = ""
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What every paper of a case carries, whatever it says.

    `date` is the day of the paper ("1 April 2024"), `period` what it speaks about ("Triwulan I Tahun 2024"),
    `procedure` and `step` where it was made ("SOP Pengumpulan Data Kinerja", "Langkah 1"). `remark` is printed first:
    which paper this one replaces, or since when its figures changed. `source_note` stands in the footer of every page
    ("Data bertanda contoh ...").
    """

    letterhead: Letterhead
    number: str
    place: str
    date: str
    period: str
    procedure: str
    step: str = ""
    remark: str = ""
    source_note: str = ""

    def paper(
        self,
        *,
        kind: str,
        title: str,
        blocks: Iterable[Block],
        subtitle: str | None = None,
        orientation: Orientation = "portrait",
    ) -> Paper:
        """Return the paper with this head. The subtitle is the period unless another is given."""
        remark: tuple[Block, ...] = (Note(self.remark),) if self.remark else ()
        return Paper(
            kind=kind,
            title=title,
            number=self.number,
            letterhead=self.letterhead,
            date=self.date,
            orientation=orientation,
            blocks=(*remark, *blocks),
            source_note=self.source_note,
            footer=" · ".join(part for part in (self.procedure, self.period, self.step) if part),
            subtitle=self.period if subtitle is None else subtitle,
        )


def dash(text: str) -> str:
    """Return the text, or a dash where there is none: an empty cell in an official table looks forgotten."""
    return text or "-"
