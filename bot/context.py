"""What a message asks beside its one label: several things, or something that the last answer decides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from bot.guide import Guide
from bot.language.text import plain

# A message that leans on what was said before: it opens with a joint, and is short.
LEANING = re.compile(r"(?:and|or|but|so|then|what about|how about|what if|same for|also)\b")
LEANING_WORDS = 7
OTHER_WORDS = 10
# The other of two things.
OTHER = re.compile(
    r"\b(?:the|that|this) other (?:one|ones|kind|type|sort|way|option|method|choice|possibility)\b"
    r"|^(?:and |what about |how about )*the other\W*$"
)
# How far down its ranking a leaning message is believed to mean a follow-up of the last answer.
NEAR = 3
WHY = "why"
# When a request for advice is clearly about one fact: its share of what the guide's labels have, and of all.
CLEAR, SEEN = 0.5, 0.02


@dataclass(frozen=True)
class Message:
    """What was typed and how it was understood.

    `ranked` are the guide's labels, most probable first; `sure` says whether the gate let the intent stand.
    """

    text: str
    intent: str
    ranked: Sequence[str]
    sure: bool


def in_context(guide: Guide, last: str, message: Message) -> str | None:
    """The label that a message means after the answer `last`, where that answer decides it; else None.

    "Why?" leads to the fact that gives the reason, "the other one" to the counterpart, and a short message
    that leans on the answer and is not clear by itself to the most probable of what people ask next.

    Raises:
        KeyError: `last` is not a label of the guide.
    """
    entry = guide.entries()[last]
    words = plain(message.text)
    length = len(words.split())
    if entry.counterpart and length <= OTHER_WORDS and OTHER.search(words):
        return f"faq/{entry.counterpart}"
    if message.intent == WHY:
        return f"faq/{entry.because}" if entry.because else None
    if message.sure or length > LEANING_WORDS or not LEANING.match(words):
        return None
    near = {f"faq/{name}" for name in (*entry.follow_ups, entry.counterpart, entry.because) if name}
    return next((label for label in message.ranked[:NEAR] if label in near), None)


def also_asked(guide: Guide, asked: Sequence[str], answered: Set[str]) -> list[str]:
    """The labels, out of those of a message's single questions, that are still to be answered.

    Only where all of them are entries of the guide and one was answered: else the questions are not clear
    enough to answer more than the message as a whole.
    """
    if not answered & set(asked) or not set(asked) <= set(guide.entries()):
        return []
    return [label for label in dict.fromkeys(asked) if label not in answered]


def in_general(guide: Guide, probabilities: Mapping[str, float]) -> str | None:
    """The fact that a request for advice is about, where it is clearly about one; else None.

    `probabilities` are those of the guide's labels, given the message. Advice has most of the probability of
    such a message, so only the share among the labels of the guide counts.
    """
    label = max(probabilities, key=lambda name: probabilities[name], default=None)
    if label is None or not label.startswith("faq/"):
        return None
    clear = probabilities[label] >= CLEAR * sum(probabilities.values()) and probabilities[label] >= SEEN
    return label if clear and label in guide.entries() else None
