"""What Rasa's graph asks of every component of ours, written once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


class Component(GraphComponent):
    """A component of the pipeline."""

    def __init__(
        self,
        config: dict[str, Any] | None = None,
        model_storage: ModelStorage | None = None,
        resource: Resource | None = None,
        name: str = "",
    ) -> None:
        """Take the settings, the place in the model archive, and the name in the graph."""
        self._config = {**self.get_default_config(), **(config or {})}
        self._model_storage = model_storage
        self._resource = resource
        self._name = name

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Component:
        """Create a component that has learned nothing yet."""
        return cls(config, model_storage, resource, execution_context.node_name)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Do to the examples what is done to messages; by default nothing."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add to messages what this component understands of them."""
        raise NotImplementedError


class TrainedComponent(Component):
    """A component that learns; what it learns is files in the model archive."""

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TrainedComponent:
        """Load a component with what it has learned."""
        component = cls(config, model_storage, resource, execution_context.node_name)
        with model_storage.read_from(resource) as folder:
            component.restore(folder)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn, and leave it in the model archive."""
        if self._model_storage is None or self._resource is None:
            raise RuntimeError(f"{type(self).__name__} has no model archive to write to. Give it one.")
        with self._model_storage.write_to(self._resource) as folder:
            self.learn(training_data, folder)
        return self._resource

    def learn(self, training_data: TrainingData, folder: Path) -> None:
        """Learn from examples, and write what was learned to a folder."""
        raise NotImplementedError

    def restore(self, folder: Path) -> None:
        """Read what `learn` wrote."""
        raise NotImplementedError
