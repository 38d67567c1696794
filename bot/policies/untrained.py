"""What our policies share: they are written down and not trained."""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData, confidence_scores_for
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.generator import TrackerWithCachedStates


class UntrainedPolicy(Policy):
    """A policy whose predictions stand above rules and forms, or are none."""

    @staticmethod
    def supported_data() -> SupportedData:
        """It learns from nothing, least of all from rules."""
        return SupportedData.ML_AND_RULE_DATA

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        featurizer: Any = None,
    ) -> None:
        super().__init__(config, model_storage, resource, execution_context, featurizer)
        self._settings = config

    def train(
        self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """There is nothing to train."""
        return self._resource

    def _nothing(self, domain: Domain, events: list[Event] | None = None) -> PolicyPrediction:
        """No prediction; the events happen all the same."""
        return self._prediction(self._default_predictions(domain), events=events)

    def _certain(
        self,
        action: str,
        domain: Domain,
        events: list[Event] | None = None,
        in_any_case: list[Event] | None = None,
    ) -> PolicyPrediction:
        """A prediction above rules and forms, with events for when it wins and for any case."""
        return self._prediction(
            confidence_scores_for(action, 1.0, domain),
            events=in_any_case,
            optional_events=events,
            is_no_user_prediction=True,
        )
