"""Children of one command: they do not outlive it, and it ends them politely before it ends them firmly."""

import os
import pwd
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO

ENDING = (signal.SIGTERM, signal.SIGHUP)


def start(
    command: Sequence[str | Path],
    *,
    farewell: signal.Signals,
    environment: Mapping[str, str],
    folder: Path | None = None,
    output: IO[bytes] | None = None,
    account: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches this process alone and it decides the order.

    `farewell` is the signal the kernel sends the child if this process is killed outright (Linux, where setpriv
    exists); it is bound to the calling thread, so call this from the main thread. `account` is the user id the child
    runs as (its primary group has the same meaning), None for our own.
    """
    setpriv = shutil.which("setpriv")
    bound = [setpriv, "--pdeathsig", farewell.name.removeprefix("SIG")] if setpriv else []
    return subprocess.Popen(
        [*bound, *command],
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        user=account,
        group=group_of(account),
        extra_groups=None if account is None else [],
    )


def stop(child: subprocess.Popen[bytes], farewell: signal.Signals, *, patience: float) -> None:
    """Send `farewell`, wait up to `patience` seconds, then kill what is left of the child's session."""
    with _undisturbed():
        if child.poll() is None:
            child.send_signal(farewell)
            try:
                child.wait(patience)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def group_of(account: int | None) -> int | None:
    """Return the primary group of a user id, None for None."""
    return None if account is None else pwd.getpwuid(account).pw_gid


@contextmanager
def orderly_end() -> Iterator[None]:
    """Within the block SIGTERM and SIGHUP unwind the stack, as Ctrl-C does, so that every `finally` runs.

    The process ends with 128 plus the number of the signal. A signal that was ignored at the start (nohup) stays so.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.getsignal(number) for number in ENDING}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold back Ctrl-C and its kin, so that a second one does not leave behind what the first began to clear away."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, *ENDING})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
