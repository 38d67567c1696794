"""Mends spelling and spells out abbreviations for the classifier; what a person typed stays as it is."""

from __future__ import annotations

import functools
import importlib.resources
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML
from symspellpy import SymSpell, Verbosity

from bot.nlu.cleaning import PARTS
from bot.nlu.component import TrainedComponent

# The message property that holds the text as the classifier reads it.
MENDED = "mended"

ABBREVIATIONS = Path(__file__).parent / "abbreviations.yml"
# Frequent English words, most frequent first; a part of symspellpy.
ENGLISH = "frequency_dictionary_en_82_765.txt"
ENGLISH_WORDS = 60_000
# Words as short as this are never mended; longer ones by one edit, and from LONG letters on by two.
SHORT, LONG = 3, 6
# A word that is no English counts as known, and not as a slip, from so many examples on.
FREQUENT = 3
# A text with so many longer words, of which more than this share is unknown, is in another language.
FOREIGN_WORDS, FOREIGN = 4, 0.6
WORD = re.compile(r"([A-Za-z']+[0-9]*)")


class Speller:
    """Mends words towards a vocabulary; names (capital letters inside a sentence) are left alone."""

    def __init__(self, vocabulary: dict[str, int], abbreviations: dict[str, str]) -> None:
        """Take the words to mend towards, with their counts, and what abbreviations stand for."""
        self.vocabulary = vocabulary
        self._abbreviations = abbreviations
        self._candidates = SymSpell(max_dictionary_edit_distance=2)
        for word, count in vocabulary.items():
            if len(word) > SHORT - 1:
                self._candidates.create_dictionary_entry(word, count)

    @classmethod
    def fit(cls, texts: Iterable[str], abbreviations: dict[str, str]) -> Speller:
        """Learn the vocabulary of texts: English words, and others that occur often enough to be no slip."""
        counts = Counter(word for text in texts for word in re.findall(r"[a-z]+", text.lower()))
        known = {word: n for word, n in counts.items() if word in english() or n >= FREQUENT}
        return cls(known, abbreviations)

    def mend(self, text: str) -> str:
        """The text with abbreviations spelled out and unknown words mended, all else as it was."""
        parts = WORD.split(text)
        words = parts[1::2]
        if self._is_foreign(words):
            return text
        mended = [
            self._mend_word(word, is_name=index > 0 and word.istitle()) for index, word in enumerate(words)
        ]
        return "".join(part for pair in zip(parts[::2], [*mended, ""], strict=True) for part in pair)

    def _is_foreign(self, words: list[str]) -> bool:
        longer = [word.lower() for word in words if len(word) > SHORT]
        unknown = [word for word in longer if not self._knows(word)]
        return len(longer) >= FOREIGN_WORDS and len(unknown) > FOREIGN * len(longer)

    def _knows(self, word: str) -> bool:
        return word in self.vocabulary or word in english() or word in self._abbreviations

    def _mend_word(self, word: str, is_name: bool) -> str:
        small = word.lower()
        if small in self._abbreviations:
            return self._abbreviations[small]
        acronym = word.isupper() and len(word) < LONG
        if self._knows(small) or is_name or acronym or len(small) <= SHORT or not small.isalpha():
            return word
        found = self._candidates.lookup(
            small, Verbosity.CLOSEST, max_edit_distance=1 if len(small) < LONG else 2
        )
        ranked = sorted(found, key=lambda near: (near.distance, near.term[0] != small[0], -near.count))
        return str(ranked[0].term) if ranked else word


@functools.cache
def english() -> frozenset[str]:
    """Frequent English words."""
    lines = (importlib.resources.files("symspellpy") / ENGLISH).read_text(encoding="utf-8-sig").splitlines()
    return frozenset(line.split(" ")[0] for line in lines[:ENGLISH_WORDS])


def load_abbreviations() -> dict[str, str]:
    """What abbreviations stand for, from `abbreviations.yml`."""
    groups = YAML(typ="safe").load(ABBREVIATIONS.read_text(encoding="utf-8"))
    return {short: full for group in groups.values() for short, full in group.items()}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SpellingMender(TrainedComponent):
    """Sets on each message the text, and its parts, as the classifier reads them."""

    _speller: Speller | None = None

    def learn(self, training_data: TrainingData, folder: Path) -> None:
        """Learn the vocabulary of the examples."""
        texts = [example.get(TEXT) for example in training_data.training_examples if example.get(TEXT)]
        self._speller = Speller.fit(texts, load_abbreviations())
        vocabulary = json.dumps(self._speller.vocabulary, sort_keys=True)
        (folder / "vocabulary.json").write_text(vocabulary, encoding="utf-8")

    def restore(self, folder: Path) -> None:
        """Read the vocabulary."""
        vocabulary = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        self._speller = Speller(vocabulary, load_abbreviations())

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Mend the training examples, so that they are read as messages are."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the mended text, and the mended parts where there are any."""
        for message in messages:
            if self._speller and message.get(TEXT):
                message.set(MENDED, self._speller.mend(message.get(TEXT)))
                for parts in filter(message.get, PARTS):
                    message.set(parts, [self._speller.mend(text) for text in message.get(parts)])
        return messages


def read_as(message: Message) -> str:
    """The text as the classifier reads it: mended, where the pipeline mends."""
    return str(message.get(MENDED) or message.get(TEXT) or "")
