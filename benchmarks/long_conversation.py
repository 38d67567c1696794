"""Measures what a turn costs in a long conversation, on each kind of database.

    python -m benchmarks.long_conversation

One person asks a thousand questions in a row, in the middle of the eligibility dialogue, so that its form and
answers have to be kept, too. PostgreSQL is a private one; where it is not installed, only SQLite is measured.
"""

from __future__ import annotations

import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import requests

from bot import runner
from bot.deployment import postgresql
from bot.deployment.ports import free_port
from bot.deployment.postgresql import PostgreSQL

RESULTS = Path(__file__).parent / "results" / "long_conversation.md"
TURNS = 1_000
# The cost at a turn is the median of so many around it.
AROUND = 20
MEASURED = (20, 100, 500, 990)
BEFORE = ["Am I eligible?", "45"]
QUESTIONS = ["What does autologous mean?", "Is it expensive?", "What is nephritis?", "Is it a cure?"]


def talk(bot: runner.Bot) -> list[float]:
    """The milliseconds of each turn."""
    milliseconds = []
    for text in [*BEFORE, *itertools.islice(itertools.cycle(QUESTIONS), TURNS)]:
        began = time.perf_counter()
        message = {"sender": "somebody", "message": text}
        requests.post(bot.webhook, json=message, timeout=60).raise_for_status()
        milliseconds.append(1_000 * (time.perf_counter() - began))
    return milliseconds[len(BEFORE) :]


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """Their names and addresses."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        found = {"SQLite": f"sqlite:///{folder / 'bot.db'}"}
        server = PostgreSQL(folder / "postgresql", free_port())
        if postgresql.is_installed():
            server.start()
            found["PostgreSQL"] = server.url
        try:
            yield found
        finally:
            server.stop()


def table(costs: dict[str, Sequence[float]]) -> str:
    """Milliseconds a turn, a row a database."""
    head = "| database | " + " | ".join(f"turn {turn}" for turn in MEASURED) + " | last to first |"
    lines = [head, "|---" * (len(MEASURED) + 2) + "|"]
    for name, milliseconds in costs.items():
        at = [statistics.median(milliseconds[turn - AROUND // 2 : turn + AROUND // 2]) for turn in MEASURED]
        cells = [f"{cost:.0f} ms" for cost in at]
        lines.append(f"| {name} | {' | '.join(cells)} | {at[-1] / at[0]:.2f} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print the table, and write it."""
    costs = {}
    os.environ["MESSAGES_PER_MINUTE"] = str(60 * TURNS)
    with databases() as found, tempfile.TemporaryDirectory() as logs:
        for name, url in found.items():
            os.environ["DATABASE_URL"] = url
            with runner.running(free_port(), free_port(), logs=Path(logs)) as bot:
                costs[name] = talk(bot)
    written = table(costs)
    print(written)
    RESULTS.write_text(
        "# What a turn costs in a long conversation\n\nWritten by `python -m benchmarks.long_conversation`: "
        f"one person, {TURNS} questions in the middle of the eligibility\ndialogue, over the REST channel on "
        f"loopback, two cores. Each figure is the median of {AROUND} turns.\n\n{written}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
