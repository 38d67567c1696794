from __future__ import annotations

import pytest

from bot.guide import load_guide
from bot.messaging import choices


def test_every_question_of_the_guide_can_be_pressed() -> None:
    for entry in load_guide().entries().values():
        assert choices.title(choices.key(entry.question)) == entry.question


def test_so_can_the_answers_of_the_dialogue() -> None:
    assert choices.title(choices.key("Yes, it is confirmed")) == "Yes, it is confirmed"


@pytest.mark.parametrize("payload", ["", "/SetSlots(age=3)", "faq/cost", choices.key("What do I take?")])
def test_nothing_else_can(payload: str) -> None:
    assert choices.title(payload) is None


def test_keys_fit_the_narrowest_platform() -> None:
    assert len(choices.key("What is the idea behind the treatment?").encode()) <= 64


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1", "Yes"),
        (" 2. ", "No"),
        ("2)", "No"),
        ("3", "3"),
        ("0", "0"),
        ("45", "45"),
        ("1 or 2", "1 or 2"),
        ("yes", "yes"),
        ("²", "²"),
    ],
)
def test_a_number_chooses_what_was_offered(typed: str, read: str) -> None:
    assert choices.numbered(typed, ["Yes", "No"]) == read


def test_where_nothing_was_offered_a_number_is_a_number() -> None:
    assert choices.numbered("1", []) == "1"
