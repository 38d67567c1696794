"""Takes out of a text what names a person, before anything is stored: a placeholder stands in its place.

Rules of `redaction.yml`, and libraries that know phone numbers and check digits. Presidio and scrubadub find
more by statistics, and take for names and numbers what this bot lives on: drugs, laboratory values, titres.
Names of people are not looked for; PRIVACY.md says so.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import phonenumbers
from ruamel.yaml import YAML
from stdnum import luhn
from stdnum.gb import nhs

from bot.guide import load_helplines
from bot.language.age import read_age
from bot.language.reading import Kind
from bot.settings import INTERNATIONAL

RULES: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
# Fewer digits are no phone number, and searching for one takes long.
LEAST_DIGITS = 7
CHECKS: dict[str, Callable[[str], bool]] = {"nhs": nhs.is_valid, "luhn": luhn.is_valid}


@dataclass(frozen=True)
class Rule:
    """What is looked for, what its placeholder says, and the check digit that it must have, if any."""

    placeholder: str
    pattern: re.Pattern[str]
    is_valid: Callable[[str], bool] | None


def redact(text: str, today: datetime.date | None = None) -> str:
    """The text with placeholders for e-mail addresses, phone and record numbers, dates of birth, addresses.

    A date of birth leaves the age on `today`, which the eligibility dialogue asks for. A redacted text stays
    as it is.
    """
    for rule in PATTERNS:
        replace = functools.partial(_placeholder, rule, today or datetime.date.today())
        text = rule.pattern.sub(replace, text)
    return _without_phones(text)


def _placeholder(rule: Rule, today: datetime.date, match: re.Match[str]) -> str:
    if rule.is_valid and not rule.is_valid(_digits(match[0])):
        return match[0]
    found = match.groupdict()
    says = rule.placeholder
    if found.get("date"):
        reading = read_age(f"born {found['date']}", today)
        says += f", age {reading.value}" if reading.kind is Kind.VALUE else ""
    return f"{found.get('cue') or ''}[{says}]"


def _without_phones(text: str) -> str:
    if len(_digits(text)) < LEAST_DIGITS:
        return text
    for start, end in sorted(_phones(text), reverse=True):
        text = f"{text[:start]}[phone number]{text[end:]}"
    return text


def _phones(text: str) -> Iterator[tuple[int, int]]:
    taken: set[int] = set()
    for region in RULES["phone_regions"]:
        for match in phonenumbers.PhoneNumberMatcher(text, region):
            place = range(match.start, match.end)
            known = taken.intersection(place) or _digits(match.raw_string) in HELPLINES
            if not known and not _is_a_row_of_values(text[: match.start], match.raw_string):
                taken.update(place)
                yield match.start, match.end


def _is_a_row_of_values(before: str, number: str) -> bool:
    """Whether it goes on from a decimal, or has groups of two digits and begins with neither 0 nor +."""
    if re.search(r"\d[.,]$", before):
        return True
    return not number.startswith(("+", "0", "(")) and max(map(len, re.findall(r"\d+", number))) < 3


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _compiled(pattern: str) -> re.Pattern[str]:
    while part := re.search(r"\{([a-z_]+)\}", pattern):
        pattern = pattern.replace(part[0], RULES["parts"][part[1]])
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


PATTERNS = [
    Rule(rule["as"], _compiled(rule["pattern"]), CHECKS.get(rule.get("check", "")))
    for rule in RULES["patterns"]
]
_LINES = load_helplines(INTERNATIONAL)
HELPLINES = {_digits(link.link) for link in (*_LINES.links, *_LINES.crisis_links)}
