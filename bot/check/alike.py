"""Checks that examples do not repeat one another in other words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bot.check.content import Content
from bot.check.finding import Finding
from bot.nlu import pretrained
from bot.nlu.encoder import SentenceModel

# Two examples this near (cosine of their sentence vectors) say the same, and this share of a label may.
ALIKE, MAX_SHARE = 0.95, 0.05


def check_alike(content: Content) -> Iterator[Finding]:
    """Few examples of a label are nearly the same as another example of any label.

    Raises:
        EncoderError: the sentence encoder cannot be used.
    """
    encoder = SentenceModel(pretrained.onnx_graph(), pretrained.model_folder() / "tokenizer.json")
    vectors = encoder.encode([example.text for example in content.examples])
    similarities = vectors @ vectors.T
    np.fill_diagonal(similarities, 0.0)
    nearest = similarities.argmax(axis=1)
    near = similarities.max(axis=1) >= ALIKE
    labels = np.array([example.label for example in content.examples])
    for label in np.unique(labels):
        alike = np.flatnonzero(near & (labels == label))
        share = len(alike) / (labels == label).sum()
        if share > MAX_SHARE:
            pairs = [(content.examples[row].text, content.examples[nearest[row]].text) for row in alike]
            yield Finding(
                "E07",
                f"data/nlu, {label}",
                f"{share:.0%} of its examples are nearly the same as another",
                f"Reword or remove some of {pairs}",
            )
