"""The first component: makes every message plain text, whatever was typed."""

from __future__ import annotations

import re
import unicodedata

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.text import halves, questions
from bot.nlu.component import Component

# Stock channels pass on any length, and the cost of reading a message grows with it.
MAX_CHARACTERS = 500
# The message properties that hold parts of a message: its single questions, and the pairs of halves it can be
# cut into, one after the other. So many of each are read.
ASKED = "asked"
HALVES = "halves"
PARTS = (ASKED, HALVES)
MAX_ASKED = 3
MAX_PAIRS = 8


def clean(text: str) -> str:
    """Return the words of a message: no invisible or control characters, no leading slash, one line.

    A leading slash would make Rasa read the text as an intent payload that may set slots.
    Text beyond `MAX_CHARACTERS` is cut.
    """
    # Twice the limit leaves room for what is taken out below, and bounds the work.
    text = unicodedata.normalize("NFKC", text[: 2 * MAX_CHARACTERS])
    visible = "".join(_visible(character) for character in text)
    one_line = re.sub(r"\s+", " ", visible)
    return one_line.lstrip("/ ").rstrip()[:MAX_CHARACTERS]


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    return "" if category in ("Cf", "Cs", "Co", "Cn") else character


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class InputCleaner(Component):
    """Cleans the text of each message, in training and in use."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Clean the training examples in place."""
        for example in training_data.training_examples:
            if example.get(TEXT):
                example.set(TEXT, clean(example.get(TEXT)))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Clean the messages in place, and note the parts of each that may ask more than one thing."""
        for message in messages:
            if message.get(TEXT):
                text = clean(message.get(TEXT))
                message.set(TEXT, text, add_to_output=True)
                asked = questions(text)[:MAX_ASKED]
                if asked != [text]:
                    message.set(ASKED, asked)
                message.set(HALVES, [half for pair in halves(text)[:MAX_PAIRS] for half in pair])
        return messages
