"""Checks of the trained model: canonical questions and buttons lead where they should."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from bot.check.content import Content
from bot.check.finding import Finding
from bot.settings import ROOT
from bot.training import MODEL, TrainingError

# Their buttons are answers, read by bot/language and tested there.
READ_BY_THE_FORM = "utter_ask_"

# Of a fact's questions in the development set, at least this share must get their answer.
FLOOR = 0.8

Parse = Callable[[str], dict[str, Any]]
Understand = Callable[[str], str]


def load_parser() -> Parse:
    """The trained model as a function: text -> what Rasa's `/model/parse` says of it.

    Raises:
        TrainingError: there is no trained model.
    """
    if not (ROOT / MODEL).exists():
        raise TrainingError("There is no trained model. Run `make train` first.")
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    agent = Agent.load(str(ROOT / MODEL))
    return lambda text: asyncio.run(agent.parse_message(text))


def label_of(parsed: dict[str, Any]) -> str:
    """The label that was taken, or the fallback's name where the gate abstained."""
    return str(parsed["intent"].get("full_retrieval_intent_name") or parsed["intent"]["name"])


def check_model(content: Content, understand: Understand) -> Iterator[Finding]:
    """Every canonical question, and so every button that types one, gets its own answer."""
    canonical = {entry.question: label for label, entry in content.guide.entries().items()}
    for question, label in canonical.items():
        found = understand(question)
        if found != label:
            yield Finding(
                "M01",
                f"bot/guide, {label}",
                f"the canonical question {question!r} leads to {found}",
                f"Add examples to {label} that are like it",
            )
    for name, variations in content.responses.items():
        if name.startswith(READ_BY_THE_FORM):
            continue
        for button in (button for variation in variations for button in variation.get("buttons", [])):
            payload = button["payload"]
            if "{" not in payload and payload not in canonical and understand(payload) == "nlu_fallback":
                yield Finding(
                    "M02",
                    f"domain.yml, {name}",
                    f"the button {payload!r} is not understood",
                    "Add it as an example",
                )


def check_floors(content: Content, understand: Understand) -> Iterator[Finding]:
    """No fact's recall on the development set is below the floor."""
    asked: dict[str, list[str]] = defaultdict(list)
    for question in content.development:
        if question.label in content.guide.entries():
            asked[question.label].append(question.text)
    for label, texts in asked.items():
        missed = [text for text in texts if understand(text) != label]
        # Of three questions a single one that is missed says nothing about the share.
        if len(missed) > max(1, (1 - FLOOR) * len(texts)):
            yield Finding(
                "M03",
                f"benchmarks/questions/development.yml, {label}",
                f"{len(missed)} of {len(texts)} questions do not get its answer: {missed}",
                "Add examples in such words",
            )
