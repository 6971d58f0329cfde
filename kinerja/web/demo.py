"""The demo's open door: every post of the agencies as a button, with what it comes for."""

from collections import Counter
from dataclasses import dataclass
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

from kinerja.core.procedure import Step
from kinerja.people.models import Appointment, Post, in_force
from kinerja.people.queries import Lanes, lanes_of
from kinerja.performance.queries import corrections_by_post
from kinerja.sop.models import Procedure
from kinerja.sop.queries import procedures_in_force, waiting_by_post
from kinerja.web import clock

# What an act is to the post that does it, as the button of the post says it.
PURPOSE = {
    "perintah": "memerintahkan siklus",
    "buka": "membuka periode",
    "undang": "mengundang rapat",
    "rapat": "memimpin rapat",
    "rencana": "menyusun program kerja",
    "himpun": "menghimpun dokumen",
    "siapkan": "menyiapkan formulir",
    "distribusi": "membagikan formulir",
    "isi": "mengisi dan menyerahkan formulir unitnya",
    "validasi": "memvalidasi data",
    "rekap": "merekap",
    "ukur": "mengukur capaian",
    "lapor": "menyusun draft laporan",
    "telaah": "menelaah: ya atau tidak",
    "tetapkan": "menetapkan angka",
    "sampaikan": "menyampaikan laporan",
    "tandatangan": "menandatangani",
    "nomor": "menomori surat pengantar",
    "gandakan": "menggandakan",
    "arsip": "mengarsipkan",
}


def demo_is_open(request: HttpRequest) -> bool:
    """Return whether posts may be taken without a password: a demo process, asked from this very machine."""
    try:
        return bool(settings.DEMO) and ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class DemoPost:
    """A post of the demo: the key of its appointment, its title, what it comes for, how much waits for it."""

    key: int
    post: str
    agency: str
    does: str
    waiting: int


def demo_posts(request: HttpRequest) -> list[DemoPost]:
    """Return the posts that may be taken without a password, by rank; none outside the demo."""
    if not demo_is_open(request):
        return []
    at = clock.now()
    held = (
        Appointment.objects.filter(in_force(at.date()))
        .select_related("post", "agency")
        .order_by("agency_id", "post__position", "pk")
    )
    purposes: dict[int, list[str]] = {}
    waiting: Counter[int] = Counter()
    for agency_id in {appointment.agency_id for appointment in held}:
        waiting.update(waiting_by_post(agency_id, at))
        waiting.update(corrections_by_post(agency_id, at))
        for procedure in procedures_in_force(agency_id, at):
            lanes = lanes_of(agency_id=agency_id, procedure=procedure.code, on=at.date())
            _note_purposes(procedure, lanes, purposes)
    return [
        DemoPost(
            key=appointment.pk,
            post=appointment.title,
            agency=appointment.agency.name,
            does=_sentence(purposes.get(appointment.post_id, [])),
            waiting=waiting[appointment.post_id],
        )
        for appointment in held
    ]


def _note_purposes(procedure: Procedure, lanes: Lanes, purposes: dict[int, list[str]]) -> None:
    """Add what each post does in this procedure, in the order of its steps, each once."""
    for step in procedure.spec.steps:
        answers = any(procedure.spec.document(name).kind == "disposisi" for name in step.outputs)
        words = {
            PURPOSE.get(step.act, ""): lanes.of(step.performer),
            "membantu mengisi formulir": lanes.of(*step.helpers)
            | (_staff(lanes, step) if step.fans_out else frozenset()),
            "memberi disposisi": lanes.of(*step.to) if step.act == "sampaikan" and answers else frozenset(),
            "memaraf disposisi": lanes.of(*step.to, *step.forwarded_to) if step.forwarded_to else frozenset(),
        }
        for word, posts in words.items():
            for post in posts:
                told = purposes.setdefault(post, [])
                if word and word not in told:
                    told.append(word)


def _staff(lanes: Lanes, step: Step) -> frozenset[int]:
    """Return the staff of the units whose heads stand in a step's lane."""
    units = Post.objects.filter(pk__in=lanes.of(step.performer)).values("unit")
    return frozenset(Post.objects.filter(unit__in=units, heads_unit=False).values_list("pk", flat=True))


def _sentence(words: list[str]) -> str:
    """Return what a post comes for, at most five things: a button is no job description."""
    if not words:
        return "Melihat siklus, hasil, dan dokumen"
    text = ", ".join(words[:5]) + (", dan lainnya" if len(words) > 5 else "")
    return text[0].upper() + text[1:]
