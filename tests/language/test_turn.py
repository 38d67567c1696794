"""One turn of the form: answers, corrections, other people's numbers; and the form's own buttons."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.check.content import load_content
from bot.eligibility import CRITERIA, FEATURES
from bot.language.reading import Kind
from bot.language.turn import CONFIRMATION, Turn, read_opening, read_slot, read_turn

TODAY = datetime.date(2026, 11, 23)
ANSWERS: dict[str, Any] = {
    "age": 56,
    "diagnosis": "yes",
    "features": ["nephritis"],
    "treatments_failed": "yes",
    "life_threatening": "yes",
    "can_tolerate": "yes",
}
ASK = "utter_ask_eligibility_form_"


def turn(text: str, pending: str, other: bool = False) -> Turn:
    order = [*CRITERIA, CONFIRMATION]
    known = {name: ANSWERS[name] for name in order[: order.index(pending)]}
    return read_turn(text, pending, known, TODAY, other)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("am I eligible?", {}),
        ("I'm 51 and my kidneys are inflamed, am I eligible?", {"age": 51, "features": ["nephritis"]}),
        (
            "My mother is 63 and her kidneys are inflamed. Is she eligible?",
            {"age": 63, "features": ["nephritis"]},
        ),
        ("My aunt had nephritis and I am 45. am I eligible?", {"age": 45}),
        (
            "I am 55 and all the usual treatments have failed. Can I get it?",
            {"age": 55, "treatments_failed": "yes"},
        ),
        ("Is 60 the limit?", {}),
        ("Am I eligible if all treatments have failed?", {}),
        ("I have no nephritis and vasculitis, am I eligible", {}),
    ],
)
def test_an_opening_tells_what_is_said_outright(text: str, values: dict[str, Any]) -> None:
    assert read_opening(text, TODAY).values == values


@pytest.mark.parametrize(
    ("pending", "text", "values"),
    [
        ("age", "45", {"age": 45}),
        ("age", "I'm 45. Is there an age limit?", {"age": 45}),
        ("age", "is the limit 60?", {}),
        ("diagnosis", "wait, I got my age wrong, it is 44", {"age": 44}),
        ("features", "oh dear, 56 is my brother's age. I am 65", {"age": 65}),
        ("can_tolerate", "sorry, I got the treatments wrong, one still helps", {"treatments_failed": "no"}),
        (
            "can_tolerate",
            "Sorry, I forgot one, I also have vasculitis",
            {"features": ["nephritis", "vasculitis"]},
        ),
        (CONFIRMATION, "the age is 44", {"age": 44}),
        (CONFIRMATION, "yes", {CONFIRMATION: "yes"}),
        (CONFIRMATION, "correct", {CONFIRMATION: "yes"}),
        (CONFIRMATION, "no", {CONFIRMATION: "no"}),
        ("diagnosis", "my brother is 30", {}),
    ],
)
def test_a_turn(pending: str, text: str, values: dict[str, Any]) -> None:
    assert turn(text, pending).values == values


@pytest.mark.parametrize(
    "text", ["I've tried a lot of things", "yes, several", "most of them failed", "many different ones"]
)
def test_a_part_of_the_treatments_is_not_all_of_them(text: str) -> None:
    assert turn(text, "treatments_failed").values.get("treatments_failed") != "yes"


@pytest.mark.parametrize(
    "text", ["yes, all of them", "I've tried everything and nothing worked", "there is nothing left"]
)
def test_all_treatments_are_all(text: str) -> None:
    assert turn(text, "treatments_failed").values == {"treatments_failed": "yes"}


def test_the_age_of_the_one_who_types_is_not_the_patients() -> None:
    assert turn("he's 58. I'm the one typing and I'm 31", "age", other=True).values == {"age": 58}


@pytest.mark.parametrize(
    "text", ["The strength to get through it", "the diagnosis", "I want to change the age"]
)
def test_a_name_alone_is_asked_again_and_never_taken_for_a_yes(text: str) -> None:
    found = turn(text, CONFIRMATION)
    assert found.values == {}
    assert len(found.reopened) == 1


def buttons() -> list[tuple[str, str]]:
    responses = load_content().responses
    return sorted(
        {
            (name.removeprefix(ASK), button["payload"])
            for name, variations in responses.items()
            if name.startswith(ASK)
            for variation in variations
            for button in variation.get("buttons", [])
        }
    )


@pytest.mark.parametrize(("slot", "text"), buttons())
def test_every_button_of_the_form_is_understood(slot: str, text: str) -> None:
    assert read_slot(slot, text, TODAY, asked=True).kind in (Kind.VALUE, Kind.UNSURE)


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from([*CRITERIA, CONFIRMATION]))
def test_no_text_raises_or_sets_a_value_outside_its_type(text: str, pending: str) -> None:
    for name, value in turn(text, pending).values.items():
        if name == "age":
            assert value == "unsure" or (isinstance(value, int) and 0 <= value <= 120)
        elif name == "features":
            assert value == "unsure" or set(value) <= set(FEATURES)  # type: ignore[arg-type]
        else:
            assert value in ("yes", "no", "unsure")
