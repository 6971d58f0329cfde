"""The embedded server: it is there for the block, private, and gone afterwards."""

import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from kinerja.console import embedded

PROGRAM = """
import sys, time
from pathlib import Path
from kinerja.console import embedded
with embedded.server(Path(sys.argv[1]), durable=False) as url:
    print(url, flush=True)
    time.sleep(60)
"""


def room_of(url: str) -> Path:
    return Path(parse_qs(urlsplit(url).query)["host"][0])


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def data() -> Iterator[Path]:
    """A folder for databases that root's server account can reach too; pytest's own temporary folders are closed."""
    with tempfile.TemporaryDirectory(prefix="kinerja-test-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder, "data")


@pytest.fixture(scope="module")
def running() -> Iterator[str]:
    with embedded.server(durable=False) as url:
        yield url


def test_it_is_a_new_enough_postgresql_in_utf8_with_us_as_owner(running: str) -> None:
    with psycopg.connect(running) as connection:
        assert connection.info.server_version >= 150000
        row = connection.execute("SELECT current_setting('server_encoding'), usesuper FROM pg_user").fetchone()
    assert row == ("UTF8", True)


def test_it_is_closed_to_other_users_and_to_the_network(running: str) -> None:
    assert stat.S_IMODE(room_of(running).stat().st_mode) == 0o700
    with psycopg.connect(running) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_an_error_in_the_block_stops_it_too() -> None:
    with suppress(ZeroDivisionError), embedded.server(durable=False) as url:
        room, pid = room_of(url), int((room_of(url) / "data" / "postmaster.pid").read_text().split()[0])
        raise ZeroDivisionError
    assert not is_running(pid)
    assert not room.exists()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_server_outlives_its_program(data: Path, sign: signal.Signals) -> None:
    program = subprocess.Popen([sys.executable, "-c", PROGRAM, data], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    with program.stdout:
        url = program.stdout.readline()
    pid = int((data / "postmaster.pid").read_text().split()[0])
    assert is_running(pid)
    program.send_signal(sign)
    program.wait(20)
    subprocess.run(["timeout", "20", "tail", "--pid", str(pid), "-f", "/dev/null"], check=True)
    assert not is_running(pid)
    if sign is signal.SIGKILL:  # nobody was left to clear the folder away
        subprocess.run(["rm", "-rf", str(room_of(url.strip()))], check=True)
    assert not room_of(url.strip()).exists()


def test_given_data_are_there_again_the_next_time(data: Path) -> None:
    with embedded.server(data, durable=False) as url:
        embedded.create_database(url, "arsip 2024")
    with embedded.server(data, durable=False) as url, psycopg.connect(url, dbname="arsip 2024") as connection:
        assert connection.info.dbname == "arsip 2024"


def test_a_database_in_use_is_dropped_and_dropping_twice_is_no_error(running: str) -> None:
    with psycopg.connect(embedded.create_database(running, "sekali")):
        embedded.drop_database(running, "sekali")
    embedded.drop_database(running, "sekali")
    with pytest.raises(psycopg.OperationalError, match="sekali"):
        psycopg.connect(running, dbname="sekali")


def test_data_of_another_version_are_refused_with_a_sentence(data: Path) -> None:
    with embedded.server(data, durable=False):
        pass
    (data / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(embedded.Unavailable, match="gagal dijalankan"), embedded.server(data):
        pass


def test_settings_of_the_callers_environment_do_not_disturb_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("LC_ALL", "xx_XX.UTF-8")
    with embedded.server(durable=False) as url, psycopg.connect(url) as connection:
        assert connection.execute("SHOW port").fetchone() == ("5432",)
