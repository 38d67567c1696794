"""Says how the answers compare with the guide's list."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import CRITERIA_TEXTS, read_back, rows, table, verdict
from bot.eligibility import Standing


class ActionEligibilityVerdict(Action):
    """Ends the eligibility dialogue."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_eligibility_verdict"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the outcome with its table, in words and as a payload, and set the verdict's slots."""
        found = verdict(tracker)
        open_questions = [
            CRITERIA_TEXTS.criteria[name].ask
            for name, standing in found.standings.items()
            if standing is not Standing.MET
        ] or [criterion.ask for criterion in CRITERIA_TEXTS.criteria.values()]
        dispatcher.utter_message(
            response=f"utter_eligibility_{found.outcome.value}",
            table=table(found),
            center=CRITERIA_TEXTS.center,
            questions="\n".join(f"- {question}" for question in open_questions[:3]),
            json_message={
                "type": "eligibility_verdict",
                "outcome": found.outcome.value,
                "center": CRITERIA_TEXTS.center,
                "answers": read_back(tracker).splitlines(),
                "criteria": rows(found),
            },
        )
        return [
            SlotSet("eligibility_outcome", found.outcome.value),
            SlotSet("eligibility_not_met", found.named(Standing.NOT_MET)),
            SlotSet("eligibility_unknown", found.named(Standing.UNKNOWN)),
        ]
