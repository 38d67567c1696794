"""Prepares a text for the readers: one spelling of signs, sentences, and whether a sentence asks."""

from __future__ import annotations

import functools
import re

import spacy
from spacy.language import Language

APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'"})
# "I can' breathe": the last letter of a "not" is easily missed.
CLIPPED_NOT = re.compile(r"\b(ca|do|wo|is|does|did|could|would|should|was|were|has|have|are)n' ")
# "am" and "is" are left out: people drop the subject ("am 45", "is 45").
ASKING = re.compile(
    r"(?:(?:so|and|but|ok|okay|well|wait|hey|hi|sorry|um|please)[, ]+)*(?:"
    r"what|why|how|who|whom|whose|"
    r"(?:which|where|when) (?:is|are|do|does|did|can|will|would|was|were|one|ones)|"
    r"does|do you|do they|do i|do we|did|can (?:i|you|they|it|we|somebody|someone|people)|"
    r"could (?:i|you|they|it|we)|should|would (?:it|that|they|you)|will (?:it|they|that)|"
    r"are (?:there|they|you|these|those)|is (?:it|this|that|there|the)|was (?:it|that)|tell me|explain|"
    r"what's|whats|hows|how's|whos|who's|wdym)\b",
    re.IGNORECASE,
)
# These begin like a question and tell something.
IDIOM = re.compile(
    r"(?:would you believe|who knows|what can i say|what can you do|how (?:shall|should|do) i (?:put|say)|"
    r"why not|"
    r"what a |how nice|whatever|however|do you know what|guess what|what i (?:have|know|mean|can))"
)
# A question tag or word at the end asks without a question mark.
ASKING_AT_THE_END = re.compile(
    r"\b(?:means? what|is what|or what|what is that|what's that|whats that|meaning)\W*$", re.IGNORECASE
)
SENTENCE_END = re.compile(
    r"(?<=[?!])\s+|(?<=[^\d\s.]\.)(?<!\bdr\.)(?<!\bmr\.)(?<!\bmrs\.)(?<!\bvs\.)\s+|(?<=\d\.)\s+(?=\D)|\n+",
    re.IGNORECASE,
)
QUESTION_AFTER_COMMA = re.compile(
    r"(?:\s*[,;\u2013\u2014]\s*|\s+-\s+)(?=(?:(?:but|and|so|also)\s+)?"
    r"(?:what|why|how|which|does|do you|can you|can i|is it|is that|tell me|explain)\b)",
    re.IGNORECASE,
)
OPENING_AND = re.compile(r"^(?:and|plus|also)\s+", re.IGNORECASE)
QUESTION_AFTER_AND = re.compile(
    r",?\s+(?:and|plus|&)\s+(?:also\s+|then\s+)?"
    r"(?=(?:what|who|whose|how|why|where|which|does|do|is|are|can|could|will|would)\b)",
    re.IGNORECASE,
)
# Where one message may have become two: a sign or a small word that joins.
JOINT = re.compile(
    r"\s*[,;:+&/\u2013\u2014]\s*(?:(?:and|also|plus|n|but|then)\s+)*"
    r"|(?<=[?.!])\s+(?:(?:and|also|plus|n|but)\s+)?"
    r"|\s+(?:and|also|plus|n|then|-)\s+(?:(?:also|then)\s+)?",
    re.IGNORECASE,
)
HALF_CHARACTERS = 3

# Rasa's own notation for payloads: /intent{"entity": "value"}, /SetSlots(slot=value).
PAYLOAD = re.compile(r"^[\s/]*\w+\s*(?:\{.*\}|\(.*\))\s*$", re.DOTALL)


@functools.cache
def pipeline() -> Language:
    """spaCy's blank English: its tokenizer and nothing learned."""
    return spacy.blank("en")


def plain(text: str) -> str:
    """The text in lower case, with one kind of apostrophe, single blanks and every "n't" whole."""
    small = re.sub(r"\s+", " ", text.translate(APOSTROPHES)).strip().lower()
    return CLIPPED_NOT.sub(r"\1n't ", small)


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


def questions(text: str) -> list[str]:
    """The clauses of a text that ask, each cut once more before a question that follows an "and"."""
    return [
        OPENING_AND.sub("", part)
        for clause in clauses(text)
        if asks(clause)
        for part in QUESTION_AFTER_AND.split(clause)
        if part.strip()
    ]


def halves(text: str) -> list[tuple[str, str]]:
    """Every way of cutting a text in two at a joint, from the front, but for halves of almost nothing."""
    cut = [(text[: joint.start()].strip(), text[joint.end() :].strip()) for joint in JOINT.finditer(text)]
    return [pair for pair in cut if all(len(re.findall(r"\w", half)) >= HALF_CHARACTERS for half in pair)]


def asks(sentence: str) -> bool:
    """Whether a sentence asks something rather than tells it."""
    words = plain(sentence)
    if words.endswith("?"):
        return True
    return not IDIOM.match(words) and bool(ASKING.match(words) or ASKING_AT_THE_END.search(words))


def is_payload(text: str) -> bool:
    """Whether somebody typed a payload: nothing in it is an answer of theirs."""
    return bool(PAYLOAD.match(text))
