"""The command `kinerja`: files measured and checked without Django, and Django's management commands.

The demo's ground is laid before Django reads its settings. Little is imported before it is needed: a small file is
checked in a moment, and Ctrl-C is answered from the beginning.
"""

import os
import sys
from collections.abc import Sequence

WITHOUT_DATABASE = {"check", "makemigrations", "help", "demo", "makemessages", "compilemessages"}
# Django checks its own set-up under the same name; `kinerja check --deploy` asks for that.
ON_A_FILE = {"measure", "check"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused with a sentence, 2 misused, 130 after Ctrl-C.

    A command on a file that is ended by a signal leaves nothing half done and returns 128 and its number.
    """
    arguments = list(sys.argv[1:] if argv is None else argv) or ["help"]
    try:
        from kinerja.console import command_line

        command_line.soften()
        return _answered(arguments)
    except KeyboardInterrupt:
        print("\nKinerja berhenti.", file=sys.stderr)
        return 130


def _answered(arguments: list[str]) -> int:
    """Answer what needs neither Django nor a database; leave the rest to Django."""
    from kinerja.console import command_line, overview

    if arguments in (["help"], ["-h"], ["--help"]):
        return command_line.shown(overview.MANUAL)
    if arguments == ["--version"]:
        return command_line.shown(overview.release())
    if arguments[0] == "help" and arguments[1] in ON_A_FILE:
        arguments = [arguments[1], "--help"]
    if arguments[0] in ON_A_FILE:
        if "--deploy" not in arguments:
            return _on_a_file(arguments)
        if any(os.path.isfile(argument) for argument in arguments[1:]):
            command_line.complain(
                "--deploy memeriksa pemasangan aplikasi, bukan berkas. Hapus --deploy, atau hapus nama berkasnya."
            )
            return command_line.UNUSABLE
    return _of_django(arguments)


def _on_a_file(arguments: list[str]) -> int:
    from kinerja.console import checking, command_line, measuring

    command = measuring.main if arguments[0] == "measure" else checking.main
    with command_line.stoppable() as stopped:
        stopped.code = command(arguments[1:])
    return stopped.code


def _of_django(arguments: list[str]) -> int:
    import psycopg

    from kinerja.console import command_line, demo_server, embedded, overview

    asks_for_help = not {"-h", "--help", "--version"}.isdisjoint(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinerja.settings")
    try:
        if arguments[0] == "demo" and not asks_for_help:
            with demo_server.ground():
                return _run(arguments)
        name = arguments[-1] if arguments[0] == "help" else arguments[0]
        if name not in overview.OWN and name not in (known := _commands()):
            command_line.complain(overview.unknown(name, known))
            return command_line.UNUSABLE
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


def _commands() -> set[str]:
    """Return the names of Django's commands and those of the applications, without starting any of them."""
    from importlib.util import find_spec

    from django.conf import settings
    from django.core import management

    found = set(management.find_commands(management.__path__[0]))
    for name in settings.INSTALLED_APPS:
        for folder in (spec.submodule_search_locations or ()) if (spec := find_spec(name)) else ():
            found.update(management.find_commands(os.path.join(folder, "management")))
    return found


def _run(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line  # reads the settings, so not before the ground is laid

    execute_from_command_line(["kinerja", *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main())
