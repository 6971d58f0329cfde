"""The command `kinerja`: Django's management commands, with the demo's ground laid before Django reads its settings."""

import os
import sys
from collections.abc import Sequence

import psycopg

from kinerja.console import demo_server, embedded

WITHOUT_DATABASE = {"check", "makemigrations", "help", "demo", "makemessages", "compilemessages"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused with a sentence, 2 misused, 130 after Ctrl-C."""
    arguments = list(sys.argv[1:] if argv is None else argv) or ["help"]
    asks_for_help = not {"-h", "--help", "--version"}.isdisjoint(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinerja.settings")
    try:
        if arguments[0] == "demo" and not asks_for_help:
            with demo_server.ground():
                return _run(arguments)
        if arguments[0] not in WITHOUT_DATABASE and not asks_for_help and not os.environ.get("DATABASE_URL"):
            raise embedded.Unavailable(
                "DATABASE_URL belum diisi. Isi dengan alamat server PostgreSQL, "
                "misalnya postgresql://kinerja@localhost/kinerja."
            )
        return _run(arguments)
    except embedded.Unavailable as problem:
        print(problem, file=sys.stderr)
        return 1
    except psycopg.OperationalError as problem:
        print(f"Server PostgreSQL di DATABASE_URL tidak dapat dipakai. Periksa alamatnya.\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nKinerja berhenti.", file=sys.stderr)
        return 130


def _run(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line  # reads the settings, so not before the ground is laid

    execute_from_command_line(["kinerja", *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main())
