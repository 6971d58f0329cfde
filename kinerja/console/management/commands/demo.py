"""`kinerja demo`: a world that is gone afterwards: prepared, played, then served or written out."""

import os
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from kinerja.console import serving, summary
from kinerja.console.demo_data import AGENCIES, NoDemoData, demo_data
from kinerja.console.play import play


class Command(BaseCommand):
    """Prepare a database of the demo's own, play a quarter on it, and serve it (or only write its papers)."""

    help = "Menjalankan peragaan dengan data contoh di 127.0.0.1 (PORT, bawaan 8000); semuanya hilang setelah berhenti."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default=os.environ.get("PORT"), help="nomor port; bawaan PORT atau 8000")
        parser.add_argument("--headless", action="store_true", help="tanpa server web: hanya menulis dokumen")
        parser.add_argument("--output", type=Path, help="folder tempat dokumen dan summary.json ditulis")

    def handle(self, *args: object, port: str | None, headless: bool, output: Path | None, **options: object) -> None:
        if headless and output is None:
            raise CommandError("--headless memerlukan --output FOLDER, tempat dokumen ditulis.")
        try:
            number = serving.port_from(port)
            if not headless:
                serving.require_free(number)  # better told now than after the play
            if output is not None:
                summary.prepare(output)
            demos = [demo_data(agency) for agency in AGENCIES]
            self._prepare()
            for demo in demos:
                play(demo, say=self._say)
            if output is not None:
                self._write(output)
            if not headless:
                self._serve(number, max(demo.clock for demo in demos))
        except (serving.CannotServe, summary.NotOurs, NoDemoData) as problem:
            raise CommandError(str(problem)) from problem

    def _prepare(self) -> None:
        self._say("Menyiapkan basis data ...")
        call_command("migrate", verbosity=0)

    def _write(self, output: Path) -> None:
        self._say("Menulis dokumen ...")
        self._say(f"Dokumen dan ringkasannya ada di {summary.write(output).parent}.")

    def _serve(self, port: int, clock: datetime) -> None:
        self._say("Menjalankan server web ...")
        connections.close_all()
        shift = round((clock - timezone.now()).total_seconds())
        environment = {"KINERJA_DEMO": "1", "KINERJA_CLOCK_SHIFT": str(shift)}
        code = serving.serve(port, say=self._say, environment=environment)
        if code != 0:
            raise CommandError(f"Server web berakhir dengan kode {code}. Baca pesan di atas.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
