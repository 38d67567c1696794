"""Reads the age of the person concerned out of free text.

The text is rewritten step by step: numbers get one spelling, numbers that cannot be the age become `OTHER`,
an age that is said outright becomes `«48»`, a date `‹48›`, and an unclear age `¿`, with its number if it has
one. What is left is then ascribed to a person, and read only where no second reading is possible.
"""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.language.reading import Reading
from bot.language.text import asks, plain, sentences

LIMIT = 60  # the guide's limit: ages on its two sides are never taken for each other
OLDEST = 120
OTHER = "¤"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

CUES: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("cues") / "age.yml")


def _words(name: str) -> str:
    """The alternatives of a cue list, which is folded over several lines."""
    return re.sub(r"\|\s+", "|", CUES[name].strip())


RELATIVES, BYSTANDERS = _words("relatives"), _words("bystanders")
N = r"(?<![\w«‹¿/'])(?<!\w-)(\d{1,3})(?![\w»›/]|-\d|\.\d)"  # a number that stands alone
COUNT = r"(?:\d+|an?|(?:an? )?(?:few|couple(?: of)?)|several|some|half a)"
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
)
MONTH += r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
PERIOD = r"(?:years?|yrs?|months?|weeks?|days?)'?"


# --- One spelling of numbers


def _spellings(*names: str) -> dict[int, str]:
    return {value: spelling for name in names for value, spelling in CUES[name].items()}


def _number(word: str, spellings: dict[int, str]) -> int:
    return next((value for value, spelling in spellings.items() if re.fullmatch(spelling, word)), 0)


TENS, UNITS, ORDINALS = _spellings("tens"), _spellings("units", "teens"), CUES["ordinals"]
FIRST = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
NUMBER_WORD = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(TENS.values())})(?:[ -]?(?:(?P<unit>{'|'.join(CUES['units'].values())})|"
    rf"(?P<first>{'|'.join(FIRST)})))?|(?P<ordinal>{'|'.join(ORDINALS.values())})|"
    # "One" is mostly no number: "the one with lupus", "can he get one".
    rf"(?P<small>(?!one\b)(?:{'|'.join(UNITS.values())})|one(?= (?:year|yr|month|week|day|hundred|short|shy))|"
    r"(?<=hundred and )one))\b"
)


def _in_digits(match: re.Match[str]) -> str:
    if match["small"]:
        return str(_number(match["small"], UNITS))
    if match["ordinal"]:
        return f"{_number(match['ordinal'], ORDINALS)}th"
    if match["first"]:
        return f"{_number(match['tens'], TENS) + FIRST.index(match['first']) + 1}th"
    return str(_number(match["tens"], TENS) + _number(match["unit"] or "", UNITS))


def _roman(match: re.Match[str]) -> str:
    """A Roman numeral in digits, if it is one ("mix" and "xxl" are none)."""
    rest, value = match[0], 0
    for sign, worth in (
        ("c", 100),
        ("xc", 90),
        ("l", 50),
        ("xl", 40),
        ("x", 10),
        ("ix", 9),
        ("v", 5),
        ("iv", 4),
        ("i", 1),
    ):
        for _ in range(3 if worth in (10, 1) else 1):
            if rest.startswith(sign):
                rest, value = rest[len(sign) :], value + worth
    return match[0] if rest else str(value)


def _total(*worths: int) -> Callable[[re.Match[str]], str]:
    """The groups of a match, each times its worth, added up; a group that is missing counts nothing."""
    return lambda match: str(
        sum(int(group or 0) * worth for group, worth in zip(match.groups(), worths, strict=True))
    )


SPELLING: list[Rule] = [
    (re.compile(pattern), to)
    for pattern, to in (
        (r"<3(?!\d)", " "),
        (r"\b(?:an? |1 )hundred(?:(?: and)? (\d{1,2})\b)?", lambda m: str(100 + int(m[1] or 0))),
        (r"\b(\d{1,2}) hundred(?:(?: and)? (\d{1,2})\b)?", _total(100, 1)),
        (r"\b(\d{1,3}) thousand(?:(?: and)? (\d{1,2})\b)?", _total(1000, 1)),
        (r"\b(\d{1,3}),(\d{3})\b", r"\1\2"),
        (r"\b(19|20) (\d\d)\b(?! ?m?g\b)", r"\1\2"),
        (r"\b(19|20) (?:oh|o) (\d)\b", r"\g<1>0\2"),
        (r"\b([1-9])(?:[ -]?(?:oh|o)\b(?!')|-0\b)", r"\g<1>0"),
        (r"\bhalf (?:of )?(?:a )?century", "50"),
        (r"\b(?:a )?quarter(?: of)?(?: a)? century", "25"),
        (r"\b3 quarters of a century", "75"),
        (r"\bhalf a dozen", "6"),
        (r"\b(\d)[ -]?score(?: years)?(?:,? (?:and )?(\d+))?", _total(20, 1)),
        (r"\b(?:a|1) dozen", "12"),
        (r"\b(\d) dozen", _total(12)),
        (r"\b(\d{1,3})(?: and (?:a |1 |3 )?(?:half|quarters?|bit)\b| ?[13]/[24]\b)", r"\1"),
        (r"(?<![\d.,/-])(\d{1,3})[.,]\d(?![\d/]|[.,]\d)", r"\1"),
    )
]


def _ascii(text: str) -> str:
    """The text in plain ASCII: accents and invisible signs dropped, dashes alike, emoji and the rest as blanks."""
    # Upper case first: a few letters have a lower case only after it.
    letters = unicodedata.normalize("NFKD", plain(text.upper())).translate(
        dict.fromkeys(range(0x2010, 0x2016), "-")
    )
    kept = (sign for sign in letters if unicodedata.category(sign) not in ("Mn", "Me", "Cf"))
    return plain("".join(sign if sign.isascii() else "/" if sign == "\u2044" else " " for sign in kept))


def _spelled(text: str) -> str:
    """The text with its numbers in digits, and without the punctuation around it."""
    text = _ascii(text).strip(' .,!?;:"()[]{}*_|#@/\\')
    text = text.rstrip("'~-=^<>& ")
    if text.startswith("'") and not re.match(r"'\d\d\b", text):
        text = text.lstrip("' ")
    text = re.sub(r"(?:^|(?<=\bis )|(?<='s )|(?<=\bturned ))one$", "1", text)
    text = re.sub(
        r"\b(\d) ?(?=score|dozen)",
        r"\1 ",
        NUMBER_WORD.sub(_in_digits, re.sub(r"\bthreescore", "3 score", text)),
    )
    for pattern, to in SPELLING:
        text = pattern.sub(to, text)
    if "roman" in text or re.fullmatch(r"(?!([cxlvi])\1*$)[cxlvi]{3,}", text):
        text = re.sub(r"\b[cxlvi]{2,}\b", _roman, text)
    return text


# --- Ages that have to be worked out


def _one_side(ages: Iterable[int]) -> str:
    """The highest of the possible ages as a mark, or unclear where they lie on both sides of the limit."""
    possible = set(ages)
    age = max(possible)
    return str(age) if 0 <= age <= OLDEST and (min(possible) >= LIMIT) == (age >= LIMIT) else "?"


def _sure(age: str) -> str:
    return "¿" if age == "?" else f"«{age}»"


def _of_birth_year(year: int, today: datetime.date) -> str:
    age = today.year - year
    return _one_side({max(age - 1, 0), age} if age >= 0 else {-1})


def _full_year(digits: str, today: datetime.date) -> int:
    year = int(digits.lstrip("'"))
    if len(digits.lstrip("'")) > 2:
        return year
    return year + (2000 if year <= today.year % 100 else 1900)


def _age_on(today: datetime.date, year: int, month: int, day: int) -> int:
    return today.year - year - ((today.month, today.day) < (month, day))


def _of_date(match: re.Match[str], today: datetime.date) -> str:
    """The age that a date of birth gives; where day and month can be swapped, that of both readings."""
    found = match.groupdict()
    year = _full_year(
        found["year"] or found["iso"] or found["year2"] or found["year3"] or found["year4"], today
    )
    if found["month"] or found["month2"] or found["month3"]:
        month = MONTHS.index((found["month"] or found["month2"] or found["month3"])[:3]) + 1
        day = found["day"] or found["day2"]
        days = [int(day)] if day else [1, 31]
        return _one_side({_age_on(today, year, month, day) for day in days})
    if found["monthonly"]:
        return _one_side({_age_on(today, year, int(found["monthonly"]), day) for day in (1, 31)})
    first, second = int(found["first"] or found["isomonth"]), int(found["second"] or found["isoday"])
    orders = [(first, second)] if found["iso"] else [(first, second), (second, first)]
    ages = {_age_on(today, year, month, day) for month, day in orders if 1 <= month <= 12 and 1 <= day <= 31}
    return _one_side(ages or {-1})


def _months(suffix: str) -> str:
    return MONTH.replace("month>", f"month{suffix}>")


DATE = re.compile(
    r"(?<![\w/.])(?:"
    r"(?P<iso>(?:19|20)\d\d)[./-](?P<isomonth>\d\d?)[./-](?P<isoday>\d\d?)|"
    r"(?P<first>\d\d?) ?[./-] ?(?P<second>\d\d?) ?[./-] ?(?P<year>\d{4}|\d\d)|"
    r"(?P<monthonly>0?[1-9]|1[0-2])[./](?P<year2>(?:19|20)\d\d)|"
    rf"(?P<day>\d\d?)(?:st|nd|rd|th)?(?: of)?[ -]?{MONTH},?[ -]?(?:in )?(?P<year3>\d{{4}}|'?\d\d)|"
    rf"{_months('2')} (?:the )?(?:(?P<day2>\d\d?)(?:st|nd|rd|th)?,? )?(?:of )?(?P<year4>\d{{4}}|'\d\d|(?<=, |h )\d\d)"
    r")(?![\w/])".replace("{_", "{_")
    + (r"(?P<month3>)" if False else "")
)
