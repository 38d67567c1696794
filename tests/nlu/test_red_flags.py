from __future__ import annotations

import logging

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.cleaning import InputCleaner
from bot.nlu.encoder import SentenceEncoder
from bot.nlu.red_flags import POSSIBLE_RED_FLAGS, RED_FLAGS, TAKEN_BACK, RedFlagDetector, RedFlagPhrases
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


def judged(
    monkeypatch: pytest.MonkeyPatch, crisis: float, emergency: float, **properties: object
) -> tuple[list[str], list[str]]:
    """What a detector raises, and what it deems possible, where flags have these probabilities."""
    probable = {"crisis": crisis, "emergency": emergency, "none": 1 - crisis - emergency}
    monkeypatch.setattr(RedFlagDetector, "_probabilities", lambda *_: dict(probable))
    settings = {
        "threshold": 0.5,
        "threshold_taken_back": 0.9,
        "threshold_possible": 0.1,
        "threshold_doubted": 0.05,
    }
    message = Message({"text": "a message of some more words than few", **properties})
    RedFlagDetector(settings).process([message])
    return message.get(RED_FLAGS) or [], message.get(POSSIBLE_RED_FLAGS) or []


def test_the_sure_is_raised_and_the_unsure_is_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(monkeypatch, 0.0, 0.6) == (["emergency"], [])
    assert judged(monkeypatch, 0.0, 0.3) == ([], ["emergency"])
    assert judged(monkeypatch, 0.0, 0.05) == ([], [])


def test_both_are_meant_where_both_are_suspected(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(monkeypatch, 0.3, 0.4) == (["emergency", "crisis"], [])
    assert judged(monkeypatch, 0.1, 0.1) == ([], ["emergency", "crisis"])
    assert judged(monkeypatch, 0.05, 0.8) == (["emergency"], [])


def test_signs_that_are_taken_back_need_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(monkeypatch, 0.0, 0.6, **{TAKEN_BACK: True}) == ([], ["emergency"])
    assert judged(monkeypatch, 0.0, 0.95, **{TAKEN_BACK: True}) == (["emergency"], [])


def test_beside_a_flag_of_the_phrases_nothing_is_only_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    raised_before = {RED_FLAGS: ["emergency"]}
    assert judged(monkeypatch, 0.3, 0.1, **raised_before) == (["emergency"], [])
    assert judged(monkeypatch, 0.6, 0.3, **raised_before) == (["emergency", "crisis"], [])


def test_what_only_the_phrases_see_is_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    raised_before = {RED_FLAGS: ["emergency"]}
    assert judged(monkeypatch, 0.0, 0.04, **raised_before) == ([], ["emergency"])
    assert judged(monkeypatch, 0.0, 0.06, **raised_before) == (["emergency"], [])


def test_what_the_phrases_see_in_few_words_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"text": "yes, my dad collapsed", RED_FLAGS: ["emergency"]}
    assert judged(monkeypatch, 0.0, 0.01, **said) == (["emergency"], [])


def test_without_a_detector_the_phrases_are_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    message = Message({"text": "words", RED_FLAGS: ["emergency"]})
    monkeypatch.setattr(RedFlagDetector, "_probabilities", lambda *_: {})
    RedFlagDetector({"threshold_doubted": 0.05}).process([message])
    assert message.get(RED_FLAGS) == ["emergency"]


def test_one_word_alone_is_too_little_to_suspect_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(monkeypatch, 0.3, 0.0, text="goodbye") == ([], [])
    assert judged(monkeypatch, 0.9, 0.0, text="goodbye") == (["crisis"], [])
