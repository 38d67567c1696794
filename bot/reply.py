"""An answer of the guard, taken apart for channels that can show more than text: a pure function.

The guard's answers are Rasa's: a text with its source line in it, buttons, metadata. What a channel shows of
the parts is its own affair; that a source is a source is the same for all.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from bot.guide import load_criteria

TABLE = load_criteria().table
SOURCE = "Source: "
GENERAL = "General definition, not from the guide."
GUIDE_ANSWERS = ("utter_faq/", "utter_glossary/")
VERDICT = "eligibility_verdict"


class Kind(enum.Enum):
    """What an answer is for the person who reads it."""

    ANSWER = "answer"
    QUESTION = "question"
    CLARIFICATION = "clarification"
    NOTICE = "notice"
    RED_FLAG = "red_flag"
    CAUTION = "caution"
    VERDICT = "verdict"
    APOLOGY = "apology"


KINDS = {
    "utter_notice": Kind.NOTICE,
    "utter_too_long": Kind.NOTICE,
    "utter_empty": Kind.NOTICE,
    "utter_clarify": Kind.CLARIFICATION,
    "utter_topics": Kind.CLARIFICATION,
    "utter_apology": Kind.APOLOGY,
}


@dataclass(frozen=True)
class Helpline:
    """A number or a page: how it is shown, and what opens it (`tel:` or `https:`)."""

    label: str
    href: str


@dataclass(frozen=True)
class Table:
    """Rows of cells under columns."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Reply:
    """One answer in parts.

    `text` is without the lines that `source` and `table` hold. `name` is that of the response in domain.yml.
    `stay_in_view` asks for the helplines to be kept in sight from now on. What is `rateable` comes from the
    guide.
    """

    name: str
    text: str
    kind: Kind
    source: str | None = None
    buttons: tuple[str, ...] = ()
    helplines: tuple[Helpline, ...] = ()
    table: Table | None = None
    stay_in_view: bool = False
    rateable: bool = False


def read(reply: dict[str, Any]) -> Reply:
    """The parts of an answer as `bot.channel.answer` returns it."""
    metadata = reply["metadata"]
    name = metadata.get("utter_action") or ""
    custom = reply.get("custom") or {}
    table, told = _verdict(custom) if custom.get("type") == VERDICT else (None, frozenset())
    lines = [line for line in reply.get("text", "").splitlines() if line not in told]
    sources = [line for line in lines if line.startswith((SOURCE, GENERAL))]
    return Reply(
        name=name,
        text="\n".join(line for line in lines if line not in sources).strip(),
        kind=_kind(name, metadata, table),
        source=" ".join(line.removeprefix(SOURCE).removesuffix(".") for line in sources) or None,
        buttons=tuple(button["title"] for button in reply.get("buttons", [])),
        helplines=tuple(Helpline(line["say"], line["link"]) for line in metadata.get("helplines", [])),
        table=table,
        stay_in_view=bool(metadata.get("stay_in_view")),
        rateable=name.startswith(GUIDE_ANSWERS),
    )


def _kind(name: str, metadata: dict[str, Any], table: Table | None) -> Kind:
    if metadata.get("stay_in_view"):
        return Kind.RED_FLAG
    if metadata.get("comes_first"):
        return Kind.CAUTION
    if table is not None:
        return Kind.VERDICT
    if name.startswith("utter_ask_"):
        return Kind.QUESTION
    return KINDS.get(name, Kind.ANSWER)


def _verdict(custom: dict[str, Any]) -> tuple[Table, frozenset[str]]:
    """The verdict's table, and the lines by which the text tells it."""
    rows = table_rows(custom["criteria"])
    return Table(TABLE.caption, tuple(TABLE.columns), rows), frozenset(map(spoken, rows))


def table_rows(criteria: list[dict[str, Any]]) -> tuple[tuple[str, ...], ...]:
    """The rows of the verdict's table: what is asked for, how it compares, where the guide says it."""
    return tuple(
        (row["requirement"], row["standing_text"], f"paragraph {row['paragraphs'][0]}") for row in criteria
    )


def spoken(row: tuple[str, ...]) -> str:
    """A row of the verdict's table as a line of text."""
    requirement, standing, place = row
    return f"- {requirement}: {standing} ({place})"
