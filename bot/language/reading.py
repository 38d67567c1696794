"""What a reader found in a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kind(Enum):
    """How much a reader understood."""

    VALUE = "value"  # an answer, read with certainty
    UNSURE = "unsure"  # the person does not know, or declines to say
    ASK_AGAIN = "ask_again"  # about the matter, but unclear: ask again, never guess
    NOTHING = "nothing"  # not about the matter


@dataclass(frozen=True)
class Reading(Generic[Value]):
    """A reading; `value` is set where, and only where, the kind is VALUE."""

    kind: Kind
    value: Value | None = None

    @classmethod
    def of(cls, value: Value) -> Reading[Value]:
        """An answer that was read."""
        return cls(Kind.VALUE, value)

    @classmethod
    def unsure(cls) -> Reading[Value]:
        """The person does not know, or declines to say."""
        return cls(Kind.UNSURE)

    @classmethod
    def ask_again(cls) -> Reading[Value]:
        """About the matter, but unclear."""
        return cls(Kind.ASK_AGAIN)

    @classmethod
    def nothing(cls) -> Reading[Value]:
        """Not about the matter."""
        return cls(Kind.NOTHING)
