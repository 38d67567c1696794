"""A trained intent model with its n-grams and its threshold, as files without pickle."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from bot.nlu.lexical import LexicalFeatures
from bot.nlu.linear import LinearModel
from bot.nlu.model import Calibration, IntentModel
from bot.nlu.nearest import NearestExamples


@dataclass(frozen=True)
class Trained:
    """What training leaves behind; the stricter threshold is for labels that must be right together."""

    lexical: LexicalFeatures
    model: IntentModel
    threshold: float
    strict_threshold: float = 1.0

    def probabilities(self, text: str, vector: NDArray[Any]) -> dict[str, float]:
        """The calibrated probability of every label for one message (vector: 1 x columns)."""
        row = self.model.probabilities(vector, self.lexical.transform([text]))[0]
        return dict(zip(self.model.labels, map(float, row), strict=True))

    def save(self, folder: Path) -> None:
        """Write weights as safetensors and names as JSON: nothing that can run code on loading."""
        arrays = {
            "dense_weights": self.model.linear.dense_weights,
            "sparse_weights": self.model.linear.sparse_weights,
            "intercept": self.model.linear.intercept,
            "examples": self.model.nearest.vectors,
            "targets": self.model.nearest.target,
            "ngram_weights": self.lexical.weights,
        }
        save_file(
            {name: np.ascontiguousarray(array) for name, array in arrays.items()},
            folder / "weights.safetensors",
        )
        names = {
            "labels": self.model.labels,
            "ngrams": self.lexical.vocabularies,
            "calibration": asdict(self.model.calibration),
            "threshold": self.threshold,
            "strict_threshold": self.strict_threshold,
        }
        (folder / "names.json").write_text(json.dumps(names), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Trained:
        """Read what `save` wrote."""
        arrays = load_file(folder / "weights.safetensors")
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        model = IntentModel(
            labels=names["labels"],
            linear=LinearModel(arrays["dense_weights"], arrays["sparse_weights"], arrays["intercept"]),
            nearest=NearestExamples(arrays["examples"], arrays["targets"], len(names["labels"])),
            calibration=Calibration(**names["calibration"]),
        )
        lexical = LexicalFeatures(names["ngrams"], arrays["ngram_weights"])
        return cls(lexical, model, names["threshold"], names["strict_threshold"])
