"""The command `kinerja` before Django: what it asks of the environment."""

import os

import psycopg
import pytest

from kinerja.__main__ import main
from kinerja.console import demo_server


def test_without_an_address_it_says_which_one_it_needs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    assert main(["migrate"]) == 1
    assert "DATABASE_URL belum diisi" in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://x@127.0.0.1:1/x")
    assert main(["demo", "--headless"]) == 1
    assert "tidak dapat dipakai" in capsys.readouterr().err


def test_the_ground_of_a_demo_is_its_own_and_gone_afterwards() -> None:
    address = os.environ["DATABASE_URL"]
    with demo_server.ground():
        own, vault = os.environ["DATABASE_URL"], os.environ["KINERJA_VAULT"]
        assert own != address
        assert os.path.isdir(vault)
    assert os.environ["DATABASE_URL"] == address
    assert not os.path.exists(vault)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(own)
