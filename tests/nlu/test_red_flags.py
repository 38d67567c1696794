from __future__ import annotations

import logging

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.cleaning import InputCleaner
from bot.nlu.encoder import SentenceEncoder
from bot.nlu.red_flags import RED_FLAGS, RedFlagPhrases
from bot.nlu.spelling import MENDED


def raised(message: Message) -> list[str]:
    RedFlagPhrases().process(InputCleaner().process([message]))
    return message.get(RED_FLAGS) or []


def test_phrases_raise_their_flag_before_anything_is_learned() -> None:
    assert raised(Message({"text": "I can't breathe"})) == ["emergency"]
    assert raised(Message({"text": "is it fatal for most?"})) == []


def test_phrases_are_heard_in_the_mended_text_too() -> None:
    assert raised(Message({"text": "she is unconscous", MENDED: "she is unconscious"})) == ["emergency"]


def test_an_encoder_that_fails_lets_messages_pass_and_logs_no_word(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = SentenceEncoder()
    message = Message({"text": "I can't breathe"})
    with caplog.at_level(logging.ERROR):
        assert broken.process([message]) == [message]
    assert "The encoder failed" in caplog.text
    assert "breathe" not in caplog.text
