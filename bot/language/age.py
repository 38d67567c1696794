"""Reads the age of the person concerned out of free text.

The text is rewritten step by step: numbers get one spelling; a number that cannot be the age becomes `¤`, an
age that is said outright `«48»`, one that counts only as a bare answer `§48¶`, and an unclear one `¿`,
with its number if it has one. What is left is ascribed to a person, and read only where no second reading is
possible.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.language.reading import Reading
from bot.language.text import asks, plain, sentences

LIMIT = 60  # the guide's limit: an age that may lie on either side of it is never read
OLDEST = 120
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
Rewrite = str | Callable[[re.Match[str]], str]

CUES: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("cues") / "age.yml")
# Parts that the patterns of the cue file are put together from, as {N} and so on.
PARTS = {name: part.replace("\n", "") for name, part in CUES["parts"].items()}


@functools.cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """A pattern with its {PARTS} put in, and theirs."""
    while part := re.search(r"\{([A-Z]+)\}", pattern):
        pattern = pattern.replace(part[0], PARTS[part[1]])
    return re.compile(pattern)


def _cue(name: str) -> re.Pattern[str]:
    """A pattern that the cue file folds over several lines."""
    return _pattern(re.sub(r"\n *", "", CUES[name]))


@functools.cache
def _rules(name: str) -> list[tuple[re.Pattern[str], str]]:
    """The lines `pattern => what to do` of a cue list; where there is no arrow, what to do is empty."""
    lines = (line.partition(" => ") for line in CUES[name].splitlines())
    return [(_pattern(pattern), to) for pattern, _, to in lines]


def _rewritten(text: str, name: str) -> str:
    for pattern, to in _rules(name):
        text = pattern.sub(to, text)
    return text


# --- One spelling of numbers

SMALL: dict[int, str] = CUES["small"]
TENS: dict[int, str] = CUES["tens"]
ORDINALS: list[str] = CUES["ordinals"]
# "One" is mostly no number ("the one with lupus", "can he get one"); the cue file has where it is.
NUMBER_WORD = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(TENS.values())})"
    rf"(?:(?P<ieth>eth|th)|[ -]?(?P<unit>{'|'.join(SMALL[unit] for unit in range(1, 10))})|"
    rf"[ -]?(?P<ordinal>{'|'.join(ORDINALS)}))?|(?P<small>(?!one\b)(?:{'|'.join(SMALL.values())})))\b"
)


def _value(word: str | None, spellings: dict[int, str]) -> int:
    return next((value for value, spelling in spellings.items() if re.fullmatch(spelling, word or "")), 0)


def _in_digits(match: re.Match[str]) -> str:
    value = _value(match["tens"], TENS) + _value(match["unit"] or match["small"], SMALL)
    if match["ordinal"]:
        return f"{value + ORDINALS.index(match['ordinal']) + 1}th"
    return f"{value}th" if match["ieth"] else str(value)


def _multiplied(match: re.Match[str]) -> str:
    """Three score and ten, five dozen, nineteen hundred and sixty six."""
    times = {"score": 20, "dozen": 12, "hundred": 100, "thousand": 1000}[match["unit"]]
    count = match["count"]
    return str((int(count) if count.isdigit() else 1) * times + int(match["rest"] or 0))


def _roman(match: re.Match[str]) -> str:
    """A Roman numeral in digits, or the word as it is ("civil" is none)."""
    form = re.fullmatch(r"(c?)(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", match[0])
    if form is None:
        return match[0]
    worth = {"c": 100, "l": 50, "x": 10, "v": 5, "i": 1}
    signs = [worth[sign] for sign in match[0]]
    return str(sum(-one if one < after else one for one, after in zip(signs, [*signs[1:], 0], strict=True)))


SIGNS = {**dict.fromkeys(range(0x2010, 0x2016), "-"), ord("½"): " 1/2", ord("¼"): " 1/4", ord("¾"): " 3/4"}


def _ascii(text: str) -> str:
    """The text in plain ASCII: accents and invisible signs dropped, emoji and other signs as blanks."""
    # Upper case first: a few letters have a lower case only after it.
    text = plain(text.upper()).translate(SIGNS)
    kept = (
        sign
        for sign in unicodedata.normalize("NFKD", text)
        if unicodedata.category(sign) not in ("Mn", "Me", "Cf")
    )
    return plain("".join(sign if sign.isascii() else "/" if sign == "\u2044" else " " for sign in kept))


def _named_month(match: re.Match[str]) -> str:
    """A date with the name of a month as year-month-day, or year-month."""
    parts = match.groupdict()
    month = str(MONTHS.index(parts["month"][:3]) + 1)
    return "-".join(part for part in (parts["year"], month, parts.get("day")) if part)


def _spelled(text: str) -> str:
    """The text with its numbers and dates in digits, and without the punctuation around it."""
    text = re.sub(r"<3(?!\d)", " ", _ascii(text)).strip(' .,!?;:"()[]{}*_|#@/\\&^=')
    quoted = re.match(r"'[^']*'$", text)
    text = text.rstrip(" .,!?;:\"'()[]{}*_|#@/\\&^=~-<>")
    if quoted or not re.match(r"'\d\d\b", text):
        text = text.lstrip("' ")
    text = NUMBER_WORD.sub(_in_digits, _rewritten(text, "before_spelling"))
    text = _cue("multiples").sub(_multiplied, text)
    if "roman" in text or re.fullmatch(r"(?!(.)\1*$)[cxlvi]{3,}", text):
        text = re.sub(r"\b[cxlvi]{2,}\b", _roman, text)
    text = _rewritten(text, "spelling")
    for pattern, _ in _rules("named_dates"):
        text = pattern.sub(_named_month, text)
    return text


# --- Ages that have to be worked out


def _age(*possible: int) -> str:
    """A mark with the highest of the possible ages; unclear if they lie on both sides of the limit."""
    highest, lowest = max(possible), min(possible)
    return f"«{highest}»" if 0 <= highest <= OLDEST and (lowest < LIMIT) == (highest < LIMIT) else "¿"


def _born(year: int, today: datetime.date) -> str:
    """The age that a year of birth gives: on this year's birthday, or the one before it."""
    age = today.year - year
    return _age(age, max(age - 1, 0)) if age >= 0 else "¿"


def _born_on(date: re.Match[str], today: datetime.date) -> str:
    """The age that a date of birth gives; where day and month can be swapped, both readings count."""
    year = int((date["year"] or date["year2"] or date["year3"]).strip("'"))
    if year < 100:
        year += 2000 if year <= today.year % 100 else 1900
    if date["other"]:
        days = [(date["one"], date["other"]), (date["other"], date["one"])]
    elif month := date["month"] or date["m"]:
        days = [(month, date["day"])] if date["day"] else [(month, "1"), (month, "31")]
    else:
        return _born(year, today)
    births = [(int(month), int(day)) for month, day in days if 1 <= int(month) <= 12 and 1 <= int(day) <= 31]
    ages = [today.year - year - ((today.month, today.day) < birth) for birth in births]
    return _age(*ages) if ages else "¿"


def _of_date(date: re.Match[str], today: datetime.date) -> str:
    """A date as an age; it counts as a bare answer only, unless a word of birth stands by it."""
    age = _born_on(date, today)
    before, after = date.string[max(0, date.start() - 50) : date.start()], date.string[date.end() :][:50]
    if _cue("birth_before").search(before) or _cue("birth_after").match(after):
        return age
    # "'45" may be a year, or an age in quotes.
    return "¿" if date[0].startswith("'") else age.replace("«", "§").replace("»", "¶")


def _is_filler(text: str) -> bool:
    """Whether the last clause of a text has only words that may stand before a bare answer."""
    clause = re.split(r"[.,;:!?()«»§¶¿¤]|(?<!\w)\d+(?!\w)|(?<!\w)-|-(?!\w)|\bbut\b", text)[-1]
    return _cue("before").fullmatch(clause.strip()) is not None


def _worked_out(match: re.Match[str], how: str, today: datetime.date, asked: bool) -> str:
    """The mark of an age that is said by another one: "two years shy of fifty", "60 next week"."""
    before = match.string[: match.start()]
    by_itself = re.match(r"\d|(?:an?|few|couple|several|some|under|less|about)\b", match[0])
    if by_itself and not (asked and _is_filler(before)) and not _cue("subject").search(before):
        return match[0]  # "3 months off 15", "infusion 5 tomorrow"
    found = match.groupdict()
    age, count = int(found.get("n") or 0), found.get("k") or ""
    years = (
        int(count)
        if count.isdigit()
        else 2
        if count.startswith(("twice", "double", "couple", "a couple"))
        else 1
    )
    ways: dict[str, Callable[[], str]] = {
        "same": lambda: _age(age),
        "before": lambda: _age(age - 1),
        "plus": lambda: _age(age + years),
        "minus": lambda: _age(age - years),
        "times": lambda: _age(age * years),
        "months": lambda: _age(years // 12),
        "zero": lambda: _age(0),
        "year": lambda: _born(int(found["y"]) - age, today),
        "ago": lambda: _born(today.year - years - age, today),
        "born": lambda: _born((2000 if age <= today.year % 100 else 1900) + age, today),
        "ahead": lambda: _born(today.year + years - age, today),
        "last_year": lambda: _born(today.year - 1 - age, today),
        "this_year": lambda: _born(today.year - age, today),
        "next_year": lambda: _born(today.year + 1 - age, today),
        # "45 in March" mostly lies ahead.
        "month": lambda: _age(age - 1) if age != LIMIT else "¿",
        # "Almost 50" is a round number, "almost 13" is a birthday to come.
        "almost": lambda: "¿" if age % 10 == 0 else _age(age - 1, age - 2),
        "unclear": lambda: "¿",
    }
    name = "n" if found.get("n") else "k"
    before, after = (
        match.string[match.start() : match.start(name)],
        match.string[match.end(name) : match.end()],
    )
    return _without_numbers(before) + ways[how]() + _without_numbers(re.sub(r"^(?:st|nd|rd|th)\b", "", after))


def _without_numbers(text: str | re.Match[str]) -> str:
    return re.sub(r"[«§¿]?\d+[»¶]?", "¤", text if isinstance(text, str) else text[0])


def _outright(match: re.Match[str]) -> str:
    before, after = match.string[match.start() : match.start("n")], match.string[match.end("n") : match.end()]
    return before + _age(int(match["n"])) + after


def _unclear(match: re.Match[str]) -> str:
    return re.sub(r"(?<![\d¿])\d", r"¿\g<0>", match[0])


def _marked(text: str, today: datetime.date, asked: bool = True) -> str:
    """The text with every number marked that is an age, or that is none."""
    text = _spelled(text)
    for pattern, _ in _rules("never"):
        text = pattern.sub(_without_numbers, text)
    for pattern, how in _rules("worked_out"):
        text = pattern.sub(functools.partial(_worked_out, how=how, today=today, asked=asked), text)
    text = _cue("date").sub(lambda date: _of_date(date, today), text)
    for name, rewrite in (
        ("rarely", _without_numbers),
        ("vague_open", lambda _: "¿"),
        ("vague", _unclear),
        ("outright", _outright),
    ):
        for pattern, _ in _rules(name):
            text = pattern.sub(rewrite, text)
    return text


# --- Whose age it is, and which one counts


@dataclasses.dataclass(frozen=True)
class Found:
    """An age in a text, with the person it belongs to ("" where nobody is named)."""

    whose: str
    age: int | None = None
    near: int | None = None  # an unclear age's number
    place: int = 0


SELF, THEY, BYSTANDER = "i", "they", "bystander"
TOKEN = re.compile(
    r"«(?P<sure>\d+)»|§(?P<soft>\d+)¶|¿(?P<near>\d*)|(?<![\w«§¿¤/'-])(?P<bare>\d{1,6})(?![\w/»¶-])"
)


def _whose(before: str, here: str, after: str) -> str:
    """The person an age belongs to: named right after it ("my 52 year old wife"), or last before it.

    `here` is the part of `before` that is in the same sentence.
    """
    own_child = _cue("own_child").search(here) and not _cue("not_own_child").match(after)
    named = _cue("named_after").match(after)
    if own_child or named:
        return BYSTANDER if own_child else str(named and named["who"])
    people = list(_cue("people").finditer(before))
    last = people[-1] if people else None
    if last is None or (last.start() < len(before) - len(here) and last.lastgroup != THEY):
        return ""
    if last.lastgroup == THEY:
        last = next(
            (person for person in reversed(people) if person.lastgroup in ("relative", BYSTANDER)), last
        )
    has_one = _cue("has_one").search(before, 0, last.start()) and not _cue("not_own_child").match(after)
    if last["relative"] and has_one and _cue("descendant").fullmatch(last["relative"]):
        return BYSTANDER
    return last["relative"] or last.lastgroup or ""


def _is_bare(here: str, after: str) -> bool:
    """Whether a number is the answer by itself, between words that add nothing."""
    if not _cue("after").match(after) or _cue("not_bare").search(here):
        return False
    return _is_filler(here)


def _is_question(sentence: str) -> bool:
    return asks(sentence) or _cue("opening").match(sentence) is not None


def _in_sentence(sentence: str, text_before: str, asked: bool, personal: bool) -> Iterator[Found]:
    """The ages in one sentence; in a question about the rules there are none."""
    if _cue("supposed").search(sentence):
        return
    question = _is_question(sentence)
    donor, story = _cue("donor").search(text_before + sentence), _cue("story").search(sentence)
    for token in TOKEN.finditer(sentence):
        here, after = sentence[: token.start()], sentence[token.end() :]
        whose = _whose(text_before + here, here, after)
        place = len(text_before) + token.start()
        elsewhere = whose == BYSTANDER or (donor and whose not in ("", SELF)) or (story and whose != SELF)
        if elsewhere or (question and not whose and not personal):
            continue
        if token["sure"]:
            yield Found(whose, int(token["sure"]), place=place)
        elif token["near"] is not None:
            yield Found(whose, near=int(token["near"]) if token["near"] else None)
        elif asked and not question and _is_bare(here, after):
            age = int(token["soft"] or token["bare"])
            yield Found(whose, age, place=place) if 0 < age <= OLDEST else Found(whose)
    if asked and not question and _cue("vague_words").search(sentence):
        yield Found("")


def _found(text: str, asked: bool) -> Iterator[Found]:
    """The ages in a text that may be the one that is asked for."""
    before, personal = "", _cue("personal").search(text)
    for sentence in sentences(text):
        yield from _in_sentence(sentence, before, asked, bool(personal))
        before += sentence + " "


def _concerned(text: str) -> set[str]:
    """The people who are said to have lupus, or to be asked for."""
    people = {match["who"] for pattern, _ in _rules("concerned") for match in pattern.finditer(text)}
    people = {THEY if who in ("he", "she", "him", "her") else who for who in people}
    if _cue("carer").search(text):
        people.add(THEY)
    if len(people) > 1:
        people -= {THEY}
    return people or ({SELF} if _cue("self_concerned").search(text) else set())


def _of_one_person(found: list[Found], text: str) -> list[Found] | None:
    """The ages of the person concerned, or nothing if it may be those of another."""
    concerned = _concerned(text)
    if _cue("carer").search(text):
        found = [dataclasses.replace(one, whose=one.whose or SELF) for one in found]
    whose = {one.whose for one in found} - {""}
    if not concerned or not whose:
        return None if len(whose) > 1 else found
    if concerned != {SELF} and THEY in whose | concerned:
        concerned = concerned | whose - {SELF} | {THEY}
    kept = [one for one in found if one.whose in concerned | {""}]
    return kept if {one.whose for one in kept} - {""} else None


def _settled(found: list[Found], text: str) -> int | None:
    """The one age that all that was found allows, the last one where somebody corrects themselves."""
    clear = [one for one in found if one.age is not None]
    for one, after in itertools.pairwise(clear):
        if one.age != after.age and not _cue("corrected").search(text, one.place, after.place):
            return None
    age = clear[-1].age if clear else None
    # "In my fifties, 57" is clear; a number far from the unclear age is probably no age.
    read = {one.age for one in found}
    unread = {int(token["bare"] or 0) for token in TOKEN.finditer(text)} - read
    if age is not None and age < LIMIT and any(LIMIT <= number <= OLDEST for number in unread):
        return None
    far = any(one.near is not None and age is not None and abs(one.near - age) > 10 for one in found)
    return None if far else age


# "I have 42 years", "forty-two years I have": how many other languages say it, and nothing but it.
YEARS_HAD = re.compile(
    r"^\W*(?:(?:i|she|he) ha(?:ve|s) )?([\w-]+(?: [\w-]+)?) years(?: i have| she has| he has)?\W*$",
    re.IGNORECASE,
)


def read_age(text: str, today: datetime.date, asked: bool = True) -> Reading[int]:
    """Reads the age of the person concerned from an answer to "How old are you, or the person you ask for?".

    With `asked` false the text is any other sentence; only an age that it says outright is read, all else is
    nothing. An age that may lie on either side of the limit, or may be somebody else's, is never a value.
    """
    marked = _marked(YEARS_HAD.sub(r"\1 years old", text) if asked else text, today, asked)
    found = list(_found(marked, asked))
    questions = _cue("asks_for").search(marked) or any(
        _is_question(sentence) for sentence in sentences(marked)
    )
    if not asked and not questions:
        concerned = _concerned(marked)
        found = [
            one for one in found if one.whose in concerned or not _cue("descendant").fullmatch(one.whose)
        ]
    mine = _of_one_person(found, marked)
    age = _settled(mine, marked) if mine else None
    unknown = asked and _cue("unknown").search(marked)
    if age is not None and not unknown:
        return Reading.of(age)
    if not asked:
        return Reading.nothing()
    if found:
        return Reading.ask_again()
    return Reading.unsure() if unknown or _cue("declined").search(marked) else Reading.nothing()
