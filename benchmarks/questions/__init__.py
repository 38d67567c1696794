"""The questions of the benchmarks: YAML files, label -> who asks -> texts.

A label is one of the bot's, `out_of_scope/near` or `out_of_scope/far` (how near the guide), or several with
` + ` between them, where a message asks for several things.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

HERE = Path(__file__).parent
OUTSIDE = "out_of_scope"
KINDS = {
    "faq": "facts",
    "glossary": "glossary",
    f"{OUTSIDE}/near": "near the guide, outside it",
    f"{OUTSIDE}/far": "far from it",
    "eligibility": "eligibility",
    "advice": "advice",
    "emergency": "emergency",
    "crisis": "crisis",
}


@dataclass(frozen=True)
class Question:
    """One question: what was typed, the answers it should get, who asked, and what kind it is."""

    text: str
    labels: tuple[str, ...]
    persona: str
    kind: str


def load(name: str) -> list[Question]:
    """Load the questions of a set.

    Raises:
        FileNotFoundError: there is no such set.
    """
    asked = YAML(typ="safe").load((HERE / f"{name}.yml").read_text(encoding="utf-8"))
    return [
        Question(text, _labels(key), persona, _kind(key))
        for key, personas in asked.items()
        for persona, texts in personas.items()
        for text in texts
    ]


def _labels(key: str) -> tuple[str, ...]:
    return (OUTSIDE,) if key.startswith(OUTSIDE) else tuple(key.split(" + "))


def _kind(key: str) -> str:
    if " + " in key:
        return "two questions at once"
    return KINDS.get(key) or KINDS.get(key.split("/", maxsplit=1)[0]) or "small talk"
