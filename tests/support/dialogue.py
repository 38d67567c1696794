"""Scripted conversations: reads them, plays them, and shows where one left its script.

A script is a YAML file:

    about: one line that says what it shows
    turns:
      - user: what the person types
        bot: utter_name                      # or a list, in the order of the answers
        says: [a part of the text, ...]      # optional: stands in the answers, in any case
        buttons: [a button's title, ...]     # optional: these are offered
        slots: {name: value}                 # optional: what is noted after the turn
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.support.conversation import Conversation

KEYS = {"user", "bot", "says", "buttons", "slots"}


@dataclass(frozen=True)
class Script:
    """A scripted conversation."""

    path: Path
    about: str
    turns: list[dict[str, Any]]


def read(path: Path) -> Script:
    """Read a script; a key that is not known is a mistake in it."""
    raw = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    for number, turn in enumerate(raw["turns"], 1):
        assert set(turn) <= KEYS and {"user", "bot"} <= set(turn), (
            f"{path}, turn {number}: keys are {sorted(turn)}"
        )
    return Script(path, raw["about"], raw["turns"])


def play(script: Script, conversation: Conversation) -> None:
    """Play a script; fails with a diff of the whole conversation, as written and as it went."""
    written: list[str] = []
    heard: list[str] = []
    for turn in script.turns:
        replies = conversation.say(turn["user"])
        names = [turn["bot"]] if isinstance(turn["bot"], str) else turn["bot"]
        written += [f"user: {turn['user']}", *(f"bot:  {name}" for name in names)]
        heard += [
            f"user: {turn['user']}",
            *(f"bot:  {reply['metadata']['utter_action']}" for reply in replies),
        ]
        text = "\n".join(reply.get("text", "") for reply in replies)
        for part in turn.get("says", []):
            written.append(f"says: {part}")
            heard.append(f"says: {part if part.lower() in text.lower() else text}")
        offered = [button["title"] for reply in replies for button in reply.get("buttons", [])]
        for title in turn.get("buttons", []):
            written.append(f"button: {title}")
            heard.append(f"button: {title if title in offered else offered}")
        if "slots" in turn:
            noted = conversation.slots()
            written += [f"slot: {name} = {value}" for name, value in turn["slots"].items()]
            heard += [f"slot: {name} = {noted.get(name)}" for name in turn["slots"]]
    if written != heard:
        diff = difflib.unified_diff(written, heard, "as written", "as it went", lineterm="", n=100)
        raise AssertionError(f"{script.path.name} ({script.about}) left its script:\n" + "\n".join(diff))
