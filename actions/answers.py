"""Turns the form's slots into the words of the read-back and of the verdict."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from bot.eligibility import CRITERIA, Answers, Verdict, judge
from bot.guide import load_criteria
from bot.reply import spoken, table_rows

CONFIRMATION = "answers_confirmed"
UNSURE = "unsure"
CRITERIA_TEXTS = load_criteria()


def known(tracker: Tracker) -> dict[str, Any]:
    """The slots of the six criteria that have a value, by name."""
    values = {name: tracker.get_slot(name) for name in CRITERIA}
    return {name: value for name, value in values.items() if value is not None}


def verdict(tracker: Tracker) -> Verdict:
    """The verdict on the slots; one without a value counts as unsure."""
    return judge(Answers(**{name: known(tracker).get(name, UNSURE) for name in CRITERIA}))


def read_back(tracker: Tracker) -> str:
    """One line an answer, in the order asked."""
    return "\n".join(f"- {_line(name, tracker.get_slot(name))}" for name in CRITERIA)


def table(found: Verdict) -> str:
    """One line a criterion: what it asks for, how it compares, where the guide says it."""
    return "\n".join(map(spoken, table_rows(rows(found))))


def rows(found: Verdict) -> list[dict[str, Any]]:
    """The verdict's table for a program that draws, prints or saves it."""
    return [
        {
            "criterion": name,
            "requirement": CRITERIA_TEXTS.criteria[name].requirement,
            "standing": standing.value,
            "standing_text": CRITERIA_TEXTS.standings[standing.value],
            "paragraphs": list(CRITERIA_TEXTS.criteria[name].paragraphs),
        }
        for name, standing in found.standings.items()
    ]


def _line(name: str, value: Any) -> str:
    texts = CRITERIA_TEXTS.criteria[name].answers
    if value is None or value == UNSURE:
        return texts[UNSURE]
    if name == "age":
        return texts["known"].format(age=f"{value:g}")
    if name == "features":
        names = ", ".join(CRITERIA_TEXTS.features[feature] for feature in value)
        return texts["known"].format(features=names) if names else texts["none"]
    return texts[value]
