"""The form by which the owner of a rencana aksi reports on it."""

from django import forms

from kinerja.performance.follow_up import LIMIT
from kinerja.web.forms.acts import lines
from kinerja.web.forms.plain import PlainForm


class ProgressForm(PlainForm):
    """What was done, and a file that proves it."""

    text = lines("Kemajuan", "Apa yang sudah dikerjakan, dan apa yang masih tersisa.", limit=LIMIT)
    file = forms.FileField(
        label="Berkas bukti",
        help_text="Satu berkas, paling besar 10 MB. Untuk menyatakan selesai, paling sedikit satu bukti terlampir.",
        required=False,
    )
