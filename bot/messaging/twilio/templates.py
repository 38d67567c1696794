"""Buttons and lists for WhatsApp are templates of Twilio's Content API, whose every word is a variable: pure.

https://www.twilio.com/docs/content/twilio-quick-reply and .../twilio-list-picker have the limits. Both may be
sent without WhatsApp's approval within 24 hours of a person's message.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.messaging import choices, texts
from bot.messaging.twilio.account import BODY_CHARACTERS

TEXT_CHARACTERS = 1024
# Without approval; the title's limit is WhatsApp's.
BUTTONS = 3
BUTTON_CHARACTERS = 20
ITEMS = 10
DESCRIPTION_CHARACTERS = 72
# Of the text, not to have a template for every length.
LINES = 10
# Goes up when the templates change: those that exist keep their names.
VERSION = 1
BUTTON_OF_LIST = "Choose"


@dataclass(frozen=True)
class Template:
    """A template by its name, what it is made of, and the variables that fill it, as JSON."""

    name: str
    types: dict[str, Any]
    samples: dict[str, str]
    variables: str


def can_show(titles: Sequence[str]) -> bool:
    """Whether there is a template for these choices."""
    return (
        0 < len(titles) <= ITEMS
        and len(set(titles)) == len(titles)
        and all(0 < len(title) <= DESCRIPTION_CHARACTERS for title in titles)
    )


def cut(text: str, titles: Sequence[str]) -> tuple[str, str]:
    """What goes before, and the lines that the choices hang on: as many of the last as a template takes.

    A variable has neither line break nor tab nor many spaces (error 21656), so each line is one of its own.
    The lines have room for the choices as a numbered list, too, should the template be refused.
    """
    room = min(TEXT_CHARACTERS, BODY_CHARACTERS - len(texts.with_numbers("", titles)))
    lines = [part for line in text.splitlines() for part in texts.split(" ".join(line.split()), room)]
    first = len(lines)
    while first > 0 and len(lines) - first < LINES and len("\n".join(lines[first - 1 :])) <= room:
        first -= 1
    return "\n".join(lines[:first]), "\n".join(lines[first:])


def template(text: str, titles: Sequence[str]) -> Template:
    """Up to three short titles as buttons, else a list, whose items show a number and the title under it."""
    lines = text.split("\n")
    with_buttons = len(titles) <= BUTTONS and all(len(title) <= BUTTON_CHARACTERS for title in titles)
    make, kind = (_quick_reply, "buttons") if with_buttons else (_list_picker, "list")
    values = [*lines, *(part for title in titles for part in (title, choices.key(title)))]
    holes = (f"{{{{{number}}}}}" for number in range(1, len(values) + 1))
    variables = json.dumps({str(number): value for number, value in enumerate(values, 1)})
    return Template(
        name=f"lupus_guide_{VERSION}_{kind}_{len(titles)}_under_{len(lines)}",
        types=make("\n".join(next(holes) for _ in lines), len(titles), holes),
        samples={str(number): f"sample {number}" for number in range(1, len(values) + 1)},
        # An apostrophe is reported to be refused (github.com/twilio/twilio-node/issues/1082).
        variables=variables.replace("'", "\\u0027"),
    )


def _quick_reply(body: str, number: int, holes: Iterator[str]) -> dict[str, Any]:
    actions = [{"type": "QUICK_REPLY", "title": next(holes), "id": next(holes)} for _ in range(number)]
    return {"twilio/quick-reply": {"body": body, "actions": actions}}


def _list_picker(body: str, number: int, holes: Iterator[str]) -> dict[str, Any]:
    items = [
        {"item": str(each), "description": next(holes), "id": next(holes)} for each in range(1, number + 1)
    ]
    return {"twilio/list-picker": {"body": body, "button": BUTTON_OF_LIST, "items": items}}
