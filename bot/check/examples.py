"""Checks of the training examples."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from bot.check.content import Content, Example, normalized
from bot.check.finding import Finding

# How many examples a label needs: facts, glossary words, everything else.
MIN_FACT, MIN_GLOSSARY, MIN_OTHER = 150, 30, 30
UNTRAINED = {"nlu_fallback"}
# Sentences of one mould: how many examples of a label may share so many words in a row.
FRAME_WORDS, MAX_FRAME = 5, 3


def check_examples(content: Content) -> Iterator[Finding]:
    """Every label has enough examples, and no example has a label that the domain does not know."""
    counts = Counter(example.label for example in content.examples)
    for label in content.labels():
        wanted = {"faq": MIN_FACT, "glossary": MIN_GLOSSARY}.get(label.split("/")[0], MIN_OTHER)
        if label not in UNTRAINED and counts[label] < wanted:
            yield Finding(
                "E01", f"data/nlu, {label}", f"it has {counts[label]} examples", f"Write at least {wanted}"
            )
    for label in sorted(set(counts) - set(content.labels())):
        yield Finding(
            "E02", f"data/nlu, {label}", "neither the guide nor the domain knows this label", "Mend the label"
        )


def check_conflicts(content: Content) -> Iterator[Finding]:
    """No question stands under two labels, and none stands twice."""
    first: dict[str, Example] = {}
    bags: dict[frozenset[str], Example] = {}
    for example in content.examples:
        words = normalized(example.text)
        known = first.setdefault(words, example)
        if known is not example:
            if known.label != example.label:
                problem, remedy = f"{example.text!r} stands under {known.label} too", "Keep one of them"
            else:
                problem, remedy = f"{example.text!r} stands twice under {example.label}", "Remove one of them"
            yield Finding("E03", f"{example.place}, {example.label}", problem, remedy)
            continue
        near = bags.setdefault(frozenset(words.split()), example)
        if near.label != example.label:
            yield Finding(
                "E04",
                f"{example.place}, {example.label}",
                f"{example.text!r} has the words of {near.text!r} ({near.label})",
                "Read both and keep what is right",
                warning=True,
            )


def check_frames(content: Content) -> Iterator[Finding]:
    """No label's examples are cut from one mould; the name of a disease or a body counts as one word."""
    frames: dict[tuple[str, str], set[str]] = defaultdict(set)
    for example in content.examples:
        words = _with_names_as_words(normalized(example.text), content.names).split()
        for start in range(len(words) - FRAME_WORDS + 1):
            frames[example.label, " ".join(words[start : start + FRAME_WORDS])].add(example.text)
    for (label, frame), texts in sorted(frames.items()):
        if len(texts) > MAX_FRAME:
            yield Finding(
                "E06",
                f"data/nlu, {label}",
                f"{len(texts)} examples say {frame!r}",
                f"Reword or remove all but {MAX_FRAME}: {sorted(texts)}",
            )


def _with_names_as_words(text: str, names: list[str]) -> str:
    for name in sorted(map(normalized, names), key=len, reverse=True):
        text = re.sub(rf"\b{name}\b", name.replace(" ", "_"), text)
    return text


def check_tests_apart(content: Content) -> Iterator[Finding]:
    """No question that the tests or the benchmarks ask is a training example, of intents or of red flags."""
    trained = {normalized(example.text): example for example in [*content.red_flags, *content.examples]}
    for question in [*content.questions, *content.development, *content.blind]:
        known = trained.get(normalized(question.text))
        if known:
            yield Finding(
                "E05",
                f"{question.place}, {question.label}",
                f"{question.text!r} is an example in {known.place}",
                "Ask it in other words, or remove the example",
            )
