"""Whether somebody speaks of themselves or of somebody else."""

from __future__ import annotations

import re

from bot.language.text import plain

KIN = (
    "mother|mom|mum|mam|mama|mommy|mummy|father|dad|papa|daddy|parent|husband|wife|spouse|partner|fiance|fiancee|"
    "boyfriend|girlfriend|son|daughter|child|kid|boy|girl|baby|sister|brother|sibling|twin|aunt|auntie|uncle|"
    "cousin|niece|nephew|grandmother|grandma|granny|gran|nan|nana|grandfather|grandpa|grandad|granddad|"
    "grandson|granddaughter|stepson|stepdaughter|stepmother|stepfather|in-law|friend|mate|neighbou?r|"
    "colleague|coworker|patient|client|other half|better half|eldest|youngest"
)
# "my mother" counts, "my mother's doctor" too: the talk is of her. "My doctor" does not.
RELATIVE = re.compile(rf"\b(?:my|our|a|the|for|his|her|ask(?:ing)? for)\s+(?:\w+\s+){{0,2}}?(?:{KIN})\b")
THIRD_PERSON = re.compile(r"\b(?:she|he|she's|he's|shes|hes|her|him|his|hers)\b")
FIRST_PERSON = re.compile(r"\b(?:i|i'm|im|i've|ive|i'd|my|me|mine)\b")


def speaks_of_other(text: str) -> bool:
    """Whether the text is about another person than the one who types it."""
    words = plain(text)
    if RELATIVE.search(words):
        return True
    return bool(THIRD_PERSON.search(words)) and not FIRST_PERSON.search(words)
