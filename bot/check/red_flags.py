"""Checks of what the detector of red flags is trained and tested on."""

from __future__ import annotations

from collections.abc import Iterator

from bot.check.content import Content, normalized
from bot.check.finding import Finding

PLACE = "data/red_flags"


def check_red_flags(content: Content) -> Iterator[Finding]:
    """The encoder of red flags was trained on the examples as they are."""
    from bot.nlu.red_flag_training import is_current

    if not is_current():
        yield Finding(
            "R01",
            f"{PLACE}/encoder.json",
            "the examples of red flags have changed since the encoder was trained",
            "Run `make red-flags`, then `python -m benchmarks.red_flags`, and commit both",
        )


def check_red_flags_apart(content: Content) -> Iterator[Finding]:
    """No sentence that the benchmarks ask is an example of red flags."""
    trained = {normalized(example.text): example for example in content.red_flags}
    for question in [*content.development, *content.blind]:
        known = trained.get(normalized(question.text))
        if known:
            yield Finding(
                "R02",
                f"{question.place}, {question.label}",
                f"{question.text!r} is an example in {known.place}",
                "Ask it in other words, or remove the example",
            )
