"""Offers what people ask next after the last answer."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.last_answer import last_answer
from bot.guide import load_guide

GUIDE = load_guide()
# Where a conversation without an answer may begin.
BEGINNING = ["how_it_works", "procedure", "last_resort"]


class ActionMore(Action):
    """Answers "tell me more" with the follow-up questions of the last answer."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_more"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter `utter_more` with the follow-up questions as buttons."""
        label = last_answer(tracker, GUIDE)
        follow_ups = GUIDE.entries()[label].follow_ups if label else BEGINNING
        questions = [GUIDE.facts[name].question for name in follow_ups]
        dispatcher.utter_message(
            response="utter_more",
            buttons=[{"title": question, "payload": question} for question in questions],
        )
        return []
