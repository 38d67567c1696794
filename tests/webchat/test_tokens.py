from __future__ import annotations

import datetime

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
