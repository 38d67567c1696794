"""What each step of the pipeline brings, and what was tried and left out, side by side.

    python -m benchmarks.ablation

Two measures: the fifth of the examples that the model has not seen, and the development set. Both have been
looked at, so they choose between steps and say nothing about strangers' questions; the blind set does that.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.questions import load
from bot.check.content import Content, load_content
from bot.nlu import finetuning, pretrained
from bot.nlu.cleaning import clean
from bot.nlu.encoder import SentenceModel
from bot.nlu.examples import splits
from bot.nlu.gate import fit_threshold
from bot.nlu.lexical import LexicalFeatures
from bot.nlu.model import IntentModel, fit
from bot.nlu.spelling import Speller, load_abbreviations

RESULTS = Path(__file__).parent / "results"
TARGET_RISK = 0.08
SEED = 0


@dataclass(frozen=True)
class Texts:
    """Examples and questions in one spelling, with their labels."""

    examples: list[str]
    labels: list[str]
    questions: list[str]
    truth: list[str]


@dataclass(frozen=True)
class Fitted:
    """A fitted model and the probabilities it gives to what it has not seen."""

    model: IntentModel
    unseen: NDArray[Any]
    asked: NDArray[Any]


def fit_step(texts: Texts, encode: Callable[[list[str]], NDArray[Any]]) -> Fitted:
    """Fit the model on the examples."""
    lexical = LexicalFeatures.fit(texts.examples)
    model, unseen = fit(
        encode(texts.examples), lexical.transform(texts.examples), texts.labels, splits(texts.labels)
    )
    sparse: csr_matrix = lexical.transform(texts.questions)
    return Fitted(model, unseen, model.probabilities(encode(texts.questions), sparse))


def row(title: str, texts: Texts, fitted: Fitted) -> str:
    """Share right, area under the risk-coverage curve, and wrong answers that the gate lets through."""
    indices = {label: index for index, label in enumerate(fitted.model.labels)}
    tested = np.isfinite(fitted.unseen).all(axis=1)
    truth = np.array([indices[label] for label in texts.labels])
    asked = np.array([indices[label] for label in texts.truth])
    threshold = fit_threshold(fitted.unseen, truth, TARGET_RISK)
    taken = fitted.asked.max(axis=1) >= threshold
    wrong = taken & (fitted.asked.argmax(axis=1) != asked)
    figures = [
        *_right_and_area(fitted.unseen[tested], truth[tested]),
        *_right_and_area(fitted.asked, asked),
        wrong.mean(),
        1 - taken.mean(),
    ]
    return f"| {title} | " + " | ".join(f"{figure:.4f}" for figure in figures) + " |"


def _right_and_area(probabilities: NDArray[Any], truth: NDArray[Any]) -> tuple[float, float]:
    right = probabilities.argmax(axis=1) == truth
    order = np.argsort(-probabilities.max(axis=1), kind="stable")
    risk = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    return float(right.mean()), float(risk.mean())


def tuned(texts: Texts, passes: float, batches: Callable[..., Any] | None = None) -> SentenceModel:
    """The encoder fine-tuned on the examples that the model sees."""
    seen, _ = splits(texts.labels)[0]
    model = pretrained.load_model()
    published = pretrained.weights(model)
    with mock.patch.multiple(finetuning, PASSES=passes, _batches=batches or finetuning._batches):
        finetuning.fine_tune(
            model, [texts.examples[row] for row in seen], [texts.labels[row] for row in seen], progress=True
        )
    graph = pretrained.reweighted(published, pretrained.weights(model))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "encoder.onnx"
        path.write_bytes(graph)
        return SentenceModel(path, pretrained.model_folder() / "tokenizer.json")


def hard_batches(vectors: NDArray[Any]) -> Callable[[list[str], int], Iterator[Any]]:
    """Batches of labels that lie near each other (hard-negative mining), in turn with ordinary ones."""
    ordinary = finetuning._batches

    def batches(labels: list[str], steps: int) -> Iterator[Any]:
        random = np.random.default_rng(SEED)
        names, target = np.unique(labels, return_inverse=True)
        rows = [np.flatnonzero(target == index) for index in range(len(names))]
        centers = np.stack([vectors[of_label].mean(axis=0) for of_label in rows])
        nearest = np.argsort(-(centers @ centers.T), axis=1)
        for step, batch in enumerate(ordinary(labels, steps)):
            if step % 2 == 0:
                yield batch
                continue
            seeds = random.choice(len(names), finetuning.BATCH_LABELS // 4, replace=False)
            chosen = np.unique(nearest[seeds, :4])
            parts = [random.choice(rows[index], min(4, len(rows[index])), replace=False) for index in chosen]
            yield np.concatenate(parts), np.repeat(chosen, [len(part) for part in parts])

    return batches


def steps(content: Content) -> Iterator[str]:
    """The rows of the table, one step after the other, and then what was tried beside the last."""
    questions = [question for question in load("development") if len(question.labels) == 1]
    labels = [example.label for example in content.examples]
    truth = [question.labels[0] for question in questions]
    plain = Texts(
        [clean(example.text) for example in content.examples],
        labels,
        [clean(question.text) for question in questions],
        truth,
    )
    speller = Speller.fit(plain.examples, load_abbreviations())
    mended = Texts(
        [speller.mend(text) for text in plain.examples],
        labels,
        [speller.mend(text) for text in plain.questions],
        truth,
    )
    published = SentenceModel(pretrained.onnx_graph(), pretrained.model_folder() / "tokenizer.json")
    with mock.patch("bot.nlu.model.NEAREST_BOUNDS", (0.0, 0.0)):
        yield row("n-grams", plain, fit_step(plain, lambda texts: np.zeros((len(texts), 1), np.float32)))
        yield row("+ sentence vectors", plain, fit_step(plain, published.encode))
        yield row("+ spelling and abbreviations", mended, fit_step(mended, published.encode))
    yield row("+ nearest example", mended, fit_step(mended, published.encode))
    encoder = tuned(mended, finetuning.PASSES)
    final = fit_step(mended, encoder.encode)
    yield row("+ encoder fine-tuned (the pipeline)", mended, final)
    yield row(
        "tried: fine-tuned twice as long",
        mended,
        fit_step(mended, tuned(mended, 2 * finetuning.PASSES).encode),
    )
    seen, _ = splits(labels)[0]
    hard = hard_batches(published.encode([mended.examples[row] for row in seen]))
    mined = tuned(mended, finetuning.PASSES, hard)
    yield row("tried: every second batch of near labels", mended, fit_step(mended, mined.encode))
    yield "\n" + signals(content, mended, encoder, final)


def signals(content: Content, texts: Texts, encoder: SentenceModel, fitted: Fitted) -> str:
    """How well each signal tells right labels from wrong ones (area under the ROC curve).

    Alone and beside the probability, on examples not seen and on the development set.
    """
    labels = np.array(fitted.model.labels)
    tested = np.isfinite(fitted.unseen).all(axis=1)
    seen = [(texts.examples[row], texts.labels[row]) for row in np.flatnonzero(~tested)]
    vectors = encoder.encode([text for text, _ in seen])
    answers = encoder.encode([_answer(content, label) for label in labels])
    words: dict[str, set[str]] = {label: set() for label in labels}
    for text, label in seen:
        words[label] |= set(text.lower().split())

    def read(probabilities: NDArray[Any], asked: list[str]) -> dict[str, NDArray[Any]]:
        top = probabilities.argmax(axis=1)
        ordered = np.log(np.sort(probabilities, axis=1) + 1e-9)
        dense = encoder.encode(asked)
        pairs = [
            (set(text.lower().split()), words[labels[index]]) for text, index in zip(asked, top, strict=True)
        ]
        return {
            "probability": ordered[:, -1],
            "margin to the second label": ordered[:, -1] - ordered[:, -2],
            "similarity to the nearest example": (dense @ vectors.T).max(axis=1),
            "words that the label's examples lack": np.array(
                [-len(a - b) / max(len(a), 1) for a, b in pairs]
            ),
            "similarity to the label's answer": (dense * answers[top]).sum(axis=1),
        }

    unseen = fitted.unseen[tested]
    old = read(unseen, [texts.examples[row] for row in np.flatnonzero(tested)])
    new = read(fitted.asked, texts.questions)
    old_right = labels[unseen.argmax(axis=1)] == np.array(texts.labels)[tested]
    new_right = labels[fitted.asked.argmax(axis=1)] == np.array(texts.truth)
    table = ["| signal | unseen | development | with probability: unseen | development |", "|" + "---|" * 5]
    for name in old:
        both_old, both_new = (np.column_stack([side["probability"], side[name]]) for side in (old, new))
        model = make_pipeline(StandardScaler(), LogisticRegression())
        crossed = cross_val_predict(model, both_old, old_right, method="decision_function")
        model.fit(both_old, old_right)
        areas = [
            roc_auc_score(old_right, old[name]),
            roc_auc_score(new_right, new[name]),
            roc_auc_score(old_right, crossed),
            roc_auc_score(new_right, model.decision_function(both_new)),
        ]
        table.append(f"| {name} | " + " | ".join(f"{area:.3f}" for area in areas) + " |")
    return "\n".join(table)


def _answer(content: Content, label: str) -> str:
    variations = content.responses.get(f"utter_{label}") or [{}]
    return str(variations[0].get("text") or label)


def main() -> None:
    """Write the tables to `results/ablation.md`."""
    head = "| step | unseen: right | area | development: right | area | wrong | asked back |\n|" + "---|" * 7
    lines = [
        "# What each step brings",
        "",
        "Written by `python -m benchmarks.ablation`. Area: under the risk-coverage curve, less is better.",
        "",
        head,
    ]
    for line in steps(load_content()):
        print(line, flush=True)
        lines.append(line)
    (RESULTS / "ablation.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
