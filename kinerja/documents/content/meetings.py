"""Papers of a meeting: undangan, daftar hadir, notulen."""

from __future__ import annotations

from dataclasses import dataclass

from kinerja.documents.content.paper import (
    Column,
    Head,
    Heading,
    Items,
    KeyValues,
    Opening,
    Paper,
    Paragraph,
    Row,
    Signature,
    Signatures,
    Table,
    dash,
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """When, where and what about: "Selasa, 2 April 2024", "09.00 s.d. 10.00 WIB"."""

    subject: str
    day: str
    time: str
    venue: str
    agenda: tuple[str, ...] = ()

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return day, time and place as printed lines."""
        return (("Hari, tanggal", self.day), ("Waktu", self.time), ("Tempat", self.venue))


@dataclass(frozen=True, slots=True)
class Invitation:
    """Undangan: a letter that calls posts to a meeting."""

    head: Head
    occasion: Occasion
    recipients: tuple[str, ...]
    introduction: str
    signature: Signature
    nature: str = "Biasa"
    attachment: str = "-"
    closing: str = "Demikian, atas perhatian dan kehadiran Saudara diucapkan terima kasih."
    copies: tuple[str, ...] = ()

    def paper(self) -> Paper:
        """Return the letter; it has an opening in the place of a title, and tembusan under the signature."""
        opening = Opening(
            date_line=f"{self.head.place}, {self.head.date}",
            pairs=(
                ("Nomor", dash(self.head.number)),
                ("Sifat", self.nature),
                ("Lampiran", self.attachment),
                ("Hal", self.occasion.subject),
            ),
            recipients=self.recipients,
        )
        agenda = (Paragraph("dengan acara:"), Items(self.occasion.agenda)) if self.occasion.agenda else ()
        copies = (Paragraph("Tembusan:"), Items(self.copies)) if self.copies else ()
        return self.head.paper(
            kind="undangan",
            title="",
            subtitle="",
            blocks=(
                opening,
                Paragraph(self.introduction),
                KeyValues(self.occasion.pairs()),
                *agenda,
                Paragraph(self.closing),
                Signatures((self.signature,)),
                *copies,
            ),
        )


@dataclass(frozen=True, slots=True)
class Attendee:
    """A post that was called; `presence` is the printed sentence of its confirmation, empty for a hand to sign."""

    post: str
    unit: str
    presence: str = ""


@dataclass(frozen=True, slots=True)
class Attendance:
    """Daftar hadir of a meeting; `blank_rows` leaves room for those who come uncalled."""

    head: Head
    occasion: Occasion
    attendees: tuple[Attendee, ...]
    signature: Signature
    blank_rows: int = 0

    def paper(self) -> Paper:
        """Return the list, one line per post."""
        known = tuple(
            Row((str(no), one.post, one.unit, one.presence), "plain" if one.presence else "blank")
            for no, one in enumerate(self.attendees, 1)
        )
        first_blank = len(self.attendees) + 1
        blank = tuple(Row((str(first_blank + no), "", "", ""), "blank") for no in range(self.blank_rows))
        table = Table(
            columns=(
                Column("No", 7, "center"),
                Column("Jabatan", 42),
                Column("Unit kerja", 38),
                Column("Kehadiran", 43),
            ),
            rows=known + blank,
        )
        return self.head.paper(
            kind="daftar hadir",
            title="Daftar Hadir",
            subtitle=self.occasion.subject,
            blocks=(KeyValues(self.occasion.pairs()), table, Signatures((self.signature,))),
        )


@dataclass(frozen=True, slots=True)
class Point:
    """What was said on one topic."""

    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of the meeting becomes a task: what, who, by when."""

    text: str
    owner: str
    due: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """Notulen of a meeting with its decisions."""

    head: Head
    occasion: Occasion
    chair: str
    recorder: str
    participants: tuple[str, ...]
    points: tuple[Point, ...]
    decisions: tuple[Decision, ...]
    signatures: tuple[Signature, ...]

    def paper(self) -> Paper:
        """Return the notulen: the occasion, what was discussed, what was decided."""
        points = tuple(f"{point.topic}: {point.text}" if point.topic else point.text for point in self.points)
        decisions = Table(
            columns=(
                Column("No", 7, "center"),
                Column("Keputusan/arahan", 62),
                Column("Penanggung jawab", 36),
                Column("Batas waktu", 25, "center"),
            ),
            rows=tuple(Row((str(no), one.text, one.owner, dash(one.due))) for no, one in enumerate(self.decisions, 1)),
            empty="Rapat tidak mengambil keputusan.",
        )
        return self.head.paper(
            kind="notulen",
            title="Notulen Rapat",
            subtitle=self.occasion.subject,
            blocks=(
                KeyValues((*self.occasion.pairs(), ("Pimpinan rapat", self.chair), ("Notulis", self.recorder))),
                Heading("Peserta"),
                Items(self.participants),
                Heading("Acara"),
                Items(self.occasion.agenda or ("-",)),
                Heading("Pembahasan"),
                Items(points or ("-",)),
                Heading("Keputusan"),
                decisions,
                Signatures(self.signatures),
            ),
        )
