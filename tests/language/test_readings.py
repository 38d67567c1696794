from __future__ import annotations

import pytest

from bot.language.readings import load_readings, readings_told
from bot.language.red_flags import red_flags, signs_told, taken_back
from bot.language.text import pipeline

READINGS = load_readings()


@pytest.mark.parametrize("text", [text for reading in READINGS for text in reading.raises])
def test_a_dangerous_reading_is_an_emergency(text: str) -> None:
    assert red_flags(text) == ["emergency"]


@pytest.mark.parametrize("text", [text for reading in READINGS for text in reading.passes])
def test_a_harmless_reading_is_none(text: str) -> None:
    assert red_flags(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "I am 45",
        "platelets 20",
        "no fever in 2019",
        "how long does the sugar take, 20 minutes?",
        "I take 40 mg for my blood pressure",
        "I was on oxygen for 40 days",
        "he is 58, and has high blood pressure",
        "age 60, sugar fine",
    ],
)
def test_other_numbers_are_no_readings(text: str) -> None:
    doc = pipeline()(text)
    assert not any(dangerous for _, dangerous in readings_told(doc, doc))


@pytest.mark.parametrize(
    "text", ["oxygen 98 on the finger clip", "BP 118/76 tonight and the temp is 36.7, all good"]
)
def test_a_normal_reading_takes_back_what_its_name_suggests(text: str) -> None:
    assert taken_back(signs_told(text))
    assert not taken_back(signs_told(f"{text}, but I can't breathe"))
