"""Takes the eligibility form one question back."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import CONFIRMATION
from bot.eligibility import CRITERIA


class ActionGoBack(Action):
    """Empties the slot before the pending one, which the form then asks again."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_go_back"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Empty the previous slot; where there is none, say so with `utter_go_back`."""
        order = [*CRITERIA, CONFIRMATION]
        pending = tracker.get_slot("requested_slot")
        before = order[: order.index(pending)] if pending in order else []
        filled = [name for name in before if tracker.get_slot(name) is not None]
        if not filled:
            dispatcher.utter_message(response="utter_go_back")
            return []
        return [SlotSet(filled[-1], None), SlotSet("asked_again", None)]
