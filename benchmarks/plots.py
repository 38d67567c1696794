"""The plots of `make bench`, as PNG files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from numpy.typing import NDArray

SIZE = (6.4, 4.0)
SETTINGS = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
}
# Without dates and versions, the same figures make the same file.
METADATA = {"Software": None}


def risk_coverage(
    path: Path, curves: Mapping[str, tuple[NDArray[Any], NDArray[Any]]], threshold: float
) -> None:
    """Risk against coverage for each curve (name -> confidence, right); our gate's point is marked."""
    with plt.rc_context(SETTINGS):
        figure, axes = plt.subplots(figsize=SIZE)
        for index, (name, (confidence, right)) in enumerate(curves.items()):
            order = np.argsort(-confidence, kind="stable")
            coverage = np.arange(1, len(order) + 1) / len(order)
            risk = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
            axes.plot(coverage, risk, label=name)
            if index == 0:
                taken = confidence >= threshold
                point = (taken.mean(), (~right[taken]).mean())
                axes.plot(*point, "o", color="black")
                axes.annotate(f"threshold {threshold:.2f}", point, (-90, 12), textcoords="offset points")
        axes.set(xlabel="coverage: share of questions answered", ylabel="risk: share of those answered wrong")
        axes.legend(frameon=False)
        _save(figure, path)


def learning_curve(path: Path, sizes: Sequence[int], curves: Mapping[str, Sequence[float]]) -> None:
    """Share right at first try against the number of examples."""
    with plt.rc_context(SETTINGS):
        figure, axes = plt.subplots(figsize=SIZE)
        for name, shares in curves.items():
            axes.plot(sizes, shares, marker="o", label=name)
        axes.set(xlabel="examples", ylabel="most probable label is right", ylim=(None, 1.0))
        axes.legend(frameon=False)
        _save(figure, path)


def confusion(path: Path, labels: Sequence[str], counts: NDArray[Any]) -> None:
    """A matrix of how often the examples of a row's label were taken for a column's."""
    with plt.rc_context({**SETTINGS, "axes.grid": False}):
        figure, axes = plt.subplots(figsize=(7.0, 6.0))
        axes.imshow(counts, cmap="Blues")
        axes.set_xticks(range(len(labels)), labels, rotation=60, ha="right")
        axes.set_yticks(range(len(labels)), labels)
        axes.set(xlabel="taken for", ylabel="label of the example")
        for row, column in zip(*np.nonzero(counts), strict=True):
            color = "white" if counts[row, column] > counts.max() / 2 else "black"
            axes.text(column, row, int(counts[row, column]), ha="center", va="center", color=color)
        _save(figure, path)


def _save(figure: Any, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata=METADATA)
    plt.close(figure)
