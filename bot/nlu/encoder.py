"""Turns each message into a sentence vector with a pretrained encoder, run by onnxruntime."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from tokenizers import Tokenizer
from tqdm import tqdm

from bot.nlu import pretrained
from bot.nlu.cleaning import PARTS
from bot.nlu.component import TrainedComponent
from bot.nlu.examples import LARGE, labelled, splits
from bot.nlu.finetuning import fine_tune
from bot.nlu.spelling import read_as

logger = logging.getLogger(__name__)

MAX_TOKENS = 128
# The files of an encoder in the model archive.
GRAPH, TOKENIZER = "encoder.onnx", "tokenizer.json"
# The message property that holds the vectors of a message's parts (see `cleaning.PARTS`).
VECTORS_OF = "vectors_of_{}"
BATCH = 64


def sentence_vectors(messages: list[Message]) -> NDArray[Any]:
    """The sentence vectors that the encoder gave to messages (messages x 384)."""
    return np.vstack([message.get_dense_features(TEXT)[1].features for message in messages])


def is_encoded(message: Message) -> bool:
    """Whether the encoder gave a message its vector."""
    return message.get_dense_features(TEXT)[1] is not None


class SentenceModel:
    """The encoder as a function: texts -> float32 array (texts x 384), rows of length one."""

    def __init__(self, graph: Path, tokenizer: Path) -> None:
        """Load the ONNX graph and the tokenizer from their files."""
        self._session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()

    def encode(self, texts: list[str], progress: bool = False) -> NDArray[Any]:
        """Encode texts, those of like length together, in the order given."""
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        vectors: dict[int, NDArray[Any]] = {}
        for batch in tqdm(batches, desc="Reading the examples", unit="batch", disable=not progress):
            rows = self._encode_batch([texts[index] for index in batch])
            vectors.update(zip(batch, rows, strict=True))
        return np.stack([vectors[index] for index in range(len(texts))])

    def _encode_batch(self, texts: list[str]) -> NDArray[Any]:
        encodings = self._tokenizer.encode_batch(texts)
        ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        inputs = dict(zip(pretrained.INPUTS, (ids, mask, np.zeros_like(ids)), strict=True))
        rows: NDArray[Any] = self._session.run(None, inputs)[0]
        return rows


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceEncoder(TrainedComponent):
    """Adds the sentence vector of each message as a dense sentence feature."""

    _model: SentenceModel | None = None

    def learn(self, training_data: TrainingData, folder: Path) -> None:
        """Fine-tune the encoder where there are examples enough, and keep it in the model archive.

        What the classifier is tested on (the unseen part of `splits`) is left out, so that its calibration
        stays honest.
        """
        shutil.copy(pretrained.model_folder() / TOKENIZER, folder / TOKENIZER)
        examples, labels = labelled(training_data)
        if len(examples) < LARGE:
            shutil.copy(pretrained.onnx_graph(), folder / GRAPH)
        else:
            seen, _ = splits(labels)[0]
            model = pretrained.load_model()
            published = pretrained.weights(model)
            texts = [read_as(examples[row]) for row in seen]
            fine_tune(model, texts, [labels[row] for row in seen], progress=True)
            tuned = pretrained.reweighted(published, pretrained.weights(model))
            (folder / GRAPH).write_bytes(tuned)
        self.restore(folder)

    def restore(self, folder: Path) -> None:
        """Load the graph and the tokenizer."""
        self._model = SentenceModel(folder / GRAPH, folder / TOKENIZER)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to the training examples, with a progress bar."""
        self._add_features(training_data.training_examples, progress=True)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the features to the messages, and the vectors of their parts.

        If that fails, the messages go on without: red flags are still heard by their phrases.
        """
        try:
            self._add_features(messages, progress=False)
            for message in messages:
                for parts in filter(message.get, PARTS):
                    message.set(VECTORS_OF.format(parts), self._encode(message.get(parts)))
        except Exception as error:
            # Not logger.exception: a traceback may quote the message.
            logger.error("The encoder failed (%s). Restart, or run `make train`.", type(error).__name__)
        return messages

    def _add_features(self, messages: list[Message], progress: bool) -> None:
        with_text = [message for message in messages if message.get(TEXT)]
        if not with_text:
            return
        vectors = self._encode([read_as(message) for message in with_text], progress)
        for message, vector in zip(with_text, vectors, strict=True):
            message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._name))

    def _encode(self, texts: list[str], progress: bool = False) -> NDArray[Any]:
        if self._model is None:
            raise pretrained.EncoderError("The encoder is not trained. Run `make train`.")
        return self._model.encode(texts, progress)
