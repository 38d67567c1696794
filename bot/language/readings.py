"""Finds readings taken at home (oxygen, blood pressure, temperature, sugar, pulse) that are an emergency.

The names, bounds, their sources and their tests are data for a clinician, in `cues/readings.yml`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, Extra, Field
from ruamel.yaml import YAML
from spacy.tokens import Doc

from bot.language.phrases import PhraseFinder

CUES = Path(__file__).parent / "cues" / "readings.yml"
# A number belongs to a name so many characters before or after it.
NEAR = 30
# Two numbers are an upper and a lower blood pressure.
NUMBER = re.compile(r"(?<![\d.,/])(\d{1,3}(?:[.,]\d{1,2})?)(?:\s*(?:/|over)\s*(\d{2,3}))?(?![\d/]|[.,]\d)")
# What follows a number that is no reading: an age, a time, a dose, a count.
OTHER_UNIT = re.compile(
    r"\s*-?(?:years?|yrs?|yo\b|y/o|days?|weeks?|months?|hours?|hrs?|minutes?|mins?|mg\b(?!/)|mcg|ml\b|pills?|tablets?|times?|"
    r"litres?|liters?|l\b|pm\b|am\b|o'clock|st\b|nd\b|rd\b|th\b)"
)
# What stands before a number that is the person's age, or that only raises a question.
AGE = re.compile(r"\b(?:i am|i'm|im|aged?|she is|he is)\s+$")


class Bounds(BaseModel):
    """From where on a reading is an emergency: at or below `low`, at or above `high`."""

    low: float | None = None
    high: float | None = None
    high_lower: float | None = None

    class Config:
        """Unknown fields are mistakes."""

        extra = Extra.forbid


class OtherUnit(Bounds):
    """The bounds in another unit, which a number shows by its size: `above` or `below`."""

    above: float = float("-inf")
    below: float = float("inf")


class HomeReading(BaseModel):
    """One kind of reading: its names and bounds, and sentences that must and must not raise the flag."""

    kind: str
    names: list[str]
    plausible: tuple[float, float]
    emergency: Bounds
    fahrenheit: OtherUnit | None = None
    millimoles: OtherUnit | None = None
    beside: list[str] = []
    source: str
    raises: list[str] = Field(min_items=2)
    passes: list[str] = Field(min_items=2)

    class Config:
        """Unknown fields are mistakes."""

        extra = Extra.forbid

    def is_plausible(self, value: float) -> bool:
        """Whether a value can be such a reading, and not a dose, a year or an age."""
        return self.plausible[0] <= value <= self.plausible[1]

    def is_emergency(self, value: float, lower: float | None = None) -> bool:
        """Whether a plausible value (of blood pressure also the lower number) is out of bounds."""
        bounds = next(
            (unit for unit in (self.fahrenheit, self.millimoles) if unit and unit.above < value < unit.below),
            self.emergency,
        )
        return (
            (bounds.low is not None and value <= bounds.low)
            or (bounds.high is not None and value >= bounds.high)
            or (bounds.high_lower is not None and lower is not None and lower >= bounds.high_lower)
        )


@functools.cache
def load_readings() -> list[HomeReading]:
    """The kinds of readings.

    Raises:
        pydantic.ValidationError: the file has a field that is missing, unknown or of another kind.
    """
    raw = YAML(typ="safe").load(CUES.read_text(encoding="utf-8"))
    return [HomeReading.parse_obj(entry) for entry in raw["readings"]]


def readings_told(doc: Doc, message: Doc) -> Iterator[tuple[int, bool]]:
    """The word at which each reading of a sentence stands, from its start, and whether it is an emergency.

    What must stand beside a reading may stand anywhere in the message.
    """
    text = doc.text
    kinds = {reading.kind: reading for reading in load_readings()}
    for kind, start, end in _names().find(doc):
        first, last = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
        if kinds[kind].beside and not any(_beside(kind).find(message)):
            continue
        number = _nearest_number(text, first, last)
        if number and kinds[kind].is_plausible(_value(number[1])):
            lower = _value(number[2]) if number[2] else None
            yield start, kinds[kind].is_emergency(_value(number[1]), lower)


def _nearest_number(text: str, first: int, last: int) -> re.Match[str] | None:
    """The number after a name, or else the one before it, if either is near and may be a reading."""
    numbers = [
        number
        for number in NUMBER.finditer(text)
        if not OTHER_UNIT.match(text, number.end()) and not AGE.search(text, 0, number.start())
    ]
    after = [number for number in numbers if last <= number.start() <= last + NEAR]
    before = [number for number in numbers if first - NEAR <= number.end() <= first]
    return after[0] if after else before[-1] if before else None


def _value(digits: str) -> float:
    return float(digits.replace(",", "."))


@functools.cache
def _beside(kind: str) -> PhraseFinder:
    return PhraseFinder({kind: next(each.beside for each in load_readings() if each.kind == kind)})


@functools.cache
def _names() -> PhraseFinder:
    return PhraseFinder({reading.kind: reading.names for reading in load_readings()})
