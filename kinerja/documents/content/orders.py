"""Papers by which a leader gives an order: the disposisi and the lembar disposisi.

The boxes of the sheet are those of the naskah dinas rules (Permendagri 1/2023; domain report 2.6): surat dari, nomor,
tanggal, diterima tanggal, nomor agenda, sifat, hal, diteruskan kepada, dengan hormat harap, catatan.
"""

from __future__ import annotations

from dataclasses import dataclass

from kinerja.documents.content.paper import (
    Block,
    Boxes,
    Choice,
    Choices,
    Column,
    Head,
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

URGENCIES = ("Sangat segera", "Segera", "Rahasia")
BLANK_ENTRIES = 5


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter, report or calendar entry that an order answers."""

    sender: str = ""
    number: str = ""
    date: str = ""
    received: str = ""
    agenda: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Disposition:
    """Disposisi: one post orders another to do something, by when."""

    head: Head
    letter: Letter
    giver: str
    recipients: tuple[str, ...]
    instructions: tuple[str, ...]
    signature: Signature
    urgency: str = ""
    due: str = ""
    note: str = ""

    def paper(self) -> Paper:
        """Return the disposisi as a ruled sheet with the order in its lower half."""
        order = Boxes(
            (
                *_letter_rows(self.letter, self.urgency),
                (
                    (Paragraph("Diteruskan kepada Sdr.:"), Items(self.recipients)),
                    (Paragraph("Dengan hormat harap:"), Items(self.instructions)),
                ),
                ((KeyValues((("Dari", self.giver), ("Batas waktu", dash(self.due)), ("Catatan", dash(self.note)))),),),
            )
        )
        return self.head.paper(kind="disposisi", title="Disposisi", blocks=(order, Signatures((self.signature,))))


@dataclass(frozen=True, slots=True)
class DispositionEntry:
    """One link of the chain on a lembar disposisi."""

    giver: str
    recipients: str
    instruction: str
    date: str
    approval: str = ""


@dataclass(frozen=True, slots=True)
class DispositionSheet:
    """Lembar disposisi: travels with a paper and collects the instructions of each post; without entries a form."""

    head: Head
    letter: Letter
    recipients: tuple[Choice, ...]
    instructions: tuple[Choice, ...]
    entries: tuple[DispositionEntry, ...] = ()
    urgency: str = ""

    def paper(self) -> Paper:
        """Return the sheet; empty lines are left to write in where no instruction was given yet."""
        sheet = Boxes(
            (
                *_letter_rows(self.letter, self.urgency),
                (
                    (Choices("Diteruskan kepada Sdr.:", self.recipients),),
                    (Choices("Dengan hormat harap:", self.instructions),),
                ),
            )
        )
        rows = tuple(
            Row((entry.giver, entry.recipients, entry.instruction, entry.date, entry.approval))
            for entry in self.entries
        )
        chain = Table(
            columns=(
                Column("Dari", 20),
                Column("Kepada", 20),
                Column("Isi disposisi", 32),
                Column("Tanggal", 16, "center"),
                Column("Paraf", 26),
            ),
            rows=rows or tuple(Row(("", "", "", "", ""), "blank") for _ in range(BLANK_ENTRIES)),
        )
        blocks: tuple[Block, ...] = (sheet, chain)
        return self.head.paper(kind="lembar disposisi", title="Lembar Disposisi", blocks=blocks)


def _letter_rows(letter: Letter, urgency: str) -> tuple[tuple[tuple[KeyValues | Choices, ...], ...], ...]:
    came = KeyValues((("Surat dari", letter.sender), ("Nomor surat", letter.number), ("Tanggal surat", letter.date)))
    entered = KeyValues((("Diterima tanggal", letter.received), ("Nomor agenda", letter.agenda)))
    marks = Choices("Sifat:", tuple(Choice(name, ticked=name == urgency) for name in URGENCIES))
    return (((came,), (entered, marks)), ((KeyValues((("Hal", letter.subject),)),),))
