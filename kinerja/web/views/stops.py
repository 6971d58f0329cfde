"""Pages that cannot be shown: what happened, and what to do."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from kinerja.web.acting import stop


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be a form of this application."""
    return stop(
        request,
        status=400,
        title="Isian ini tidak dapat dibaca",
        sentence=(
            "Belum ada yang disimpan. Kembali ke halaman sebelumnya dan kirim lagi; bila isian disalin dari berkas "
            "lain, ketik ulang bagian yang disalin itu."
        ),
    )


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the page exists, but not for this person."""
    return stop(
        request,
        status=403,
        title="Halaman ini bukan untuk jabatan Anda",
        sentence="Jabatan yang sedang Anda pakai tidak berwenang di sini. Pilih jabatan lain di sudut kanan atas.",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here, or nothing of this person's agency."""
    return stop(
        request,
        status=404,
        title="Halaman tidak ditemukan",
        sentence="Alamat ini salah ketik, atau isinya milik perangkat daerah lain. Mulailah lagi dari Tugas saya.",
    )


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form whose protection against foreign sites no longer fits, as after a new login in another tab."""
    return stop(
        request,
        status=403,
        title="Formulir ini sudah kedaluwarsa",
        sentence=(
            "Belum ada yang disimpan. Kembali ke halaman sebelumnya, muat ulang, lalu kirim lagi; "
            "bila masih terjadi, izinkan kuki untuk alamat ini pada peramban Anda."
        ),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: a defect of ours. Rendered without the request, because what broke may be what the frame needs."""
    context = {
        "title": "Aplikasi gagal menampilkan halaman ini",
        "sentence": "Tidak ada yang tersimpan setengah jalan. Coba sekali lagi; bila berulang, beri tahu pengelola.",
        "home_url": "/tugas/",
    }
    return HttpResponse(render_to_string("pages/stop.html", context), status=500)
