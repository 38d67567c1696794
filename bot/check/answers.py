"""Checks of the answers in domain.yml against the guide."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator

import textstat

from bot.check.content import Content, Response
from bot.check.finding import Finding

MAX_WORDS = 80
MAX_GRADE = 9.0
MAX_MEDIAN_GRADE = 8.0
# Intents that a button, a form or an action of another name answers.
ANSWERED_OTHERWISE = {"nlu_fallback": "utter_clarify"}


def check_answers(content: Content) -> Iterator[Finding]:
    """Every intent has an answer; every entry of the guide has one with its source and its buttons."""
    retrieval = {label.split("/")[0] for label in content.guide.entries()}
    for intent in content.intents:
        name = ANSWERED_OTHERWISE.get(intent, f"utter_{intent}")
        if intent not in retrieval and name not in content.responses:
            yield Finding(
                "A01", f"domain.yml, {intent}", "the intent has no answer", f"Write the response {name}"
            )
    for label in content.guide.entries():
        name = f"utter_{label}"
        if name not in content.responses:
            yield Finding("A02", f"domain.yml, {name}", "the guide's entry has no answer", "Write it")
            continue
        for variation in content.responses[name]:
            yield from _check_answer(content, label, name, variation)
    for name in content.responses:
        label = name.removeprefix("utter_")
        if "/" in label and label not in content.guide.entries():
            yield Finding(
                "A03", f"domain.yml, {name}", "the guide has no such entry", "Add the entry or remove it"
            )


def _check_answer(content: Content, label: str, name: str, variation: Response) -> Iterator[Finding]:
    entry = content.guide.entries()[label]
    place = f"domain.yml, {name}"
    line = content.guide.source_line(label)
    if variation["text"].splitlines()[-1] != line:
        yield Finding(
            "A04", place, "the visible source differs from the guide's", f"End the text with '{line}'"
        )
    source: dict[str, object] = {"guide": content.guide.title, "paragraphs": list(entry.paragraphs)}
    if label.startswith("glossary/"):
        source["general"] = True
    if variation.get("metadata", {}).get("source") != source:
        yield Finding("A05", place, "metadata.source differs from the guide's", f"Make it {source}")
    wanted = [content.guide.facts[name].question for name in entry.follow_ups]
    if [button["title"] for button in variation.get("buttons", [])] != wanted:
        yield Finding(
            "A06", place, "the buttons are not the entry's follow-up questions", f"Make them {wanted}"
        )


def check_buttons(content: Content) -> Iterator[Finding]:
    """Every button types its own title, and no button types a payload."""
    for name, variations in content.responses.items():
        for button in (button for variation in variations for button in variation.get("buttons", [])):
            if button["payload"] != button["title"] or button["payload"].startswith("/"):
                yield Finding(
                    "A07",
                    f"domain.yml, {name}",
                    f"the button {button['title']!r} does not type its title",
                    "Make title and payload the same text",
                )


def check_reading(content: Content) -> Iterator[Finding]:
    """Answers are short and plain: Flesch-Kincaid grade and length, names of diseases counted as one word."""
    grades = []
    for name, variations in content.responses.items():
        for variation in (variation for variation in variations if variation.get("text")):
            text = _prose(variation["text"], content)
            grade, words = textstat.flesch_kincaid_grade(text), textstat.lexicon_count(text)
            grades.append(grade)
            place = f"domain.yml, {name}"
            if words > MAX_WORDS:
                yield Finding("R01", place, f"the answer has {words} words", f"Shorten it to {MAX_WORDS}")
            if grade > MAX_GRADE:
                yield Finding(
                    "R02", place, f"the answer reads at grade {grade}", f"Make it {MAX_GRADE} or lower"
                )
    median = statistics.median(grades)
    if median > MAX_MEDIAN_GRADE:
        yield Finding(
            "R03", "domain.yml", f"the median grade is {median}", f"Make it {MAX_MEDIAN_GRADE} or lower"
        )


def _prose(text: str, content: Content) -> str:
    sources = {content.guide.source_line(label) for label in content.guide.entries()}
    kept = " ".join(line for line in text.splitlines() if line not in sources)
    for name in sorted(content.names, key=len, reverse=True):
        kept = re.sub(re.escape(name), "lupus", kept, flags=re.IGNORECASE)
    return kept
