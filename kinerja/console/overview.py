"""What the command `kinerja` can do, told in one page; a command that does not exist is answered with a near one."""

from collections.abc import Iterable
from difflib import get_close_matches
from importlib.metadata import version
from typing import Final

OWN: Final = ("demo", "serve", "measure", "check", "help")

MANUAL: Final = """\
kinerja PERINTAH [PILIHAN]

  demo     menjalankan peragaan lengkap di komputer ini, dengan data contoh
  serve    menjalankan aplikasi untuk dipakai, dengan server PostgreSQL di DATABASE_URL
  measure  menghitung capaian setiap baris tabel CSV atau XLSX
  check    memeriksa kewajaran setiap baris tabel CSV atau XLSX
  help     halaman ini; kinerja help PERINTAH menjelaskan satu perintah

measure dan check tidak memerlukan basis data. Perintah lain berasal dari kerangka Django, misalnya migrate untuk
menyiapkan basis data, createsuperuser, dan check --deploy untuk memeriksa pemasangan; penjelasannya berbahasa Inggris.

  -h, --help  halaman ini
  --version   nomor versi Kinerja"""


def release() -> str:
    """Return the version of Kinerja, as installed."""
    return f"Kinerja {version('kinerja')}"


def unknown(name: str, known: Iterable[str]) -> str:
    """Return the sentence for a command that does not exist, with the one that may be meant."""
    near = get_close_matches(name, [*OWN, *known], n=1)
    meant = f" Maksudnya {near[0]}?" if near else ""
    return f"Perintah “{name}” tidak dikenal.{meant} Daftar perintah ada pada kinerja help."
