"""A conversation in the terminal, to try dialogues: buttons can be chosen, sources are visible."""

from __future__ import annotations

import contextlib
import sys
import textwrap
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import questionary
import requests
from prompt_toolkit import print_formatted_text
from prompt_toolkit.formatted_text import FormattedText

from bot import runner, settings
from bot.deployment.ports import HOST, free_port
from bot.training import ensure_model

WIDTH = 88
TURN_SECONDS = 30
STYLES = {"bot": "", "source": "ansigray", "choice": "ansiblue", "name": "ansigray italic"}
QUIT = {"/quit", "/exit"}

Reply = dict[str, Any]


def main() -> None:
    """Talk to the bot that runs on `PORT`, or to one started for this conversation.

    Raises:
        RunError: no bot could be started.
    """
    interactive = sys.stdin.isatty()
    with _webhook() as webhook:
        _show("Type a question, or the number of a button. /quit ends the conversation.", "name")
        talk(webhook, _ask if interactive else _read, _show)


def talk(webhook: str, ask: Callable[[], str | None], show: Callable[[str, str], None]) -> None:
    """Pass what `ask` returns to the bot and `show` its answers, until `ask` returns None or /quit.

    A bare number chooses the button with that number among those last shown.
    """
    sender = uuid.uuid4().hex
    buttons: list[str] = []
    while (typed := ask()) is not None and typed.strip() not in QUIT:
        text = chosen(typed, buttons)
        try:
            response = requests.post(webhook, json={"sender": sender, "message": text}, timeout=TURN_SECONDS)
            response.raise_for_status()
        except requests.RequestException as error:
            show(
                f"The bot cannot be reached ({type(error).__name__}). Is it still running? Try again.", "bot"
            )
            continue
        buttons = []
        for reply in response.json():
            for line, style in lines(reply, first_button=len(buttons) + 1):
                show(line, style)
            buttons += [button["payload"] for button in reply.get("buttons", [])]


def chosen(typed: str, buttons: list[str]) -> str:
    """The text of the button whose number was typed, or what was typed."""
    number = typed.strip()
    if number.isdecimal() and 1 <= int(number) <= len(buttons):
        return buttons[int(number) - 1]
    return typed


def lines(reply: Reply, first_button: int = 1) -> Iterator[tuple[str, str]]:
    """An answer as lines with the names of their styles: text, source, numbered buttons, response name."""
    for paragraph in reply.get("text", "").splitlines():
        style = "source" if paragraph.startswith(("Source:", "General definition")) else "bot"
        for line in textwrap.wrap(paragraph, WIDTH) or [""]:
            yield line, style
    for number, button in enumerate(reply.get("buttons", []), first_button):
        yield f"  [{number}] {button['title']}", "choice"
    name = reply.get("metadata", {}).get("utter_action")
    if name:
        yield f"  ({name})", "name"


@contextlib.contextmanager
def _webhook() -> Iterator[str]:
    address = f"http://{HOST}:{settings.port()}/webhooks/rest/"
    with contextlib.suppress(requests.ConnectionError):
        if requests.get(address, timeout=5).ok:
            yield f"{address}webhook"
            return
    ensure_model()
    _show("Starting a bot for this conversation (a few seconds) ...", "name")
    with runner.running(free_port(), free_port()) as bot:
        yield bot.webhook


def _ask() -> str | None:
    answer = questionary.text("You:", qmark="").ask(kbi_msg="")
    return None if answer is None else str(answer)


def _read() -> str | None:
    line = sys.stdin.readline()
    if not line:
        return None
    print(f"You: {line.rstrip()}")
    return line.rstrip("\n")


def _show(text: str, style: str) -> None:
    print_formatted_text(FormattedText([(STYLES[style], text)]))
