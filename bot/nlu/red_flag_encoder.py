"""The encoder of red flags: trained apart from the rest, and kept in the project as a small file.

`make red-flags` trains it (see `red_flag_training`). What SAFETY.md measures is this file and no other, so it
changes when its examples do, not whenever the bot learns something else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML
from safetensors.numpy import load_file, save_file
from scipy.special import softmax

NONE = "none"
WEIGHTS, NAMES = "encoder.safetensors", "encoder.json"
# What tuning changes in a matrix is a product of two thin ones of this rank (Hu et al. 2021): it fits into a
# megabyte. Tuned without that bound and made thin afterwards, the encoder forgot half of what it had learned.
RANK = 10

Weights = list[NDArray[Any]]


@dataclass(frozen=True)
class RedFlagEncoder:
    """What training leaves behind: the change of the published encoder's weights, and a layer on its vectors.

    `layer` (columns x flags) and `intercept` (flags) give the scores of `flags`; `examples` names what it was
    trained on (see `name_of`).
    """

    change: dict[str, NDArray[Any]]
    layer: NDArray[Any]
    intercept: NDArray[Any]
    flags: list[str]
    examples: str

    def suspicions(self, vectors: NDArray[Any]) -> NDArray[Any]:
        """The probability of every flag (texts x flags) for sentence vectors of the tuned encoder."""
        probabilities: NDArray[Any] = softmax(vectors @ self.layer + self.intercept, axis=1)
        return probabilities

    def tuned(self, published: Weights) -> Weights:
        """The tuned weights, in the order of the published ones (see `pretrained.weights`)."""
        return [before + self._change_of(str(index), before) for index, before in enumerate(published)]

    def _change_of(self, name: str, before: NDArray[Any]) -> NDArray[Any]:
        if f"{name}.left" in self.change:
            left, right = (self.change[f"{name}.{side}"].astype(before.dtype) for side in ("left", "right"))
            return left @ right
        return self.change.get(name, np.zeros_like(before)).astype(before.dtype)

    def save(self, folder: Path) -> None:
        """Write weights as safetensors, in half precision, and names as JSON: nothing that can run code."""
        half = {name: array.astype(np.float16) for name, array in self.change.items()}
        arrays = {**half, "layer": self.layer, "intercept": self.intercept}
        save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, folder / WEIGHTS)
        names = {"flags": self.flags, "examples": self.examples}
        (folder / NAMES).write_text(json.dumps(names, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> RedFlagEncoder:
        """Read what `save` wrote.

        Raises:
            FileNotFoundError: there is no such file.
        """
        arrays = load_file(folder / WEIGHTS)
        names = json.loads((folder / NAMES).read_text(encoding="utf-8"))
        layer, intercept = arrays.pop("layer"), arrays.pop("intercept")
        return cls(arrays, layer, intercept, names["flags"], names["examples"])


def thin_change(published: Weights, tuned: Weights) -> dict[str, NDArray[Any]]:
    """What changed, by the index of each weight: matrices as two thin ones, the rest as it is."""
    change: dict[str, NDArray[Any]] = {}
    for index, (before, after) in enumerate(zip(published, tuned, strict=True)):
        difference = after - before
        if not difference.any():
            continue
        if difference.ndim == 2 and min(difference.shape) > RANK:
            left, sizes, right = np.linalg.svd(difference, full_matrices=False)
            change[f"{index}.left"] = left[:, :RANK] * sizes[:RANK]
            change[f"{index}.right"] = right[:RANK]
        else:
            change[str(index)] = difference
    return change


def name_of(examples: Sequence[tuple[str, str]]) -> str:
    """A name for examples (text, flag): SHA-256, in hex, whatever their order."""
    return hashlib.sha256(json.dumps(sorted(examples)).encode()).hexdigest()


def own_examples(folder: Path) -> list[tuple[str, str]]:
    """The examples (text, flag) of a folder's YAML files: flag (or `none`) -> kind -> texts."""
    return [
        (text, flag)
        for path in sorted(folder.glob("*.yml"))
        for flag, kinds in YAML(typ="safe").load(path.read_text(encoding="utf-8")).items()
        for texts in kinds.values()
        for text in texts
    ]
