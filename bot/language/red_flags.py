"""The signs of an emergency or of a wish to die, read by reviewed phrases: the first layer of the safety net.

The phrases, what takes them back (negation, past, hypotheticals, figures of speech) and their tests are data
for a clinician, in `cues/red_flags.yml`; readings taken at home are in `cues/readings.yml`. What no phrase
can say is left to the learned detector in `bot/nlu`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, Extra, Field
from ruamel.yaml import YAML
from spacy.tokens import Doc

from bot.language.phrases import PhraseFinder
from bot.language.readings import readings_told
from bot.language.text import asks, pipeline, plain, sentences

FLAGS = ("emergency", "crisis")
CUES = Path(__file__).parent / "cues" / "red_flags.yml"
# How many words before a sign a negation reaches.
NEGATION_WORDS = 5
# spaCy's tokenizer takes one sign off a word at a time, so that its time grows with the square of the word.
ENDLESS_WORD = re.compile(r"(\S{50})\S+")
Spans = dict[str, list[tuple[int, int]]]
# A question with one of these is about somebody, not about people in general.
PERSONAL = {"i", "my", "me", "he", "his", "him", "she", "her", "we", "our", "im", "mi", "mis", "yo", "tengo"}


class Sign(BaseModel):
    """One kind of sign: its phrases, and sentences that must and must not raise the flag."""

    flag: str = Field(regex="^(emergency|crisis)$")
    kind: str
    phrases: list[str]
    raises: list[str] = Field(min_items=2)
    passes: list[str] = Field(min_items=1)

    class Config:
        """Unknown fields are mistakes."""

        extra = Extra.forbid


class Unless(BaseModel):
    """What takes a sign back."""

    negated: list[str]
    ruled_out: list[str]
    past: list[str]
    hypothetical: list[str]

    class Config:
        """Unknown fields are mistakes."""

        extra = Extra.forbid


class Signs(BaseModel):
    """The file of signs."""

    unless: Unless
    now: list[str]
    signs: list[Sign]

    class Config:
        """Unknown fields are mistakes."""

        extra = Extra.forbid


@functools.cache
def load_signs() -> Signs:
    """The reviewed signs.

    Raises:
        pydantic.ValidationError: the file has a field that is missing, unknown or of another kind.
    """
    return Signs.parse_obj(YAML(typ="safe").load(CUES.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Told:
    """A sign that a sentence tells of: its flag, the sentence, and whether nothing takes it back."""

    flag: str
    sentence: str
    stands: bool


def red_flags(text: str) -> list[str]:
    """The flags (`emergency`, `crisis`) whose signs a text tells of as something of now, in that order."""
    return raised(signs_told(text))


def raised(signs: Sequence[Told]) -> list[str]:
    """The flags of the signs that stand, the more urgent first."""
    found = {sign.flag for sign in signs if sign.stands}
    return [flag for flag in FLAGS if flag in found]


def taken_back(signs: Sequence[Told]) -> bool:
    """Whether there are signs, and each of them is over, ruled out, thought of, normal or not so."""
    return bool(signs) and not any(sign.stands for sign in signs)


def alarming_sentences(text: str) -> list[str]:
    """The sentences of a text that raise a flag: the first for each flag."""
    first: dict[str, str] = {}
    for told in signs_told(text):
        if told.stands:
            first.setdefault(told.flag, told.sentence)
    return list(dict.fromkeys(first[flag] for flag in FLAGS if flag in first))


def signs_told(text: str) -> list[Told]:
    """Every sign that a text tells of, sentence by sentence."""
    message = _read(text)
    return [told for sentence in sentences(text) for told in _in_sentence(sentence, message)]


def _read(text: str) -> Doc:
    return pipeline()(ENDLESS_WORD.sub(r"\1", plain(text)))


def _in_sentence(sentence: str, message: Doc) -> Iterator[Told]:
    doc = _read(sentence)
    signs = [(flag, *span, True) for flag, spans in _spans(_signs(), doc).items() for span in spans]
    readings = [("emergency", word, word + 1, dangerous) for word, dangerous in readings_told(doc, message)]
    if signs or readings:
        cues = _spans(_cues(), doc)
        of_now = _is_of_now(sentence, doc, cues)
        for flag, start, end, dangerous in [*signs, *readings]:
            yield Told(flag, sentence, dangerous and of_now and _is_so(doc, start, end, cues))


def _is_of_now(sentence: str, doc: Doc, cues: Spans) -> bool:
    """Whether a sentence tells of the present, and not only asks about people in general."""
    now = bool(cues.get("now"))
    if cues.get("ruled_out") or (cues.get("past") and not now):
        return False
    return now or not asks(sentence) or bool(PERSONAL & {token.lower_ for token in doc})


def _is_so(doc: Doc, start: int, end: int, cues: Spans) -> bool:
    """Whether a sign is told as a fact: neither denied nor thought of."""
    before = {token.norm_ for token in doc[max(0, start - NEGATION_WORDS) : start]}
    denied = before & set(load_signs().unless.negated) or "never" in {token.norm_ for token in doc[start:end]}
    return not denied and not any(stop <= start for _, stop in cues.get("hypothetical", []))


def _spans(finder: PhraseFinder, doc: Doc) -> Spans:
    found: Spans = {}
    for name, start, end in finder.find(doc):
        found.setdefault(name, []).append((start, end))
    return found


@functools.cache
def _signs() -> PhraseFinder:
    groups: dict[str, list[str]] = {}
    for sign in load_signs().signs:
        groups.setdefault(sign.flag, []).extend(sign.phrases)
    return PhraseFinder(groups)


@functools.cache
def _cues() -> PhraseFinder:
    signs = load_signs()
    unless = signs.unless
    return PhraseFinder(
        {
            "now": signs.now,
            "ruled_out": unless.ruled_out,
            "past": unless.past,
            "hypothetical": unless.hypothetical,
        }
    )
