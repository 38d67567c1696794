"""Fifty people at once in the web chat of a bot of its own; writes `benchmarks/results/webchat.md`.

    python -m benchmarks.webchat

Each sends questions of the development set, and goes through the eligibility dialogue in between: first as
fast as the limits let them, which `make test` and `make soak` do, too, then at the pace of people who read.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import requests

from benchmarks import questions
from bot import runner
from bot.deployment.ports import free_port
from bot.runner import Bot
from tests.support.webchat import Chat

HERE = Path(__file__).parent
PEOPLE = 50
SECONDS = 60
# Seconds from one message to the next. Twenty messages a minute are allowed.
FASTEST = 3.1
READING = 15.0
FORM = ["Am I eligible?", "45", "yes", "nephritis", "yes", "yes", "yes", "Yes, that is right"]


@dataclass(frozen=True)
class Load:
    """What came of it: the seconds of each answer, and what was not an answer."""

    seconds: list[float]
    errors: list[str]

    def percentile(self, share: int) -> float:
        """The seconds within which so many of a hundred answers came."""
        return float(np.percentile(self.seconds, share))


def talk_at_once(bot: Bot, seconds: float, pause: float = FASTEST) -> Load:
    """Let `PEOPLE` talk with a bot, which must run with WEBCHAT_PROXIES=1, for so long."""
    texts = [question.text for question in questions.load("development")]
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(PEOPLE) as threads:
        loads = list(threads.map(lambda number: _talk(bot, texts, number, until, pause), range(PEOPLE)))
    return Load(
        [each for load in loads for each in load.seconds], [each for load in loads for each in load.errors]
    )


def _talk(bot: Bot, texts: list[str], number: int, until: float, pause: float) -> Load:
    chance = random.Random(number)  # noqa: S311
    load = Load([], [])
    # People do not come in step.
    time.sleep(chance.uniform(0, pause))
    try:
        chat = Chat(bot)
        for text in _sayings(texts, chance):
            if time.monotonic() > until:
                break
            started = time.monotonic()
            response = chat.post(text)
            load.seconds.append(time.monotonic() - started)
            if response.status_code != 200:
                load.errors.append(f"{response.status_code} {response.text}")
            elif any(message["kind"] == "apology" for message in response.json()["messages"]):
                load.errors.append("an apology")
            time.sleep(max(0.0, started + pause - time.monotonic()))
    except requests.RequestException as error:
        load.errors.append(repr(error))
    return load


def _sayings(texts: list[str], chance: random.Random) -> Iterator[str]:
    while True:
        yield from chance.sample(texts, 4)
        yield from FORM


def _row(pause: float, load: Load) -> str:
    return (
        f"| {pause} s | {len(load.seconds)} | {len(load.errors)} | {load.percentile(50):.3f} s "
        f"| {load.percentile(95):.3f} s | {max(load.seconds):.3f} s |"
    )


def main() -> None:
    """Measure, print and write."""
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory() as folder,
    ):
        patch.setenv("WEBCHAT_PROXIES", "1")
        patch.setenv("DATABASE_URL", f"sqlite:///{folder}/bot.db")
        with runner.running(free_port(), free_port(), logs=Path(folder)) as bot:
            loads = {pause: talk_at_once(bot, SECONDS, pause) for pause in (FASTEST, READING)}
    lines = [
        "# The web chat under load",
        "",
        f"Written by `python -m benchmarks.webchat`: {PEOPLE} conversations at once for {SECONDS} seconds,",
        f"with client, server and action server on one machine with {os.cpu_count()} cores.",
        "",
        "| each sends one in | messages | errors | median | 95 % within | longest |",
        "|---|---|---|---|---|---|",
        *(_row(pause, load) for pause, load in loads.items()),
        "",
    ]
    (HERE / "results" / "webchat.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join([*lines, *(error for load in loads.values() for error in load.errors)]))


if __name__ == "__main__":
    main()
