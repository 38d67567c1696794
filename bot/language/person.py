"""Whether somebody speaks of themselves or of somebody else."""

from __future__ import annotations

import re

from bot.language.text import APOSTROPHES, plain

KIN = (
    "mother|mom|mum|mam|mama|mommy|mummy|father|dad|papa|daddy|parent|husband|wife|spouse|partner|fiance|fiancee|"
    "boyfriend|girlfriend|son|daughter|child|kid|boy|girl|baby|sister|brother|sibling|twin|aunt|auntie|uncle|"
    "cousin|niece|nephew|grandmother|grandma|granny|gran|nan|nana|grandfather|grandpa|grandad|granddad|"
    "grandson|granddaughter|stepson|stepdaughter|stepmother|stepfather|in-law|friend|mate|neighbou?r|"
    "colleague|coworker|patient|client|other half|better half|eldest|youngest"
)
# "my mother" counts, "my mother's doctor" too: the talk is of her. "My doctor" does not.
RELATIVE = re.compile(rf"\b(?:my|our|a|the|for|his|her|ask(?:ing)? for)\s+(?:\w+\s+){{0,2}}?(?:{KIN})\b")
KIN_PHRASE = re.compile(rf"\b(?:my|our)\s+(?:\w+\s+){{0,2}}?(?:{KIN})\b('s)?", re.IGNORECASE)
THIRD_PERSON = re.compile(r"\b(?:she|he|she's|he's|shes|hes|her|him|his|hers)\b")
FIRST_PERSON = re.compile(r"\b(?:i|i'm|im|i've|ive|i'd|my|me|mine)\b")


def speaks_of_other(text: str) -> bool:
    """Whether the text is about another person than the one who types it."""
    words = plain(text)
    if RELATIVE.search(words):
        return True
    return bool(THIRD_PERSON.search(words)) and not FIRST_PERSON.search(words)


def speaks_of_self(text: str) -> bool:
    """Whether the writer speaks of themselves: "I am", "I'm", "I have"; "my" alone does not count."""
    return bool(re.search(r"\b(?:i|i'm|im|i've|ive)\b", plain(text)))


def without_kin(text: str) -> str:
    """The text with "my mother" as "she", where it speaks of her alone: she is then the one it is about.

    Where the writer speaks of themselves, too, the text stays as it is, and the relative somebody else.
    """
    replaced = KIN_PHRASE.sub(lambda match: "her" if match.group(1) else "she", text.translate(APOSTROPHES))
    return text if FIRST_PERSON.search(plain(replaced)) else replaced
