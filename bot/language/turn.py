"""Reads one turn of the eligibility dialogue: the answer asked for, others that came along, corrections."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.eligibility import AGE_LIMIT, CRITERIA, FEATURES
from bot.language.age import read_age
from bot.language.features import read_features
from bot.language.reading import Kind, Reading
from bot.language.text import asks, clauses, plain
from bot.language.yes_no import read_yes_no

CONFIRMATION = "answers_confirmed"
Value = int | str | list[str]

CORRECTING = re.compile(
    r"\b(?:wait|actually|sorry|correction|correct that|i meant|i mean|wrong|mistake|mistaken|mistyped|typo|"
    r"misspoke|messed up|change|should be|should have|not right|instead|take that back|scratch that|"
    r"let me fix|i said|not \d+)\b"
)
ADDING = re.compile(r"\b(?:also|too|as well|forgot|another|in addition|plus)\b")
# The words by which people name an answer that they want to change.
NAMED = {
    "age": re.compile(r"\b(?:age|old|years?|born|birthday)\b"),
    "diagnosis": re.compile(r"\bdiagnos\w+"),
    "features": re.compile(
        r"\b(?:features?|kidneys?|nephritis|vessels?|vasculitis|counts?|platelets?|cytopeni\w+|caps|"
        r"catastrophic)\b"
    ),
    "treatments_failed": re.compile(
        r"\b(?:treatments?|therap(?:y|ies)|drugs?|medicines?|medications?|meds|failed|tried)\b"
    ),
    "life_threatening": re.compile(r"\b(?:life|death|dying|threat\w*|danger\w*|survival)\b"),
    "can_tolerate": re.compile(r"\b(?:strong|strength|fit|fitness|well enough|tolerate|cope|weak|health)\b"),
}


@dataclass(frozen=True)
class Turn:
    """What a turn says: values by slot, slots to be asked once more, and how the pending question fared."""

    values: dict[str, Value] = field(default_factory=dict)
    reopened: list[str] = field(default_factory=list)
    pending: Kind = Kind.NOTHING


def read_opening(text: str, today: datetime.date) -> Turn:
    """Read what the sentence that opens the dialogue already tells."""
    return Turn(_volunteered(text, today, set(CRITERIA)))


def read_turn(text: str, pending: str, known: Mapping[str, object], today: datetime.date) -> Turn:
    """Read an answer to the question about the slot `pending`.

    `known` holds the slots that have a value. Clauses that ask set nothing. Of other slots only what is
    said outright counts, and one that has a value changes only where the person corrects it.
    """
    told = " ".join(clause for clause in clauses(text) if not asks(clause))
    if not told:
        return Turn()
    corrections = _corrections(told, pending, known, today)
    if corrections.values or corrections.reopened:
        return corrections
    values = _volunteered(told, today, {name for name in CRITERIA if name not in known and name != pending})
    reading = read_slot(pending, told, today, asked=True)
    if reading.kind is Kind.VALUE:
        values[pending] = _value(reading)
    elif reading.kind is Kind.UNSURE and pending != CONFIRMATION:
        values[pending] = "unsure"
    return Turn(values, pending=reading.kind)


def read_slot(
    name: str, text: str, today: datetime.date, asked: bool
) -> Reading[int] | Reading[str] | Reading[tuple[str, ...]]:
    """Read one slot's value out of a text; `asked` as in the readers."""
    if name == "age":
        return read_age(text, today, asked)
    if name == "features":
        return read_features(text, asked)
    return read_yes_no(text, "confirmation" if name == CONFIRMATION else name, asked)  # type: ignore[arg-type]


def _volunteered(text: str, today: datetime.date, names: set[str]) -> dict[str, Value]:
    readings = {name: read_slot(name, text, today, asked=False) for name in CRITERIA if name in names}
    return {name: _value(reading) for name, reading in readings.items() if reading.kind is Kind.VALUE}


def _corrections(text: str, pending: str, known: Mapping[str, object], today: datetime.date) -> Turn:
    """Answers given before that the person changes now, or wants to be asked again."""
    words = plain(text)
    if not CORRECTING.search(words) and pending != CONFIRMATION:
        return Turn(_raised_age(text, pending, known, today))
    named = [name for name in CRITERIA if name in known and name != pending and NAMED[name].search(words)]
    values: dict[str, Value] = {}
    for name in named:
        # A name alone ("the strength to get through it") must not be taken for a yes.
        reading = read_slot(name, text, today, asked=len(named) == 1 and name in ("age", "features"))
        if reading.kind is Kind.VALUE and _value(reading) != known[name]:
            values[name] = _added(known[name], reading, words) if name == "features" else _value(reading)
    if values or read_yes_no(text, "confirmation").value == "yes":
        return Turn(values)
    # "the age is wrong", or at the read-back just "the age": no new value yet, so that one is asked again.
    return Turn(reopened=named)


def _added(known: object, reading: Reading[Any], words: str) -> Value:
    """Features as corrected; "I forgot one", "also" adds to those known."""
    before = known if isinstance(known, list) and ADDING.search(words) else []
    return [name for name in FEATURES if name in before or name in (reading.value or ())]


def _raised_age(
    text: str, pending: str, known: Mapping[str, object], today: datetime.date
) -> dict[str, Value]:
    """An age at or over the limit that is told outright counts without a word of correction, too.

    The other way round it does not: an age taken for a lower one by mistake could lead to a wrong "meets".
    """
    reading = read_age(text, today, asked=False)
    if pending == "age" or "age" not in known or reading.value is None or reading.value < AGE_LIMIT:
        return {}
    return {"age": reading.value} if reading.value != known["age"] else {}


def _value(reading: Reading[int] | Reading[str] | Reading[tuple[str, ...]]) -> Value:
    value = reading.value
    if value is None:
        raise ValueError(f"{reading} has no value")
    return list(value) if isinstance(value, tuple) else value
