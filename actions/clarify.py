"""Asks back with the three nearest questions."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.guide import load_guide

GUIDE = load_guide()
CHOICES = 3


class ActionClarify(Action):
    """Offers the questions that the classifier found nearest to what was typed."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_clarify"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter `utter_clarify` with the canonical questions of the most probable entries."""
        nearest = nearest_labels(tracker.latest_message.get("response_selector") or {})
        questions = {
            f"nearest_{rank}": GUIDE.entries()[label].question for rank, label in enumerate(nearest, 1)
        }
        dispatcher.utter_message(response="utter_clarify", **questions)
        return []


def nearest_labels(selector: dict[str, Any]) -> list[str]:
    """The labels of the guide that are most probable; where too few are named, the guide's first follow."""
    known = GUIDE.entries()
    ranked = [
        (key["confidence"], key["intent_response_key"])
        for intent in selector.get("all_retrieval_intents", [])
        for key in selector[intent]["ranking"]
    ]
    labels = [label for _, label in sorted(ranked, key=lambda item: -item[0]) if label in known]
    return list(dict.fromkeys([*labels, *known]))[:CHOICES]
