"""Checks of what the detector of red flags is trained on."""

from __future__ import annotations

from collections.abc import Iterator

from bot.check.content import Content
from bot.check.finding import Finding


def check_red_flags(content: Content) -> Iterator[Finding]:
    """The encoder of red flags was trained on the examples as they are."""
    from bot.nlu.red_flag_training import is_current

    if not is_current():
        yield Finding(
            "R01",
            "data/red_flags/encoder.json",
            "the examples of red flags have changed since the encoder was trained",
            "Run `make red-flags`, then `python -m benchmarks.red_flags`, and commit both",
        )
