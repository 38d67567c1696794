"""Says where the last answer comes from."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.last_answer import last_answer
from bot.guide import load_guide

GUIDE = load_guide()


class ActionSource(Action):
    """Answers "how do you know?"."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_source"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter `utter_source` with the source line of the last answer, or of the guide as a whole."""
        dispatcher.utter_message(
            response="utter_source", source=GUIDE.source_line(last_answer(tracker, GUIDE))
        )
        return []
