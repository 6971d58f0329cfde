"""What goes out with a finished document: the surat pengantar, and who receives copies."""

from __future__ import annotations

from dataclasses import dataclass

from kinerja.documents.content.paper import (
    Column,
    Head,
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
class Sent:
    """One document that a covering letter sends, how many, and what for."""

    document: str
    count: str
    remark: str


@dataclass(frozen=True, slots=True)
class CoveringLetter:
    """Surat pengantar: a numbered letter with a table of what it sends, signed by the head or on his behalf.

    `prepared` says who drafted and numbered it; the signature is a pen's unless the signer himself approved it.
    """

    head: Head
    subject: str
    recipients: tuple[str, ...]
    sent: tuple[Sent, ...]
    signature: Signature
    prepared: str
    attachments: str = ""
    copies: tuple[str, ...] = ()

    def paper(self) -> Paper:
        """Return the letter in the form of the surat pengantar: opening, table, signature, tembusan."""
        opening = Opening(
            date_line=f"{self.head.place}, {self.head.date}",
            pairs=(
                ("Nomor", dash(self.head.number)),
                ("Lampiran", dash(self.attachments)),
                ("Hal", dash(self.subject)),
            ),
            recipients=self.recipients,
        )
        table = Table(
            columns=(
                Column("No", 8, "center"),
                Column("Jenis yang dikirim", 78),
                Column("Banyaknya", 30, "center"),
                Column("Keterangan", 56),
            ),
            rows=tuple(Row((str(no), one.document, one.count, one.remark)) for no, one in enumerate(self.sent, 1)),
        )
        copies = (Paragraph("Tembusan:"), Items(self.copies)) if self.copies else ()
        return self.head.paper(
            kind="surat pengantar",
            title="",
            subtitle="",
            blocks=(
                opening,
                Paragraph("Bersama ini kami sampaikan dengan hormat:"),
                table,
                Paragraph("Demikian, atas perhatian Saudara diucapkan terima kasih."),
                Signatures((self.signature,)),
                *copies,
                Paragraph(self.prepared),
            ),
        )


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One receiver of copies and how many it gets."""

    receiver: str
    count: int


@dataclass(frozen=True, slots=True)
class CopyList:
    """Daftar salinan: which document was copied, for whom, how many times."""

    head: Head
    documents: tuple[str, ...]
    lines: tuple[CopyLine, ...]
    signatures: tuple[Signature, ...]

    def paper(self) -> Paper:
        """Return the list with its sum and room for each receiver to sign."""
        rows = [Row((str(no), one.receiver, str(one.count), ""), "blank") for no, one in enumerate(self.lines, 1)]
        rows.append(Row(("", "Jumlah", str(sum(one.count for one in self.lines)), ""), "total"))
        return self.head.paper(
            kind="salinan",
            title="Daftar Salinan Dokumen",
            blocks=(
                KeyValues((("Periode", self.head.period),)),
                Paragraph("Dokumen yang digandakan:"),
                Items(self.documents or ("-",)),
                Table(
                    columns=(
                        Column("No", 8, "center"),
                        Column("Penerima salinan", 70),
                        Column("Jumlah", 22, "center"),
                        Column("Tanda terima", 50),
                    ),
                    rows=tuple(rows),
                ),
                Signatures(self.signatures),
            ),
        )
