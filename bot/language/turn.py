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
from bot.language.person import speaks_of_other, speaks_of_self, without_kin
from bot.language.reading import Kind, Reading
from bot.language.text import asks, clauses, plain
from bot.language.yes_no import read_yes_no

CONFIRMATION = "answers_confirmed"
Value = int | str | list[str]

CORRECTING = re.compile(
    r"\b(?:wait|hang on|hold on|actually|sorry|correction|correct (?:something|that|it|one)|i meant|"
    r"i mean|wrong|mistake|mistaken|mistyped|typo|misspoke|messed up|my bad|change|should be|should have|"
    r"not right|instead|take (?:that|it|the \w+) (?:back|off|out)|scratch that|scrap that|let me fix|"
    r"i said|second thoughts?|not \d+)\b"
)
HEDGE = re.compile(r"\bi (?:should |would |do )?(?:think|believe|suppose)(?: so)?\b,?")
PLAIN_YES = re.compile(r"^(?!.*\b(?:no|not|never|but|don't|can't|isn't|maybe)\b).*\b(?:yes|yeah|yep|yup)\b")
# "I've tried a lot of things" leaves open whether anything is left; all of them must have failed.
PARTLY = re.compile(
    r"^(?!.*\b(?:all|every\w*|nothing|none|no|not|never|the lot|left|exhausted|out of)\b)"
    r".*\b(?:a lot|lots|loads|many|several|some|few|most|plenty|bunch|various|different)\b"
)
LEADING_NO = re.compile(r"^\W*(?:no|nope|not quite|not exactly|almost|nearly)\b[\s,.;:!-]*", re.IGNORECASE)
# Where "and" begins a sentence of its own, and not the next item of a list.
NEW_SUBJECT = re.compile(r"\s+and\s+(?=(?:i|my|she|her|he|his|they|all|none|nothing)\b)", re.IGNORECASE)
# A name without one of these ("the strength to get through it") must not be taken for a yes.
PREDICATE = re.compile(
    r"\b(?:yes|no|not|is|isn't|isnt|are|aren't|was|wasn't|has|hasn't|have|haven't|did|said|does)\b"
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
        r"\b(?:treatments|therapies|drugs?|medicines?|medications?|meds|failed|tried)\b"
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
    """Read what the sentence that opens the dialogue already tells of the person it is about."""
    return Turn(_volunteered(without_kin(text), today, set(CRITERIA)))


def read_turn(
    text: str, pending: str, known: Mapping[str, object], today: datetime.date, other: bool = False
) -> Turn:
    """Read an answer to the question about the slot `pending`; `other`: the talk is of another person.

    `known` holds the slots that have a value. Clauses that ask set nothing. Of other slots only what is
    said outright counts, and one that has a value changes only where the person corrects it.
    """
    telling = [clause for clause in clauses(text) if not asks(clause)]
    if other and any(speaks_of_other(clause) for clause in telling):
        # "He's 58. I'm the one typing, and I'm 31": the writer's own clauses say nothing of the person.
        telling = [clause for clause in telling if speaks_of_other(clause) or not speaks_of_self(clause)]
    told = " ".join(telling)
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
    question = "confirmation" if name == CONFIRMATION else name
    reading = read_yes_no(text, question, asked)  # type: ignore[arg-type]
    if asked and reading.kind is Kind.UNSURE and PLAIN_YES.search(plain(text)):
        # "I think so, yes, they passed me": the hedge is a manner of speaking where a yes stands beside it.
        unhedged = read_yes_no(HEDGE.sub("", plain(text)), question)  # type: ignore[arg-type]
        return unhedged if unhedged.value == "yes" else reading
    if name == "treatments_failed" and reading.value == "yes" and PARTLY.match(plain(text)):
        return Reading.ask_again()
    return reading


def _volunteered(text: str, today: datetime.date, names: set[str]) -> dict[str, Value]:
    readings = {name: _outright(name, text, today) for name in CRITERIA if name in names}
    return {name: _value(reading) for name, reading in readings.items() if reading.kind is Kind.VALUE}


def _outright(name: str, text: str, today: datetime.date) -> Reading[Any]:
    """What is said outright of a slot: in the text as a whole, or else in the last part about the person."""
    whole: Reading[Any] = read_slot(name, text, today, asked=False)
    if whole.kind is Kind.VALUE:
        return whole
    parts = [part for clause in clauses(text) for part in NEW_SUBJECT.split(clause) if not asks(clause)]
    own = [part for part in parts if name != "age" or not speaks_of_other(part) or not speaks_of_self(text)]
    readings: list[Reading[Any]] = [read_slot(name, part, today, asked=False) for part in own]
    return next((reading for reading in reversed(readings) if reading.kind is Kind.VALUE), whole)


def _corrections(text: str, pending: str, known: Mapping[str, object], today: datetime.date) -> Turn:
    """Answers given before that the person changes now, or wants to be asked again."""
    words = plain(text)
    text = LEADING_NO.sub("", text)
    if not CORRECTING.search(words) and pending != CONFIRMATION:
        return Turn(_taken_back(text, pending, known, today))
    named = [name for name in CRITERIA if name in known and name != pending and NAMED[name].search(words)]
    values: dict[str, Value] = {}
    for name in named:
        reading = _corrected(name, text, today, asked=len(named) == 1)
        if reading.kind is Kind.VALUE and _value(reading) != known[name]:
            values[name] = _added(known[name], reading, words) if name == "features" else _value(reading)
    if values or read_yes_no(text, "confirmation").value == "yes":
        return Turn(values)
    # "the age is wrong", or at the read-back just "the age": no new value yet, so that one is asked again.
    return Turn(reopened=named)


def _corrected(name: str, text: str, today: datetime.date, asked: bool) -> Reading[Any]:
    """A new reading of an answer before; one that is said outright goes before one that answers."""
    reading = _outright(name, text, today)
    if asked and reading.kind is not Kind.VALUE:
        reading = read_slot(name, text, today, asked=True)
    numbers = re.findall(r"\d+", text)
    if name == "age" and reading.kind is not Kind.VALUE and len(numbers) == 1:
        return read_age(numbers[0], today)
    if reading.value == "yes" and not PREDICATE.search(plain(text)):
        return Reading.nothing()
    return Reading.of("unsure") if reading.kind is Kind.UNSURE else reading


def _added(known: object, reading: Reading[Any], words: str) -> Value:
    """Features as corrected; "I forgot one", "also" adds to those known."""
    before = known if isinstance(known, list) and ADDING.search(words) else []
    return [name for name in FEATURES if name in before or name in (reading.value or ())]


def _taken_back(
    text: str, pending: str, known: Mapping[str, object], today: datetime.date
) -> dict[str, Value]:
    """What is told outright against an answer before counts without a word of correction, too.

    That is an age at or over the limit, and a no after a yes. The other way round it does not: an answer
    taken for a better one by mistake could lead to a wrong "meets".
    """
    readings = _volunteered(text, today, {name for name in CRITERIA if name in known and name != pending})
    return {
        name: value
        for name, value in readings.items()
        if value != known[name] and (value == "no" or (name == "age" and int(str(value)) >= AGE_LIMIT))
    }


def _value(reading: Reading[int] | Reading[str] | Reading[tuple[str, ...]]) -> Value:
    value = reading.value
    if value is None:
        raise ValueError(f"{reading} has no value")
    return list(value) if isinstance(value, tuple) else value
