"""Who acts in a request: the signed-in person in one of their posts, and what the frame of every page shows of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from kinerja.core.calendar import Zone, moment
from kinerja.people.acting import Acting, roles_of
from kinerja.people.models import User
from kinerja.performance.follow_up import open_count
from kinerja.performance.queries import corrections_by_post
from kinerja.sop.queries import waiting_by_post
from kinerja.web import clock
from kinerja.web.demo import DemoPost, demo_posts

P = ParamSpec("P")
SESSION_KEY = "appointment"

RESULTS = (
    "results",
    *("cycle-results", "cycle-recap", "cycle-trend", "cycle-analysis", "analysis", "cycle-money", "cycle-process"),
)
# Name of the url, label, icon, url names under which the item counts as current.
MENU = (
    ("tasks", "Tugas saya", "tasks", ("tasks", "step")),
    ("cycles", "Siklus", "cycle", ("cycles", "case", "case-start")),
    ("sheets", "Formulir", "sheet", ("sheets", "sheet")),
    ("results", "Hasil", "result", RESULTS),
    ("follow-ups", "Tindak lanjut", "follow-up", ("follow-ups", "follow-up")),
    ("papers", "Dokumen", "paper", ("papers", "paper")),
    ("procedures", "Prosedur", "procedure", ("procedures", "procedure")),
    ("trail", "Jejak", "trail", ("trail",)),
)


class SignedInRequest(HttpRequest):
    """A request of somebody who acts in a post."""

    user: User
    acting: Acting
    roles: list[Acting]


class ActingMiddleware:
    """Put `acting` and `roles` on the request, and its times into the zone of the agency."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.acting, request.roles = None, []
        if request.user.is_authenticated:
            request.roles = roles_of(request.user, clock.now().date())
            chosen = request.session.get(SESSION_KEY)
            request.acting = next(
                (role for role in request.roles if role.appointment.pk == chosen), next(iter(request.roles), None)
            )
        zone = Zone(request.acting.agency.government.zone) if request.acting else Zone.WIB
        with timezone.override(zone.tzinfo):
            return self.get_response(request)


def acting_required(
    view: Callable[Concatenate[SignedInRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Show the page only to somebody who acts in a post; others are sent to sign in, or told that they hold none."""

    @wraps(view)
    def shown(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.acting is None:
            return stop(
                request,
                status=403,
                title="Anda belum memegang jabatan",
                sentence="Akun ini belum dikaitkan dengan jabatan yang berlaku hari ini. Hubungi pengelola aplikasi.",
            )
        return view(request, *args, **kwargs)

    return shown


def stop(request: HttpRequest, *, status: int, title: str, sentence: str) -> HttpResponse:
    """Return the page that says why something cannot be shown and what to do."""
    context = {"title": title, "sentence": sentence, "home_url": reverse("tasks")}
    return render(request, "pages/stop.html", context, status=status)


@dataclass(frozen=True, slots=True)
class _Post:
    """A post as the frame shows it."""

    key: int
    post: str
    kind: str
    agency: str
    current: bool


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of the menu."""

    url: str
    label: str
    icon: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class _Shell:
    """What the frame of every page shows."""

    acting: _Post | None
    posts: tuple[_Post, ...]
    menu: tuple[_Item, ...]
    demo: str
    others: tuple[DemoPost, ...]  # in the demo: every other post, one click away


def _post(role: Acting, current: Acting | None) -> _Post:
    capacity = role.appointment.get_capacity_display() if role.appointment.capacity != "definitif" else "definitif"
    return _Post(
        key=role.appointment.pk,
        post=role.post.title,
        kind=capacity,
        agency=role.agency.name,
        current=current is not None and role.appointment.pk == current.appointment.pk,
    )


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return `shell` for every template: who acts, their other posts, the menu, the demo's sentence."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None:
        return {"shell": _Shell(None, (), (), "", ())}
    name = request.resolver_match.url_name if request.resolver_match else ""
    counts = {"follow-ups": open_count(acting.post.pk)}
    counts["tasks"] = waiting_by_post(acting.agency_id, clock.now()).get(acting.post.pk, 0)
    counts["tasks"] += corrections_by_post(acting.agency_id, clock.now()).get(acting.post.pk, 0)
    return {
        "shell": _Shell(
            acting=_post(acting, acting),
            posts=tuple(_post(role, acting) for role in getattr(request, "roles", [])),
            menu=tuple(
                _Item(
                    url=reverse(url),
                    label=label,
                    icon=icon,
                    count=counts.get(url, 0),
                    current=name in names,
                )
                for url, label, icon, names in MENU
            ),
            demo=_demo(acting),
            others=tuple(post for post in demo_posts(request) if post.key != acting.appointment.pk),
        )
    }


def _demo(acting: Acting) -> str:
    if not settings.DEMO:
        return ""
    zone = Zone(acting.agency.government.zone)
    return f"Data contoh; jam peragaan {moment(clock.now(), zone)}. Semuanya hilang bila peragaan dihentikan."
