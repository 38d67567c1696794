"""Reads the answers back before the verdict."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import CONFIRMATION, read_back


class ActionAskConfirmation(Action):
    """Asks whether the answers are right, or, after a no, which one is to be changed."""

    def name(self) -> str:
        """The action's name in domain.yml: Rasa's for asking this slot of this form."""
        return f"action_ask_eligibility_form_{CONFIRMATION}"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter `utter_ask_answers_confirmed` with the answers in words."""
        dispatcher.utter_message(response="utter_ask_answers_confirmed", answers=read_back(tracker))
        return []
