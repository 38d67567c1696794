"""Each finding of the content check, on content that is broken in just that way."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.check import model
from bot.check.alike import check_alike
from bot.check.answers import check_answers, check_buttons, check_reading
from bot.check.content import Content, Example, load_content, normalized
from bot.check.examples import check_conflicts, check_examples, check_frames, check_tests_apart
from bot.check.finding import Finding
from bot.check.model import check_floors, check_model
from bot.training import TrainingError

CONTENT = load_content()
Check = Callable[[Content], Any]


def responses(**changed: Any) -> Content:
    """The content with some responses replaced; None removes one."""
    copied = copy.deepcopy(CONTENT.responses)
    for name, variation in changed.items():
        if variation is None:
            del copied[name]
        else:
            copied[name] = [variation]
    return dataclasses.replace(CONTENT, responses=copied)


def cost(**changed: Any) -> Content:
    """The content with one answer changed in part."""
    return responses(
        **{"utter_faq/cost": {**copy.deepcopy(CONTENT.responses["utter_faq/cost"][0]), **changed}}
    )


def examples(*added: Example) -> Content:
    return dataclasses.replace(CONTENT, examples=[*CONTENT.examples, *added])


def codes(check: Check, content: Content) -> list[str]:
    return [finding.code for finding in check(content)]


SOURCE = CONTENT.guide.source_line("faq/cost")
BROKEN: list[tuple[str, Check, Content]] = [
    ("A01", check_answers, responses(utter_thanks=None)),
    ("A02", check_answers, responses(**{"utter_faq/cost": None})),
    ("A03", check_answers, responses(**{"utter_faq/price": {"text": "Much."}})),
    ("A04", check_answers, cost(text="Very expensive.\nSource: somewhere.")),
    ("A05", check_answers, cost(metadata={})),
    ("A06", check_answers, cost(buttons=[])),
    (
        "A07",
        check_buttons,
        responses(utter_thanks={"text": "Hi.", "buttons": [{"title": "A", "payload": "/a"}]}),
    ),
    ("R01", check_reading, cost(text="It is a lot. " * 30 + "\n" + SOURCE)),
    (
        "R02",
        check_reading,
        cost(text="Extraordinarily considerable expenditures necessitate deliberation.\n" + SOURCE),
    ),
    ("E01", check_examples, dataclasses.replace(CONTENT, examples=CONTENT.examples[:50])),
    ("E02", check_examples, examples(Example("what is it", "faq/price", "data/nlu/x.yml"))),
    ("E03", check_conflicts, examples(Example("IS there an age limit", "faq/cost", "data/nlu/x.yml"))),
    ("E03", check_conflicts, examples(Example("IS there an age limit", "faq/age_limit", "data/nlu/x.yml"))),
    ("E04", check_conflicts, examples(Example("An age limit, is there?", "faq/cost", "data/nlu/x.yml"))),
    (
        "E06",
        check_frames,
        examples(
            *(Example(f"is it hard to get {thing}", "faq/cost", "x") for thing in ("one", "it", "two", "any"))
        ),
    ),
    (
        "E07",
        check_alike,
        dataclasses.replace(
            CONTENT, examples=[Example(text, "faq/cost", "x") for text in ("Is it dear?", "is it dear", "hi")]
        ),
    ),
    (
        "E05",
        check_tests_apart,
        dataclasses.replace(
            CONTENT, questions=[Example("is there an age limit", "faq/age_limit", "tests/q.yml")]
        ),
    ),
]


@pytest.mark.parametrize(
    ("code", "check", "content"), BROKEN, ids=[f"{code}-{i}" for i, (code, *_) in enumerate(BROKEN)]
)
def test_broken_content_is_found(code: str, check: Check, content: Content) -> None:
    assert code in codes(check, content)


@pytest.mark.parametrize(
    "check",
    [
        check_answers,
        check_buttons,
        check_reading,
        check_examples,
        check_conflicts,
        check_frames,
        check_tests_apart,
    ],
)
def test_the_content_as_it_is_has_no_error(check: Check) -> None:
    assert [str(finding) for finding in check(CONTENT) if not finding.warning] == []


def test_a_canonical_question_that_leads_elsewhere_is_found() -> None:
    canonical = {entry.question: label for label, entry in CONTENT.guide.entries().items()}
    assert (
        codes(lambda content: check_model(content, lambda text: canonical.get(text, "deny")), CONTENT) == []
    )
    canonical[CONTENT.guide.facts["cost"].question] = "faq/insurance"
    assert codes(lambda content: check_model(content, lambda text: canonical.get(text, "deny")), CONTENT) == [
        "M01"
    ]
    canonical[CONTENT.guide.facts["cost"].question] = "faq/cost"
    understand = lambda text: canonical.get(text, "nlu_fallback")  # noqa: E731
    assert set(codes(lambda content: check_model(content, understand), CONTENT)) == {"M02"}


def test_a_name_is_one_word_of_a_frame() -> None:
    body = "the American College of Rheumatology"
    same = [Example(f"{word} {body}", "faq/cost", "x") for word in ("ask", "write to", "meet", "why", "call")]
    assert "E06" not in codes(check_frames, examples(*same))


def test_a_fact_that_is_missed_too_often_is_found() -> None:
    labels = {question.text: question.label for question in CONTENT.development}
    assert codes(lambda content: check_floors(content, labels.__getitem__), CONTENT) == []
    cost = [text for text, label in labels.items() if label == "faq/cost"]
    for text in cost[: len(cost) // 4 + 1]:
        labels[text] = "faq/insurance"
    assert codes(lambda content: check_floors(content, labels.__getitem__), CONTENT) == ["M03"]


def test_one_question_alone_is_not_too_often() -> None:
    labels = {question.text: question.label for question in CONTENT.development}
    remission = [text for text, label in labels.items() if label == "glossary/remission"]
    assert len(remission) < 5
    for count, found in ((1, []), (2, ["M03"])):
        labels[remission[count - 1]] = "faq/cost"
        assert codes(lambda content: check_floors(content, labels.__getitem__), CONTENT) == found


def test_a_finding_says_code_place_problem_and_remedy() -> None:
    finding = Finding("A01", "domain.yml, greet", "the intent has no answer", "Write it")
    assert str(finding) == "A01 error domain.yml, greet: the intent has no answer. Write it."


def test_normalizing_leaves_words_alone() -> None:
    assert normalized("Is there  an AGE-limit?!") == "is there an age limit"


def test_no_answer_repeats_the_words_of_a_long_quotation() -> None:
    # The guide's own voice is quoted nowhere: answers are in our words, without quotation marks around them.
    for name, variations in CONTENT.responses.items():
        assert all('"' not in variation.get("text", "") for variation in variations), name


def test_a_missing_model_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "ROOT", tmp_path)
    with pytest.raises(TrainingError, match=r"There is no trained model. Run `make train` first."):
        model.load_parser()
