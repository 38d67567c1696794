"""What a rule cannot choose: an answer that the last one decides, several answers, the menu of topics."""

from __future__ import annotations

import itertools
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME as FALLBACK
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.context import Message, in_context
from bot.policies.turn import GUIDE, LABELS, UTTER, intents, last_answer, pending, probabilities
from bot.policies.untrained import UntrainedPolicy

ACTIONS = {f"{UTTER}{label}" for label in LABELS}
TOPICS = "utter_topics"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class GuidePolicy(UntrainedPolicy):
    """Predicts answers of the guide by their names, where the intent alone does not decide.

    Outside the form, a message may mean something after the last answer (`bot.context`), and every
    `patience`th message in a row that was not understood (one of the intents `lost`) leads to the topics.
    Everywhere, a message that asks for several things gets an answer to each, and a request for advice what
    the guide says of the matter in general.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings and their defaults."""
        return {"priority": 6, "lost": [], "patience": 3}

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict an answer, the wait after it, or nothing at all."""
        action = self._next(tracker)
        return self._nothing(domain) if action is None else self._certain(action, domain)

    def _next(self, tracker: DialogueStateTracker) -> str | None:
        last = tracker.latest_action_name
        idle = tracker.active_loop_name is None
        if last == ACTION_LISTEN_NAME:
            return self._instead(tracker) if idle else None
        further = pending(tracker)
        if further:
            return f"{UTTER}{further[0]}"
        if last in ACTIONS | {TOPICS}:
            return tracker.active_loop_name or ACTION_LISTEN_NAME
        return None

    def _instead(self, tracker: DialogueStateTracker) -> str | None:
        meant = self._in_context(tracker)
        if meant:
            return f"{UTTER}{meant}"
        lost = sum(1 for _ in itertools.takewhile(set(self._settings["lost"]).__contains__, intents(tracker)))
        return TOPICS if lost and lost % self._settings["patience"] == 0 else None

    def _in_context(self, tracker: DialogueStateTracker) -> str | None:
        last = last_answer(tracker)
        if last is None or tracker.latest_message is None:
            return None
        labels = list(probabilities(tracker))
        intent = next(intents(tracker)) or FALLBACK
        message = Message(tracker.latest_message.text or "", intent, labels, sure=intent != FALLBACK)
        return in_context(GUIDE, last, message)
