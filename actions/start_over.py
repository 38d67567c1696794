"""Starts the eligibility form, or the talk, afresh."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import CONFIRMATION
from bot.eligibility import CRITERIA


class ActionStartOver(Action):
    """Empties the answers; an open form then asks its first question again."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_start_over"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter `utter_start_over` and empty the slots of the form and of the verdict."""
        dispatcher.utter_message(response="utter_start_over")
        verdict = ("eligibility_outcome", "eligibility_not_met", "eligibility_unknown")
        return [SlotSet(name, None) for name in (*CRITERIA, CONFIRMATION, "asked_again", "about", *verdict)]
