"""The shape in which Rasa expects what was understood: intent, ranking, response selector."""

from __future__ import annotations

from typing import Any

from rasa.shared.constants import UTTER_PREFIX
from rasa.shared.nlu.constants import RESPONSE_IDENTIFIER_DELIMITER as DELIMITER

RANKED = 10


def parse_data(label: str, probabilities: dict[str, float]) -> dict[str, Any]:
    """Say in Rasa's shape that `label` was chosen.

    `probabilities` are those of the labels, most probable first; a label is an intent or
    `<retrieval intent>/<key>`. The intent ranking holds the probabilities of intents, those of a retrieval
    intent's keys added up. Every confidence of the response selector is the probability of that label among
    all labels, so that the keys of two retrieval intents can be compared. When the chosen label is the
    fallback, the ranking still shows what the classifier believes, and the fallback's confidence is what is
    missing to certainty.
    """
    intents: dict[str, float] = {}
    for name, probability in probabilities.items():
        intent = name.split(DELIMITER)[0]
        intents[intent] = intents.get(intent, 0.0) + probability
    ranking = [
        {"name": name, "confidence": confidence}
        for name, confidence in sorted(intents.items(), key=lambda item: -item[1])
    ]
    retrieval = [name for name in intents if any(key.startswith(name + DELIMITER) for key in probabilities)]
    selector: dict[str, Any] = {"all_retrieval_intents": retrieval}
    for intent in retrieval:
        keys = {name: p for name, p in probabilities.items() if name.startswith(intent + DELIMITER)}
        best = label if label in keys else next(iter(keys))
        selector[intent] = {
            "response": {
                "intent_response_key": best,
                "confidence": keys[best],
                "utter_action": UTTER_PREFIX + best,
                "responses": [],
                "response_templates": [],
            },
            "ranking": [
                {"intent_response_key": name, "confidence": p} for name, p in list(keys.items())[:RANKED]
            ],
        }
    chosen = label.split(DELIMITER, maxsplit=1)[0]
    missing = 1.0 - max(probabilities.values(), default=0.0)
    return {
        "intent": {"name": chosen, "confidence": intents.get(chosen, missing)},
        "intent_ranking": ranking[:RANKED],
        "response_selector": selector,
    }
