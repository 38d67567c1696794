"""Loads what the checks look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.guide import Guide, load_guide
from bot.settings import ROOT

Response = dict[str, Any]


@dataclass(frozen=True)
class Example:
    """A training example: what somebody typed, its label, and the file it stands in."""

    text: str
    label: str
    place: str


@dataclass(frozen=True)
class Content:
    """Everything that people wrote: guide, domain, examples, the questions of tests and benchmarks.

    `questions` must each get their answer, of `development` most; `blind` only reports. None of them may be
    an example, nor one of the examples of red flags.
    """

    guide: Guide
    names: list[str]
    intents: list[str]
    responses: dict[str, list[Response]]
    examples: list[Example]
    red_flags: list[Example]
    questions: list[Example]
    development: list[Example]
    blind: list[Example]

    def labels(self) -> list[str]:
        """Every label that an example may have."""
        retrieval = {label.split("/")[0] for label in self.guide.entries()}
        return [*self.guide.entries(), *(intent for intent in self.intents if intent not in retrieval)]


def load_content(root: Path = ROOT) -> Content:
    """Load the content of a project folder.

    Raises:
        GuideError: a file of the guide is broken.
    """
    domain = _yaml(root / "domain.yml")
    examples = [example for path in sorted(root.glob("data/nlu/*.yml")) for example in _examples(path, root)]
    questions = [
        question for path in sorted(root.glob("tests/questions/*.yml")) for question in _questions(path, root)
    ]
    return Content(
        guide=load_guide(root / "bot" / "guide"),
        names=_yaml(root / "bot" / "guide" / "names.yml")["names"],
        intents=[intent if isinstance(intent, str) else next(iter(intent)) for intent in domain["intents"]],
        responses=domain["responses"],
        examples=examples,
        red_flags=[
            example
            for path in sorted(root.glob("data/red_flags/*.yml"))
            for example in _questions(path, root)
        ],
        questions=questions,
        development=[*_benchmark("development", root), *_benchmark("red_flags_development", root)],
        blind=[*_benchmark("blind", root), *_benchmark("red_flags", root)],
    )


def normalized(text: str) -> str:
    """The words of a text in lower case, without punctuation: what makes two questions the same."""
    return " ".join(re.findall(r"\w+", text.lower()))


def _benchmark(name: str, root: Path) -> list[Example]:
    path = root / "benchmarks" / "questions" / f"{name}.yml"
    return _questions(path, root) if path.exists() else []


def _yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def _examples(path: Path, root: Path) -> list[Example]:
    return [
        Example(line.removeprefix("- ").strip(), block["intent"], str(path.relative_to(root)))
        for block in _yaml(path)["nlu"]
        for line in block["examples"].splitlines()
        if line.strip()
    ]


def _questions(path: Path, root: Path) -> list[Example]:
    """The questions of a file: label -> texts, or label -> who asks -> texts."""
    place = str(path.relative_to(root))
    return [
        Example(text, label, place)
        for label, asked in _yaml(path).items()
        for text in (
            asked if isinstance(asked, list) else [text for texts in asked.values() for text in texts]
        )
    ]
