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

from bot.nlu.low_rank import thin_factors

NONE = "none"
WEIGHTS, NAMES = "encoder.safetensors", "encoder.json"
# What tuning changed in a matrix is kept as a product of two thin ones of this rank, four bits a number: that
# fits into a megabyte. The last pass tunes it so: made thin only later, the encoder forgets what it learned.
RANK = 42
# A number of four bits is at most so far from zero.
LARGEST = 7
# The ends of the names of what a packed matrix needs to be read: the scale of its lines, and its shape.
SCALE, SHAPE = ".scale", ".shape"

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
        """Write weights as safetensors, packed, and names as JSON: nothing that can run code."""
        arrays = {**_packed(self.change), "layer": self.layer, "intercept": self.intercept}
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
        return cls(_unpacked(arrays), layer, intercept, names["flags"], names["examples"])


def _packed(change: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Matrices in four bits a number, with a scale for each thin line; the rest in half precision."""
    packed: dict[str, NDArray[Any]] = {}
    for name, array in change.items():
        if array.ndim == 2:
            largest = np.abs(array).max(axis=int(name.endswith(".right")), keepdims=True)
            scale = np.maximum(largest, np.finfo(np.float32).tiny).astype(np.float32) / LARGEST
            numbers = (np.round(array / scale) + LARGEST).astype(np.uint8).ravel()
            pairs = np.pad(numbers, (0, numbers.size % 2)).reshape(-1, 2)
            packed[name] = pairs[:, 0] << 4 | pairs[:, 1]
            packed[name + SCALE], packed[name + SHAPE] = scale, np.array(array.shape)
        else:
            packed[name] = array.astype(np.float16)
    return packed


def _unpacked(packed: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """What `_packed` took."""
    change: dict[str, NDArray[Any]] = {}
    for name, array in packed.items():
        if name + SHAPE in packed:
            shape = packed[name + SHAPE]
            numbers = np.stack([array >> 4, array & 15], axis=1).ravel()[: shape.prod()].reshape(shape)
            change[name] = (numbers.astype(np.float32) - LARGEST) * packed[name + SCALE]
        elif not name.endswith((SCALE, SHAPE)):
            change[name] = array
    return change


def thin_change(published: Weights, tuned: Weights) -> dict[str, NDArray[Any]]:
    """What changed, by the index of each weight: matrices as two thin ones (`RANK`), the rest as it is."""
    change: dict[str, NDArray[Any]] = {}
    for index, (before, after) in enumerate(zip(published, tuned, strict=True)):
        difference = after - before
        if not difference.any():
            continue
        if difference.ndim == 2:
            change[f"{index}.left"], change[f"{index}.right"] = thin_factors(difference, RANK)
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
