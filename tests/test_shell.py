from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bot import shell
from bot.runner import Bot
from bot.settings import ROOT

REPLY = {
    "text": "Own cells are used.\nSource: Stem Cell Transplants guide, paragraph 5.",
    "buttons": [
        {"title": "And a donor's?", "payload": "And a donor's?"},
        {"title": "Why?", "payload": "Why?"},
    ],
    "metadata": {"utter_action": "utter_faq/autologous"},
}


def test_an_answer_is_shown_with_source_buttons_and_name() -> None:
    assert list(shell.lines(REPLY, first_button=3)) == [
        ("Own cells are used.", "bot"),
        ("Source: Stem Cell Transplants guide, paragraph 5.", "source"),
        ("  [3] And a donor's?", "choice"),
        ("  [4] Why?", "choice"),
        ("  (utter_faq/autologous)", "name"),
    ]


@pytest.mark.parametrize(
    ("typed", "sent"),
    [("1", "one"), (" 2 ", "two"), ("3", "3"), ("0", "0"), ("-1", "-1"), ("²", "²"), ("hi", "hi")],
)
def test_a_number_chooses_a_button(typed: str, sent: str) -> None:
    assert shell.chosen(typed, ["one", "two"]) == sent


def test_a_bot_that_is_gone_is_said() -> None:
    typed = iter(["hello", None])
    shown: list[str] = []
    shell.talk("http://127.0.0.1:9/nobody", lambda: next(typed), lambda text, style: shown.append(text))
    assert "cannot be reached" in shown[0]


@pytest.mark.slow
def test_a_conversation_in_the_shell(running_bot: Bot) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", "from bot.cli import main; main()", "shell"],
        cwd=ROOT,
        env={**os.environ, "PORT": str(running_bot.port)},
        input="what is autologous?\n1\n/quit\n",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert finished.returncode == 0, finished.stderr
    assert "Source: Stem Cell Transplants guide, paragraph 5." in finished.stdout
    assert "[1] What does allogeneic mean?" in finished.stdout
    assert "(utter_faq/allogeneic)" in finished.stdout
