"""Compares answers with the guide's criteria: a pure function with three-valued logic.

The criteria are those of the guide, paragraphs 6 and 7. The result says how answers compare with a list;
it never says that somebody is eligible, which only a transplant team can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal, get_args

CRITERIA = ("age", "diagnosis", "features", "treatments_failed", "life_threatening", "can_tolerate")
AGE_LIMIT = 60  # "Less than 60 years of age": sixty itself does not meet it (paragraph 7).

Unsure = Literal["unsure"]
Answer = Literal["yes", "no", "unsure"]
Feature = Literal["nephritis", "vasculitis", "cytopenias", "caps"]
FEATURES: tuple[Feature, ...] = get_args(Feature)


class Standing(Enum):
    """How one answer compares with its criterion."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Outcome(Enum):
    """How all answers together compare with the list."""

    MEETS = "meets"
    DOES_NOT_MEET = "does_not_meet"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True)
class Answers:
    """What is known of one person; "unsure" is an answer, too. No features means none of the four."""

    age: float | Unsure
    diagnosis: Answer
    features: Sequence[Feature] | Unsure
    treatments_failed: Answer
    life_threatening: Answer
    can_tolerate: Answer


@dataclass(frozen=True)
class Verdict:
    """The standing of every criterion, in the order of `CRITERIA`."""

    standings: dict[str, Standing]

    @property
    def outcome(self) -> Outcome:
        """One criterion not met decides; else one unknown leaves it open; else all are met."""
        found = set(self.standings.values())
        if Standing.NOT_MET in found:
            return Outcome.DOES_NOT_MEET
        return Outcome.UNDETERMINED if Standing.UNKNOWN in found else Outcome.MEETS

    def named(self, standing: Standing) -> list[str]:
        """The criteria with that standing."""
        return [name for name, found in self.standings.items() if found is standing]


def judge(answers: Answers) -> Verdict:
    """Compare answers with the six criteria.

    Raises:
        ValueError: an answer is not of its type; nothing is ever taken for met by mistake.
    """
    return Verdict(
        {
            "age": _age(answers.age),
            "diagnosis": _yes_no("diagnosis", answers.diagnosis),
            "features": _features(answers.features),
            "treatments_failed": _yes_no("treatments_failed", answers.treatments_failed),
            "life_threatening": _yes_no("life_threatening", answers.life_threatening),
            "can_tolerate": _yes_no("can_tolerate", answers.can_tolerate),
        }
    )


def _age(age: float | Unsure) -> Standing:
    if age == "unsure":
        return Standing.UNKNOWN
    if isinstance(age, bool) or not isinstance(age, int | float) or age < 0:
        raise ValueError(f"age is {age!r}; it must be a number of years or 'unsure'")
    return Standing.MET if age < AGE_LIMIT else Standing.NOT_MET


def _yes_no(name: str, answer: Answer) -> Standing:
    try:
        return {"yes": Standing.MET, "no": Standing.NOT_MET, "unsure": Standing.UNKNOWN}[answer]
    except (KeyError, TypeError) as error:
        raise ValueError(f"{name} is {answer!r}; it must be 'yes', 'no' or 'unsure'") from error


def _features(features: Sequence[Feature] | Unsure) -> Standing:
    if features == "unsure":
        return Standing.UNKNOWN
    if isinstance(features, str) or not set(features) <= set(FEATURES):
        raise ValueError(f"features is {features!r}; it must be a list out of {FEATURES} or 'unsure'")
    return Standing.MET if features else Standing.NOT_MET
