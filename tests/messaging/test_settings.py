from __future__ import annotations

import logging

import pytest

from bot.messaging import settings


def test_without_any_setting_a_platform_is_off_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("CHAT_TOKEN", "CHAT_SECRET"):
        monkeypatch.delenv(name, raising=False)
    with caplog.at_level(logging.WARNING):
        assert settings.required("Chat", "CHAT_TOKEN", "CHAT_SECRET") is None
    assert caplog.messages == ["Chat is off: CHAT_TOKEN and CHAT_SECRET are not set."]


def test_set_up_by_halves_it_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAT_TOKEN", "t")
    monkeypatch.setenv("CHAT_SECRET", " ")
    with pytest.raises(ValueError, match="Chat is set up by halves: CHAT_SECRET must be set"):
        settings.required("Chat", "CHAT_TOKEN", "CHAT_SECRET")


def test_with_all_it_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAT_TOKEN", "t")
    monkeypatch.setenv("CHAT_SECRET", "s")
    assert settings.required("Chat", "CHAT_TOKEN", "CHAT_SECRET") == ["t", "s"]


def test_a_secret_that_could_be_guessed_is_refused() -> None:
    assert settings.secret("CHAT_SECRET", "qo4Trw!0p-2Lm8sd") == "qo4Trw!0p-2Lm8sd"
    with pytest.raises(ValueError, match="CHAT_SECRET is too short"):
        settings.secret("CHAT_SECRET", "hunter2")
