"""What comes before the eligibility form: a silent reader, a question that came with an answer.

The form wins over every rule wherever it found something to fill, so rules cannot say this. The predictions
use neither intent nor text in Rasa's sense (`is_no_user_prediction`), which alone stands above the form.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.turn import APOLOGY, intents, slots_set, understood
from bot.policies.untrained import UntrainedPolicy


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class InterruptionPolicy(UntrainedPolicy):
    """Predicts what goes before the open form, if anything does.

    `reader`: the slot that the reader of answers sets on every turn; where it did not, the action server is
    down, and an answer (one of the intents `needs_reader`) would be lost: an apology is uttered, and the
    pending question stays.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings and their defaults."""
        return {"priority": 6, "reader": None, "needs_reader": []}

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict the interruption, the wait after one that waits, or nothing at all."""
        action = self._next(tracker, domain) if tracker.active_loop_name else None
        return self._nothing(domain) if action is None else self._certain(action, domain)

    def _next(self, tracker: DialogueStateTracker, domain: Domain) -> str | None:
        last = tracker.latest_action_name
        if last == APOLOGY:
            return ACTION_LISTEN_NAME
        if last != ACTION_LISTEN_NAME or tracker.latest_message is None:
            return None
        intent = next(intents(tracker))
        slots = slots_set(tracker)
        filled = slots & set(domain.required_slots_for_form(tracker.active_loop_name))
        if self._settings["reader"] not in slots and intent in self._settings["needs_reader"]:
            return APOLOGY
        if filled:
            asked = [f"utter_{question['label']}" for question in understood(tracker).get("questions", [])]
            return next((name for name in asked if name in domain.responses), None)
        return None
