"""What is said to a red flag: before everything else, in every state, with the action server up or down."""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.guide import load_helplines
from bot.policies.turn import (
    POSSIBLE,
    UTTER,
    flags_to_answer,
    is_answered,
    is_line_about_help,
    possible_flags_to_answer,
    red_flags,
)
from bot.policies.untrained import UntrainedPolicy
from bot.settings import INTERNATIONAL, region

TOLD = "_told"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class RedFlagPolicy(UntrainedPolicy):
    """Predicts the answer to every raised flag, then waits; an open form and its question stay as they are.

    Where a flag is only possible, everything goes on as ever, and a line about help is added at the end of
    the turn: earlier, no rule would know its place. Channels show it first (`bot.channel`).

    It stands above rules, forms and our other policies (priority 7); the first reply's notice may follow it.
    Where a region is set, its numbers are put into the slots that the answers read.
    """

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._region = region()
        self._helplines = load_helplines(self._region)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings and their defaults."""
        return {"priority": 7}

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict an answer, the wait after it, or nothing at all."""
        raised = red_flags(tracker)
        if not raised:
            return self._possible(tracker, domain)
        waiting = flags_to_answer(tracker)
        if waiting:
            # Rasa applies these before it speaks.
            return self._certain(f"{UTTER}{waiting[0]}", domain, self._numbers(tracker))
        told: list[Event] = [SlotSet(f"{flag}{TOLD}", True) for flag in raised]
        return self._certain(ACTION_LISTEN_NAME, domain, in_any_case=told)

    def _possible(self, tracker: DialogueStateTracker, domain: Domain) -> PolicyPrediction:
        waiting = possible_flags_to_answer(tracker)
        if waiting and is_answered(tracker, domain):
            return self._certain(f"{UTTER}{POSSIBLE}{waiting[0]}", domain, self._numbers(tracker))
        if is_line_about_help(tracker.latest_action_name):
            return self._certain(ACTION_LISTEN_NAME, domain)
        return self._nothing(domain)

    def _numbers(self, tracker: DialogueStateTracker) -> list[Event]:
        if self._region == INTERNATIONAL:
            return []
        wanted = {
            "emergency_number": self._helplines.emergency_number,
            "crisis_line": self._helplines.crisis_line,
        }
        return [SlotSet(name, value) for name, value in wanted.items() if tracker.get_slot(name) != value]
