"""Reading yes, no and unsure: what is said, what is not said, and what a text's dress must not change."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.reading import Kind, Reading
from bot.language.yes_no import Question, read_yes_no

READ_AS = {
    "yes": Reading.of("yes"),
    "no": Reading.of("no"),
    "unsure": Reading.unsure(),
    "again": Reading.ask_again(),
    "nothing": Reading.nothing(),
}

ANSWERS: list[tuple[Question, str, str]] = [
    ("diagnosis", "my rheumatologist confirmed it in 2015", "yes"),
    ("diagnosis", "no doubt about it", "yes"),
    ("diagnosis", "it's not that they haven't diagnosed it", "yes"),
    ("diagnosis", "not just suspected, confirmed", "yes"),
    ("diagnosis", "they suspected it for years and in May they confirmed it", "yes"),
    ("diagnosis", "my mum was diagnosed back in 1998", "yes"),
    ("diagnosis", "confimed by the rheumatologist", "yes"),
    ("diagnosis", "yesss", "yes"),
    ("diagnosis", "👍🏽", "yes"),
    ("diagnosis", "hell no", "no"),
    ("diagnosis", "they're still running tests", "no"),
    ("diagnosis", "can't say I have", "no"),
    ("diagnosis", "yes but only suspected", "no"),
    ("diagnosis", "yes, a naturopath", "no"),
    ("diagnosis", "nobody has sat me down and told me it's confirmed", "no"),
    ("diagnosis", "they diagnosed me with rheumatoid arthritis", "no"),
    ("diagnosis", "it was confirmed, then they took it back", "no"),
    ("diagnosis", "I'd rather not say", "unsure"),
    ("diagnosis", "my doctors disagree", "unsure"),
    ("diagnosis", "I think so", "unsure"),
    ("diagnosis", "yes, no", "again"),
    ("diagnosis", "I have lupus", "again"),
    ("diagnosis", "if they confirm it, yes", "nothing"),
    ("diagnosis", "my neighbour was diagnosed last year", "nothing"),
    ("diagnosis", "does it have to be a rheumatologist?", "nothing"),
    ("diagnosis", "I like trains", "nothing"),
    ("treatments_failed", "no, nothing has worked", "yes"),
    ("treatments_failed", "none of them worked", "yes"),
    ("treatments_failed", "there is nothing left on their list", "yes"),
    ("treatments_failed", "near enough", "yes"),
    ("treatments_failed", "plaquenil worked for a while but now nothing does", "yes"),
    ("treatments_failed", "neither rituximab nor cellcept nor anything else worked", "yes"),
    ("treatments_failed", "not all of them", "no"),
    ("treatments_failed", "yes, one still works", "no"),
    ("treatments_failed", "two more to try", "no"),
    ("treatments_failed", "the rituximab is holding it for now", "no"),
    ("treatments_failed", "everything except cyclophosphamide", "no"),
    ("treatments_failed", "it's not that nothing works", "no"),
    ("treatments_failed", "none of the strong ones have been tried", "no"),
    ("treatments_failed", "nothing worked until benlysta", "no"),
    ("treatments_failed", "most of them", "unsure"),
    ("treatments_failed", "plaquenil didn't work", "again"),
    ("treatments_failed", "if rituximab doesn't work then yes", "nothing"),
    ("treatments_failed", "my friend tried everything and nothing worked", "nothing"),
    ("life_threatening", "it's life or death now", "yes"),
    ("life_threatening", "the doctors say she won't survive the winter", "yes"),
    ("life_threatening", "no question, it's critical", "yes"),
    ("life_threatening", "I'm afraid so", "yes"),
    ("life_threatening", "they don't think she'll make it", "yes"),
    ("life_threatening", "they don't think it's life threatening", "no"),
    ("life_threatening", "yes it's bad but not life threatening", "no"),
    ("life_threatening", "they said I'm not going to die", "no"),
    ("life_threatening", "it was last year but not now", "no"),
    ("life_threatening", "I feel like I'm dying", "unsure"),
    ("life_threatening", "50/50", "unsure"),
    ("life_threatening", "no, they say it's life-threatening", "again"),
    ("life_threatening", "yes, but there is a twist", "again"),
    ("life_threatening", "my aunt died of it", "nothing"),
    ("life_threatening", "unless the heart gets involved", "nothing"),
    ("can_tolerate", "she's a fighter, she'd manage", "yes"),
    ("can_tolerate", "I'm not too weak for it", "yes"),
    ("can_tolerate", "my doctors have no concerns", "yes"),
    ("can_tolerate", "dialysis three times a week and can't climb stairs", "no"),
    ("can_tolerate", "doctors don't think he could cope", "no"),
    ("can_tolerate", "I'd be lucky to survive it", "no"),
    ("can_tolerate", "he used to be fit but now he's bedridden", "no"),
    ("can_tolerate", "strong enough she is not", "no"),
    ("can_tolerate", "yes and no", "unsure"),
    ("can_tolerate", "depends on the day", "unsure"),
    ("can_tolerate", "I'm strong but my heart is a question mark", "unsure"),
    ("can_tolerate", "once my lungs clear up I would be", "nothing"),
    ("can_tolerate", "if my heart test is good then yes", "nothing"),
    ("confirmation", "yes, that's right", "yes"),
    ("confirmation", "looks good to me", "yes"),
    ("confirmation", "not quite", "no"),
    ("confirmation", "the age is wrong", "no"),
    ("confirmation", "yes but the age is 47", "no"),
    ("confirmation", "yes, 47", "again"),
    ("confirmation", "what happens next?", "nothing"),
]

VOLUNTEERED: list[tuple[Question, str, str]] = [
    ("diagnosis", "I'm 34, diagnosed in 2009", "yes"),
    ("diagnosis", "I haven't been diagnosed yet", "no"),
    ("diagnosis", "I have lupus", "nothing"),
    ("diagnosis", "I think I was diagnosed", "nothing"),
    ("diagnosis", "do I have to be diagnosed first?", "nothing"),
    ("treatments_failed", "none of the drugs they gave me did a thing", "yes"),
    ("treatments_failed", "no, nothing works", "nothing"),
    ("treatments_failed", "if everything fails", "nothing"),
    ("life_threatening", "it's life or death now", "yes"),
    ("life_threatening", "they say it isn't life-threatening", "no"),
    ("life_threatening", "does it have to be life-threatening?", "nothing"),
    ("can_tolerate", "she's too weak for it", "no"),
    ("can_tolerate", "I can't cope with the pain", "nothing"),
]

# What is said in these frames is not said: none may ever come out as a "yes".
FRAMES = [
    "if {}",
    "if {} then yes",
    "unless {}",
    "nobody has said that {}",
    "I don't know whether {}",
    "it isn't true that {}",
    "I doubt that {}",
    "does it mean {}?",
    "they never said {}",
    "I wish {}",
    "maybe {}",
    "I think {}",
    "{}? no",
    "I can't say {}",
    "what if {}",
    "my friend says {}",
    "{} if all goes well",
    "suppose {}",
    "as soon as {} I'll tell you",
    "it is false that {}",
    "{}?",
    "far from it that {}",
    "they'll tell me when {}",
    "imagine {}",
]
STATEMENTS: list[tuple[Question, str]] = [
    ("diagnosis", "I was diagnosed in 2009"),
    ("diagnosis", "the rheumatologist confirmed it"),
    ("treatments_failed", "all the drugs failed"),
    ("treatments_failed", "nothing worked"),
    ("life_threatening", "it's life-threatening"),
    ("life_threatening", "she could die of it"),
    ("can_tolerate", "I'm strong enough"),
    ("can_tolerate", "she has been cleared for it"),
]

questions = st.sampled_from(get_args(Question))
said = st.sampled_from([text for _, text, _ in ANSWERS]) | st.text(
    alphabet=st.characters(max_codepoint=126), max_size=80
)


@pytest.mark.parametrize(("question", "text", "read"), ANSWERS)
def test_reads_an_answer(question: Question, text: str, read: str) -> None:
    assert read_yes_no(text, question) == READ_AS[read]


@pytest.mark.parametrize(("question", "text", "read"), VOLUNTEERED)
def test_reads_what_is_volunteered(question: Question, text: str, read: str) -> None:
    assert read_yes_no(text, question, asked=False) == READ_AS[read]


@pytest.mark.parametrize("question", get_args(Question))
@pytest.mark.parametrize("text", ["yes", "no", "Yep!", "of course", "not really", "👍"])
def test_a_bare_answer_counts_only_where_asked(question: Question, text: str) -> None:
    assert read_yes_no(text, question).kind is Kind.VALUE
    assert read_yes_no(text, question, asked=False) == Reading.nothing()


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("question", "statement"), STATEMENTS)
@pytest.mark.parametrize("asked", [True, False])
def test_never_takes_the_unsaid_for_a_yes(
    question: Question, statement: str, frame: str, asked: bool
) -> None:
    assert read_yes_no(frame.format(statement), question, asked).value != "yes"


@given(text=st.text(max_size=500), question=questions, asked=st.booleans())
@settings(max_examples=200, deadline=None)
def test_reads_any_text(text: str, question: Question, asked: bool) -> None:
    reading = read_yes_no(text, question, asked)
    assert (reading.value in {"yes", "no"}) == (reading.kind is Kind.VALUE)


@given(text=said, question=questions, asked=st.booleans())
@settings(max_examples=200, deadline=None)
def test_case_and_blanks_and_a_full_stop_change_nothing(text: str, question: Question, asked: bool) -> None:
    reading = read_yes_no(text, question, asked)
    assert read_yes_no(text.upper(), question, asked) == reading
    assert read_yes_no(f"  {text.replace(' ', '   ')}\n", question, asked) == reading
    assert read_yes_no(f"{text}.", question, asked) == reading


@given(text=said, question=questions, asked=st.booleans())
@settings(max_examples=100, deadline=None)
def test_emoji_beside_words_change_nothing(text: str, question: Question, asked: bool) -> None:
    words = f"well, {text}"
    assert read_yes_no(f"😔 {words} 👍", question, asked) == read_yes_no(words, question, asked)
