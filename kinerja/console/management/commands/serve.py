"""`kinerja serve`: the web server on a database that is already there."""

import os
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from kinerja.console import serving


class Command(BaseCommand):
    """Serve the application on one address until told to end."""

    help = "Menjalankan server web Kinerja di 127.0.0.1 (PORT, bawaan 8000), di belakang proxy milik instansi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default=os.environ.get("PORT"), help="nomor port; bawaan PORT atau 8000")
        parser.add_argument("--workers", type=int, default=2, help="jumlah proses; bawaan 2")
        parser.add_argument("--threads", type=int, default=4, help="jumlah utas tiap proses; bawaan 4")

    def handle(self, *args: object, port: str | None, workers: int, threads: int, **options: object) -> None:
        if not os.environ.get("KINERJA_SECRET_KEY"):
            raise CommandError("KINERJA_SECRET_KEY belum diisi. Isi dengan teks acak yang tetap, minimal 50 huruf.")
        try:
            code = serving.serve(
                serving.port_from(port),
                say=self.stdout.write,
                # only `kinerja demo` opens the door without a password, or moves the clock
                environment={"KINERJA_DEMO": "", "KINERJA_CLOCK_SHIFT": "0"},
                workers=workers,
                threads=threads,
            )
        except serving.CannotServe as problem:
            raise CommandError(str(problem)) from problem
        if code != 0:
            raise CommandError(f"Server web berakhir dengan kode {code}. Baca pesan di atas.")
