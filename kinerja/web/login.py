"""Signing in: by name and password through allauth, or, in a demo on this machine, by choosing a post."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import LoginView
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from kinerja.people.models import Appointment, in_force
from kinerja.web import clock
from kinerja.web.acting import SESSION_KEY, SignedInRequest, acting_required
from kinerja.web.demo import demo_is_open, demo_posts
from kinerja.web.forms.login import SignInForm
from kinerja.web.parts import problems_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody registers themselves: accounts come with their post. What goes wrong is said in officials' words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Akun ini tidak aktif. Hubungi pengelola aplikasi.",
        "username_password_mismatch": "Nama pengguna atau kata sandi salah. Periksa huruf besar dan kecilnya.",
        "too_many_login_attempts": "Terlalu sering salah. Tunggu beberapa menit, lalu coba lagi.",
        "rate_limited": "Terlalu banyak permintaan dari alamat ini. Tunggu beberapa menit, lalu coba lagi.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SignIn(LoginView):  # type: ignore[misc]  # allauth ships no types
    """The login page: name and password, and in a demo the posts as buttons."""

    template_name = "pages/login.html"

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        errors = context["form"].errors
        whole = " ".join(errors.get("__all__", []))
        fields = {name: " ".join(said) for name, said in errors.items() if name != "__all__"}
        context["problems"] = problems_of(fields, whole=whole, known=fields)
        context["demo_posts"] = demo_posts(self.request)
        return context


sign_in = SignIn.as_view()


@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Take a post in the demo. Elsewhere this page does not exist."""
    if not demo_is_open(request):
        raise Http404
    key = request.POST.get("post", "")
    appointment = (
        Appointment.objects.filter(in_force(clock.now().date()), pk=key).select_related("user", "post").first()
        if key.isdecimal() and len(key) < 19
        else None
    )
    if appointment is None:
        messages.error(request, "Jabatan itu tidak ada dalam peragaan. Pilih salah satu tombol jabatan.")
        return redirect("account_login")
    login(request, appointment.user, backend=BACKEND)
    request.session[SESSION_KEY] = appointment.pk
    return redirect("tasks")


@require_POST
@acting_required
def choose_post(request: SignedInRequest) -> HttpResponse:
    """Act in another of one's own posts from now on."""
    key = request.POST.get("post", "")
    chosen = next((role for role in request.roles if str(role.appointment.pk) == key), None)
    if chosen is None:
        messages.error(request, "Jabatan itu bukan jabatan Anda. Pilih dari daftar di sudut kanan atas.")
    else:
        request.session[SESSION_KEY] = chosen.appointment.pk
        messages.success(request, f"Sekarang Anda bertindak sebagai {chosen.title}.")
    return redirect("tasks")
