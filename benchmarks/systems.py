"""What is measured side by side: this bot, n-grams with logistic regression, stock Rasa."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from actions.clarify import nearest_labels
from bot.check.content import Example
from bot.check.model import label_of, load_parser
from bot.context import also_asked
from bot.guide import load_guide
from bot.settings import ROOT
from bot.training import rasa_environment

HERE = Path(__file__).parent
STOCK_CONFIG = HERE / "stock.yml"
STOCK_CACHE = HERE / "results" / "stock.json"
STOCK_MODELS = ROOT / "var" / "stock"
FALLBACK = "nlu_fallback"
RETRIEVAL = ("faq", "glossary")


@dataclass(frozen=True)
class Reading:
    """How a system read a question.

    `found` are the labels it answers (or `out_of_scope`, or the fallback where it asks back with `nearest`);
    `top` is the label it believes in most, with its `confidence`, whatever it answered.
    """

    found: list[str]
    nearest: list[str]
    top: str
    confidence: float


System = Callable[[Sequence[str]], list[Reading]]


def ours() -> tuple[System, list[float]]:
    """The trained bot, and a list to which the seconds of every reading are added.

    Raises:
        TrainingError: there is no trained model.
    """
    parse, guide = load_parser(), load_guide()
    parse("warm up")
    seconds: list[float] = []

    def read(text: str) -> Reading:
        before = time.perf_counter()
        parsed = parse(text)
        seconds.append(time.perf_counter() - before)
        label = label_of(parsed)
        best, confidence = top(parsed)
        found = [label, *also_asked(guide, parsed["answers"], {label})]
        return Reading(found, nearest_labels(parsed["response_selector"]), best, confidence)

    return lambda texts: [read(text) for text in texts], seconds


def ngrams(examples: Sequence[Example]) -> System:
    """TF-IDF of characters and words with logistic regression, trained here and now; it always answers."""
    features = make_union(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), max_features=40_000, sublinear_tf=True),
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
    )
    model = make_pipeline(features, LogisticRegression(C=10, max_iter=60))
    model.fit([example.text for example in examples], [example.label for example in examples])

    def read(text: str) -> Reading:
        probabilities = model.predict_proba([text])[0]
        ranked = [model.classes_[index] for index in (-probabilities).argsort()]
        return Reading([ranked[0]], ranked[:3], ranked[0], float(probabilities.max()))

    return lambda texts: [read(text) for text in texts]


def stock() -> System | None:
    """Rasa's default pipeline, trained on the same examples, its readings cached by their hash.

    It trains for an hour or two, so without a cached result there is none unless STOCK=1 asks for it.
    """
    key = _stock_key()
    known = json.loads(STOCK_CACHE.read_text(encoding="utf-8")) if STOCK_CACHE.exists() else {}
    readings = known["readings"] if known.get("key") == key else {}
    if not readings and not os.environ.get("STOCK"):
        print("Stock Rasa was not measured on these examples; STOCK=1 make bench does it, in an hour or two.")
        return None

    def read(texts: Sequence[str]) -> list[Reading]:
        missing = [text for text in texts if text not in readings]
        if missing:
            readings.update({text: asdict(reading) for text, reading in _ask_stock(key, missing).items()})
            cached = json.dumps({"key": key, "readings": readings}, indent=0, ensure_ascii=False)
            STOCK_CACHE.write_text(cached + "\n", encoding="utf-8")
        return [Reading(**readings[text]) for text in texts]

    return read


def _ask_stock(key: str, texts: Sequence[str]) -> dict[str, Reading]:
    from rasa.core.agent import Agent

    model = STOCK_MODELS / f"{key}.tar.gz"
    if not model.exists():
        arguments = ["--config", str(STOCK_CONFIG), "--out", str(STOCK_MODELS), "--fixed-model-name", key]
        command = [sys.executable, "-m", "rasa", "train", "nlu", *arguments]
        subprocess.run(command, env=rasa_environment(), cwd=ROOT, check=True)
    agent = Agent.load(str(model))
    return {text: _stock_reading(asyncio.run(agent.parse_message(text))) for text in texts}


def _stock_reading(parsed: dict[str, Any]) -> Reading:
    intent, confidence = parsed["intent"]["name"], parsed["intent"]["confidence"]
    # One selector for all retrieval intents, which Rasa then calls the default one.
    chosen = parsed["response_selector"]["default"]["response"]["intent_response_key"]
    label = chosen if intent in RETRIEVAL else intent
    selectors = [entry for entry in parsed["response_selector"].values() if isinstance(entry, dict)]
    ranking = sorted((e for entry in selectors for e in entry["ranking"]), key=lambda e: -e["confidence"])
    nearest = [entry["intent_response_key"] for entry in ranking[:3]]
    return Reading([label], nearest, label, float(confidence))


def _stock_key() -> str:
    digest = hashlib.sha256(STOCK_CONFIG.read_bytes())
    for path in sorted(ROOT.glob("data/nlu/*.yml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def top(parsed: dict[str, Any]) -> tuple[str, float]:
    """The most probable label of all, whatever the gate did with it."""
    selector = parsed["response_selector"]
    retrieval = set(selector["all_retrieval_intents"])
    candidates = [
        (entry["confidence"], entry["intent_response_key"])
        for name in retrieval
        for entry in selector[name]["ranking"]
    ]
    candidates += [
        (entry["confidence"], entry["name"])
        for entry in parsed["intent_ranking"]
        if entry["name"] not in retrieval
    ]
    confidence, label = max(candidates)
    return label, confidence
