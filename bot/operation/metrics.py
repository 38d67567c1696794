"""What is counted, for Prometheus: never a word of a message, nor whose it was."""

from __future__ import annotations

from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

# A turn takes some 30 milliseconds, and is given up after 20 seconds.
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)
TURNS = Counter("bot_turns", "Turns by channel and outcome.", ["channel", "outcome"], registry=REGISTRY)
TURN_SECONDS = Histogram(
    "bot_turn_seconds", "How long turns took.", ["channel"], buckets=SECONDS, registry=REGISTRY
)
ANSWERS = Counter("bot_answers", "Answers by the name of the response.", ["response"], registry=REGISTRY)
OVER_LIMIT = Counter("bot_over_limit", "Refused, because too many.", ["what"], registry=REGISTRY)
STORE_ERRORS = Counter("bot_store_errors", "The database could not be used.", registry=REGISTRY)
ACTION_ERRORS = Counter("bot_action_errors", "The action server did not answer.", registry=REGISTRY)


def count_turn(channel: str, outcome: str, seconds: float, responses: Sequence[str]) -> None:
    """Count one turn; `responses` are names of domain.yml, of which there are some two hundred."""
    TURNS.labels(channel, outcome).inc()
    TURN_SECONDS.labels(channel).observe(seconds)
    for response in responses:
        ANSWERS.labels(response).inc()


def exposition() -> bytes:
    """All of it in Prometheus' text format."""
    return bytes(generate_latest(REGISTRY))
