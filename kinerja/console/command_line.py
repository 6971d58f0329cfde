"""What the commands that work on a file share: arguments, sentences on the terminal, signals, progress."""

import argparse
import codecs
import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from types import FrameType
from typing import Any, Final, NoReturn, TextIO

from kinerja.console.faults import told
from kinerja.core.columns import Unusable
from kinerja.core.method import Method, load_method, method_on

CLEAN: Final = 0
FOUND: Final = 1
UNUSABLE: Final = 2

_PATIENCE: Final = 2.0
_BETWEEN: Final = 0.2
# What a terminal of another age can show instead.
_PLAIN: Final = {"“": '"', "”": '"', "…": "...", "×": "x", "÷": ":", "−": "-", "–": "-", "█": "#", "░": "."}


class Parser(argparse.ArgumentParser):
    """Arguments of one command; help and complaints are Indonesian sentences, `manual` is the whole help."""

    def __init__(self, manual: str) -> None:
        super().__init__(add_help=False, allow_abbrev=False, exit_on_error=False)
        self.manual = manual
        self.add_argument("-h", "--help", action="store_true")

    def given(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Return the arguments. Raises Unusable with what is wrong with them."""
        try:
            found, rest = self.parse_known_args(arguments)
        except argparse.ArgumentError as problem:
            # The only options that can be filled wrongly are one without its value and a switch with one.
            filled = "tidak menerima isi" if problem.message.startswith("ignored") else "belum diisi"
            self.error(f"Pilihan {(problem.argument_name or '').replace('/', ' atau ')} {filled}.")
        if rest and not found.help:
            self.error(self._told(rest[0]))
        return found

    def _told(self, surplus: str) -> str:
        if not surplus.startswith("-"):
            return f"“{surplus}” berlebih; yang dapat disebut hanya satu BERKAS."
        name = surplus.partition("=")[0]
        near = get_close_matches(name, self._option_string_actions, n=1)
        return f"Pilihan “{name}” tidak dikenal.{f' Maksudnya {near[0]}?' if near else ''}"

    def error(self, message: str) -> NoReturn:
        """Raise Unusable for arguments that do not fit: what is wrong, and the usage line."""
        usage = self.manual.partition("\n")[0]
        raise Unusable(
            f"{message or 'Susunan perintahnya keliru.'} Tulis: {usage}\nPenjelasan lengkap ada pada --help."
        )


def in_force(code: str) -> Method:
    """Return the method with this code, or the one in force today. Raises Unusable with a sentence for another."""
    try:
        return load_method(code) if code else method_on(datetime.now(UTC).date())
    except ValueError as problem:
        raise Unusable(str(problem)) from None


# --- The terminal -----------------------------------------------------------------------------------------------------


def soften() -> None:
    """Let every text be printed, whatever letters the terminal has."""
    codecs.register_error("kinerja", _plainly)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="kinerja")


def _plainly(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    lost = problem.object[problem.start : problem.end]
    return "".join(_PLAIN.get(letter, "?") for letter in lost), problem.end


def complain(sentence: object) -> None:
    """Say something on the terminal that is no result; where nobody can be told, the work goes on."""
    with contextlib.suppress(OSError, ValueError):
        print(sentence, file=sys.stderr, flush=True)


def shown(text: str, code: int | None = None) -> int:
    """Print a text and return the exit code: `code`, whatever becomes of the text, or whether it could be printed."""
    try:
        print(text, flush=True)
    except OSError as problem:
        deafen(problem)
        if code is None and not isinstance(problem, BrokenPipeError):
            return UNUSABLE
    return CLEAN if code is None else code


def deafen(problem: OSError) -> None:
    """Take note that nothing more can be printed; a reader that has seen enough is no reason to complain."""
    # Nothing may be written any more, not even at the end of the process.
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(problem, BrokenPipeError):
        complain(f"Keluaran tidak dapat ditulis: {told(problem)}")


class _Ended(BaseException):
    """The process is asked to end; passes through everything, so that drafts are removed on the way."""


@dataclass(slots=True)
class Stopped:
    """The exit code of a command, which a signal may have ended."""

    code: int = 0


@contextlib.contextmanager
def stoppable() -> Iterator[Stopped]:
    """Let the work within be ended by SIGTERM or a closed terminal without leaving anything half done."""
    stopped = Stopped()

    def end(number: int, _: FrameType | None) -> None:
        for name in kept:
            signal.signal(name, signal.SIG_IGN)
        stopped.code = 128 + number
        raise _Ended

    here = threading.current_thread() is threading.main_thread()
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if here and hasattr(signal, name)]
    kept: dict[int, Any] = {}
    for number in numbers:
        if signal.getsignal(number) is not signal.SIG_IGN:  # started with nohup
            kept[number] = signal.signal(number, end)
    try:
        yield stopped
    except _Ended:
        pass
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


class Progress:
    """A line on the terminal that tells how far a long run is; silent for two seconds and where nobody watches."""

    def __init__(self, size: int, *, passes: int) -> None:
        self._size, self._passes, self._pass = max(size, 1), passes, -1
        stream: TextIO | None = sys.stderr
        self._shown = stream is not None and stream.isatty()
        self._next = time.monotonic() + _PATIENCE
        self._drawn = False

    def begin(self) -> Callable[[int], None]:
        """Return what the next pass through the file reports its bytes to."""
        self._pass += 1
        return self._passed

    def end(self) -> None:
        """Wipe the line."""
        if self._drawn:
            self._draw("\r\x1b[K")

    def _passed(self, done: int) -> None:
        if self._shown and (now := time.monotonic()) >= self._next:
            self._next, self._drawn = now + _BETWEEN, True
            hundredths = min(
                100 * (self._pass * self._size + min(done, self._size)) // (self._passes * self._size), 100
            )
            bar = ("█" * (hundredths // 4)).ljust(25, "░")
            self._draw(f"\r{bar} {hundredths:3d}%")

    def _draw(self, text: str) -> None:
        with contextlib.suppress(OSError):
            print(text, end="", file=sys.stderr, flush=True)
