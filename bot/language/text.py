"""Prepares a text for the readers: one spelling of signs, sentences, and whether a sentence asks."""

from __future__ import annotations

import functools
import re

import spacy
from spacy.language import Language

APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'"})
# "am" and "is" are left out: people drop the subject ("am 45", "is 45").
ASKING = re.compile(
    r"(?:(?:so|and|but|ok|okay|well|wait|hey|hi|sorry|um|please)[, ]+)*(?:"
    r"what|why|how|who|whom|whose|which|where|when|does|do you|do they|do i|do we|did|"
    r"can (?:i|you|they|it|we|somebody|someone|people)|could (?:i|you|they|it|we)|should|"
    r"would (?:it|that|they|you)|will (?:it|they|that)|are (?:there|they|you|these|those)|"
    r"is (?:it|this|that|there|the)|was (?:it|that)|tell me|explain|"
    r"what's|whats|hows|how's|whos|who's|wdym)\b",
    re.IGNORECASE,
)
# A question tag or word at the end asks without a question mark.
ASKING_AT_THE_END = re.compile(
    r"\b(?:means? what|is what|or what|what is that|what's that|whats that|meaning)\W*$", re.IGNORECASE
)
SENTENCE_END = re.compile(
    r"(?<=[?!])\s+|(?<=[^\d\s.]\.)(?<!\bdr\.)(?<!\bmr\.)(?<!\bmrs\.)\s+|(?<=\d\.)\s+(?=\D)|\n+", re.IGNORECASE
)
QUESTION_AFTER_COMMA = re.compile(
    r"(?:\s*[,;\u2013\u2014]\s*|\s+-\s+)(?=(?:(?:but|and|so|also)\s+)?"
    r"(?:what|why|how|which|does|do you|can you|can i|is it|is that|tell me|explain)\b)",
    re.IGNORECASE,
)


@functools.cache
def pipeline() -> Language:
    """spaCy's blank English: its tokenizer and nothing learned."""
    return spacy.blank("en")


def plain(text: str) -> str:
    """The text in lower case, with one kind of apostrophe and single blanks."""
    return re.sub(r"\s+", " ", text.translate(APOSTROPHES)).strip().lower()


def sentences(text: str) -> list[str]:
    """The sentences of a text, cut after full stops, question and exclamation marks, and at line ends.

    Numbers ("1.5", "12.03.1966") and common abbreviations ("dr. x") stay whole.
    """
    parts = SENTENCE_END.split(text)
    return [part.strip() for part in parts if part.strip()]


def clauses(text: str) -> list[str]:
    """The sentences of a text, each cut once more before a question that follows a comma or a dash."""
    return [
        part.strip(" ,;-\u2013\u2014")
        for sentence in sentences(text)
        for part in QUESTION_AFTER_COMMA.split(sentence)
        if part.strip(" ,;-\u2013\u2014")
    ]


def asks(sentence: str) -> bool:
    """Whether a sentence asks something rather than tells it."""
    words = plain(sentence)
    if ASKING.match(words) or ASKING_AT_THE_END.search(words):
        return True
    return words.endswith("?")
