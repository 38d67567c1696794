"""Ends the first reply of a conversation with the notice that this is a bot and not a doctor.

Rules would have to repeat the notice for every intent, and an action at session start would fail with the
action server; a policy does it once, on every channel, whatever was asked.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.turn import is_answered, possible_flags_to_answer
from bot.policies.untrained import UntrainedPolicy

NOTICE = "utter_notice"
GIVEN = "notice_given"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class NoticePolicy(UntrainedPolicy):
    """After the first answers, predicts the notice; after the notice, waits for the person.

    It stands above the rules (priority 8), because the rules would end the turn. `said_by` names the
    responses that say the same thing themselves.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings and their defaults."""
        return {"priority": 8, "said_by": []}

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict the notice, the wait after it, or nothing at all."""
        last = tracker.latest_action_name
        if last == NOTICE:
            return self._certain(ACTION_LISTEN_NAME, domain)
        if tracker.get_slot(GIVEN) or not is_answered(tracker, domain) or possible_flags_to_answer(tracker):
            return self._nothing(domain)
        given = [SlotSet(GIVEN, True)]
        if last in self._settings["said_by"]:
            return self._nothing(domain, given)
        return self._certain(NOTICE, domain, given)
