"""Reads the guide's YAML files into types, and refuses bad data with file, line and field."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, Extra, Field, PositiveInt, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

HERE = Path(__file__).parent
MAX_FOLLOW_UPS = 3

ID = re.compile(r"[a-z][a-z_]*")
Model = TypeVar("Model", bound="Strict")


class GuideError(ValueError):
    """A file of the guide is broken; the text names file, line and field and says what to do."""


class Strict(BaseModel):
    """A record that refuses fields it does not know."""

    class Config:
        """Unknown fields are mistakes, and data does not change after loading."""

        extra = Extra.forbid
        anystr_strip_whitespace = True
        frozen = True


class Entry(Strict):
    """One fact or glossary word: where the guide has it, how people ask for it, what they ask next.

    `because` is the fact that gives the reason, `counterpart` the other one of two.
    """

    paragraphs: list[PositiveInt] = Field(min_items=1, unique_items=True)
    question: str = Field(min_length=1)
    follow_ups: list[str] = Field(max_items=MAX_FOLLOW_UPS, unique_items=True)
    because: str | None = None
    counterpart: str | None = None
    checked: datetime.date


class _Page(Strict):
    title: str = Field(min_length=1)


class _FactsFile(Strict):
    guide: _Page
    facts: dict[str, Entry]


class _GlossaryFile(Strict):
    glossary: dict[str, Entry]


class Guide(Strict):
    """The whole guide. Labels are `faq/<id>` for facts and `glossary/<id>` for words."""

    title: str
    facts: dict[str, Entry]
    glossary: dict[str, Entry]

    def entries(self) -> dict[str, Entry]:
        """Every entry by its label, facts first, in the order of the files."""
        return {
            **{f"faq/{name}": entry for name, entry in self.facts.items()},
            **{f"glossary/{name}": entry for name, entry in self.glossary.items()},
        }

    def source_line(self, label: str | None = None) -> str:
        """The visible line under an answer that says where it comes from; without a label, the whole guide's.

        Raises:
            KeyError: the label is not in the guide.
        """
        if label is None:
            last = max(number for fact in self.facts.values() for number in fact.paragraphs)
            return f"Source: {self.title} guide, paragraphs 1 to {last}."
        entry = self.entries()[label]
        if label.startswith("glossary/"):
            return (
                "General definition, not from the guide. "
                f"The guide uses the word in {_paragraphs(entry.paragraphs)}."
            )
        return f"Source: {self.title} guide, {_paragraphs(entry.paragraphs)}."


class Criterion(Strict):
    """One criterion of the eligibility dialogue and the words in which its answers are read back."""

    paragraphs: list[PositiveInt] = Field(min_items=1, unique_items=True)
    requirement: str = Field(min_length=1)
    answers: dict[str, str]
    ask: str = Field(min_length=1)


class TableHead(Strict):
    """What stands above a table and above each of its three columns: criterion, standing, paragraph."""

    caption: str = Field(min_length=1)
    columns: list[str] = Field(min_items=3, max_items=3)


class Criteria(Strict):
    """The criteria by slot, in the order asked; how features and standings are called; whose list it is."""

    center: str = Field(min_length=1)
    criteria: dict[str, Criterion]
    features: dict[str, str]
    standings: dict[str, str]
    table: TableHead


class Notices(Strict):
    """What a channel says by itself; each field is the name of the response it stands for."""

    utter_apology: str = Field(min_length=1)
    utter_empty: str = Field(min_length=1)
    utter_too_long: str = Field(min_length=1)
    utter_too_many: str = Field(min_length=1)
    utter_text_only: str = Field(min_length=1)
    utter_edited: str = Field(min_length=1)
    utter_private_only: str = Field(min_length=1)


class Link(Strict):
    """A number or a page, as shown and as opened."""

    say: str = Field(min_length=1)
    link: str = Field(regex="^(tel:[0-9]+|https://.+)$")


class Helplines(Strict):
    """Whom to call in one region."""

    emergency_number: str = Field(min_length=1)
    crisis_line: str = Field(min_length=1)
    links: list[Link] = Field(min_items=1)
    crisis_links: list[Link] = Field(min_items=1)


class _HelplinesFile(Strict):
    checked: datetime.date
    regions: dict[str, Helplines]


def load_helplines(region: str, folder: Path = HERE) -> Helplines:
    """Load the numbers of a region (`international` where none is set).

    Raises:
        GuideError: the file is missing or broken, or has no such region.
    """
    path = folder / "helplines.yml"
    regions = _load(path, _HelplinesFile).regions
    if region not in regions:
        raise GuideError(f"{path}: there is no region {region!r}. Set REGION to one of {sorted(regions)}.")
    return regions[region]


def load_guide(folder: Path = HERE) -> Guide:
    """Load facts and glossary from a folder.

    Raises:
        GuideError: a file is missing or broken, an id is not one, or a follow-up names no fact.
    """
    facts = _load(folder / "facts.yml", _FactsFile)
    glossary = _load(folder / "glossary.yml", _GlossaryFile)
    _check_entries(folder / "facts.yml", "facts", facts.facts, known=set(facts.facts))
    _check_entries(folder / "glossary.yml", "glossary", glossary.glossary, known=set(facts.facts))
    return Guide(title=facts.guide.title, facts=facts.facts, glossary=glossary.glossary)


def load_criteria(folder: Path = HERE) -> Criteria:
    """Load the criteria of the eligibility dialogue.

    Raises:
        GuideError: the file is missing or broken.
    """
    return _load(folder / "criteria.yml", Criteria)


def load_notices(folder: Path = HERE) -> Notices:
    """Load the channel's own texts.

    Raises:
        GuideError: the file is missing or broken.
    """
    return _load(folder / "notices.yml", Notices)


def _load(path: Path, model: type[Model]) -> Model:
    raw = _read(path)
    try:
        return model.parse_obj(raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise GuideError(_complaint(path, raw, first["loc"], first["msg"])) from error


def _read(path: Path) -> Any:
    try:
        return YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise GuideError(f"{path}: the file is missing. Restore it from version control.") from error
    except (MarkedYAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or str(error)
        raise GuideError(
            f"{path}, line {line}: this is not valid YAML ({problem}). Mend that line."
        ) from error


def _complaint(path: Path, raw: Any, location: tuple[int | str, ...], message: str) -> str:
    field = ".".join(str(part) for part in location if part != "__root__") or "the whole file"
    return f"{path}, line {_line(raw, location)}, field {field}: {message}. Mend that field and try again."


def _line(raw: Any, location: tuple[int | str, ...]) -> int:
    """The line, counted from 1, of the deepest part of `location` that the file has."""
    line = 0
    node = raw
    for part in location:
        position = getattr(node, "lc", None)
        if position is None or not _has(node, part):
            break
        line = position.key(part)[0] if hasattr(node, "keys") else position.item(part)[0]
        node = node[part]
    return line + 1


def _has(node: Any, part: int | str) -> bool:
    return part in node if hasattr(node, "keys") else isinstance(part, int) and part < len(node)


def _check_entries(path: Path, section: str, entries: dict[str, Entry], known: set[str]) -> None:
    for name, entry in entries.items():
        if not ID.fullmatch(name):
            message = "an id has small letters and underscores only"
            raise GuideError(_complaint(path, _read(path), (section, name), message))
        named: list[tuple[tuple[int | str, ...], str | None]] = [
            *((("follow_ups", position), fact) for position, fact in enumerate(entry.follow_ups)),
            (("because",), entry.because),
            (("counterpart",), entry.counterpart),
        ]
        for location, fact in named:
            if fact is not None and fact not in known:
                message = f"'{fact}' is not the id of a fact"
                raise GuideError(_complaint(path, _read(path), (section, name, *location), message))


def _paragraphs(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"paragraph {numbers[0]}"
    return f"paragraphs {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
