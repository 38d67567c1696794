from __future__ import annotations

import datetime
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.webchat import tokens

SECRET = "s" * 32
DAY = datetime.timedelta(hours=24)


def test_a_token_opens_its_conversation() -> None:
    name = tokens.new_id()
    assert tokens.unseal(tokens.seal(name, SECRET), SECRET, DAY) == name


def test_ids_cannot_be_guessed() -> None:
    assert len({tokens.new_id() for _ in range(1_000)}) == 1_000
    assert len(tokens.new_id()) >= 43


def test_a_forged_token_opens_nothing() -> None:
    token = tokens.seal("a", SECRET)
    for forged in [tokens.seal("a", "t" * 32), token[:-1] + "!", "b" + token[1:], "", "a", "....", "é"]:
        assert tokens.unseal(forged, SECRET, DAY) is None


def test_a_token_expires() -> None:
    token = tokens.seal("a", SECRET)
    assert tokens.unseal(token, SECRET, datetime.timedelta(seconds=-1)) is None


def test_without_a_secret_one_is_made_that_nobody_else_can_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WEBCHAT_SECRET", raising=False)
    path = tmp_path / "var" / "secret"
    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(tokens.secret, [path] * 8))
    assert made == {path.read_text()}
    assert len(made.pop()) >= 43
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_the_environments_secret_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBCHAT_SECRET", SECRET)
    assert tokens.secret(tmp_path / "secret") == SECRET
    assert not (tmp_path / "secret").exists()


def test_a_short_secret_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBCHAT_SECRET", "hunter2")
    with pytest.raises(ValueError, match="WEBCHAT_SECRET is too short"):
        tokens.secret(tmp_path / "secret")
