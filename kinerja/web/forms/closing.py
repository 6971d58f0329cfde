"""Forms of the steps that finish a paper: tandatangan, nomor (surat pengantar), gandakan, arsip."""

from functools import partial
from typing import Any

from django import forms

from kinerja.people.queries import head_of_agency
from kinerja.performance.acts.entries import SIGNED_BY_HEAD, SIGNED_ON_BEHALF
from kinerja.web.forms.acts import ActForm, Rows, line, lines


class SignatureForm(ActForm):
    """tandatangan: the head's express approval of the final paper, in the application."""

    agree = forms.BooleanField(label="Saya menyetujui dan menandatangani dokumen ini")
    remark = lines("Catatan", required=False, rows=3, limit=500)

    def entry(self) -> dict[str, Any]:
        typed = super().entry()
        return {**typed, "agree": "ya" if typed.get("agree") else ""}


class LetterForm(ActForm):
    """nomor: the covering letter; its number comes from the register when the step ends."""

    subject = line("Hal")
    recipients = lines("Kepada", "Satu baris satu penerima.", rows=3)
    copies_to = lines("Tembusan", "Satu baris satu tembusan.", required=False, rows=3)
    attachments = line("Lampiran", required=False, limit=200)
    signed_by = forms.ChoiceField(label="Ditandatangani oleh", widget=forms.RadioSelect())

    def prepare(self) -> None:
        head = head_of_agency(self.case.agency_id).title
        self.fields["signed_by"].choices = [  # type: ignore[attr-defined]  # a choice field
            (SIGNED_BY_HEAD, head),
            (SIGNED_ON_BEHALF, f"Atas nama {head}"),
        ]

    def suggested(self) -> dict[str, Any]:
        region = self.case.agency.government.region
        kind, _, name = region.partition(" ")
        ruler = f"{'Wali Kota' if kind == 'Kota' else 'Bupati'} {name}" if name else f"Kepala Daerah {region}"
        return {
            "subject": f"Penyampaian dokumen {self.spec_name()} {self.case.agency.name}"[:300],
            "recipients": f"{ruler} melalui Sekretaris Daerah",
            "copies_to": f"Inspektur {region}\nKepala Bapperida {region}",
            "attachments": "1 (satu) berkas",
            "signed_by": SIGNED_BY_HEAD,
        }


class CopiesForm(ActForm):
    """gandakan: who gets how many copies."""

    repeated = (
        Rows(
            "copies",
            "Salinan",
            "Diusulkan dari penerima dan tembusan surat pengantar. Baris kosong diabaikan; simpan draf untuk menambah "
            "baris.",
            {
                "receiver": partial(line, "Penerima", limit=200),
                "count": partial(line, "Jumlah salinan", limit=4),
            },
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, one in self.fields.items():
            if name.endswith("-count"):
                one.widget.attrs["inputmode"] = "numeric"

    def suggested(self) -> dict[str, Any]:
        letter = self.said_before("nomor")
        named = f"{letter.get('recipients') or ''}\n{letter.get('copies_to') or ''}".splitlines()
        receivers = [*(one.strip() for one in named if one.strip()), f"Arsip {self.case.agency.name}"]
        return {"copies": [{"receiver": receiver[:200], "count": "1"} for receiver in receivers]}


class ShelvingForm(ActForm):
    """arsip: where the folder of the case is put."""

    number = line("Nomor arsip", "Menurut daftar arsip perangkat daerah.", limit=100)
    place = line("Tempat simpan", "Misalnya: Lemari 2, map Siklus Triwulan I 2024.", limit=200)

    def suggested(self) -> dict[str, Any]:
        place = f"Lemari arsip {self.by.post.unit.name}, map {self.spec_name()}"
        return {"number": f"{self.case.agency.short_name}/{self.case.period}/{self.case.pk}", "place": place[:200]}
