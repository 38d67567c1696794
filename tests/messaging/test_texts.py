from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messaging import texts
from bot.reply import GENERAL, Kind, Reply, Table

ANSWER = Reply(
    name="utter_faq/cost", text="It costs a lot.", kind=Kind.ANSWER, source="The guide, paragraph 8"
)


def test_an_answer_ends_with_its_source() -> None:
    assert texts.plain(ANSWER) == "It costs a lot.\nSource: The guide, paragraph 8."


def test_a_general_definition_says_so_in_its_own_words() -> None:
    reply = Reply(name="glossary", text="A word.", kind=Kind.ANSWER, source=f"{GENERAL} The guide uses it")
    assert texts.plain(reply) == f"A word.\n{GENERAL} The guide uses it"


def test_a_verdict_is_told_in_lines() -> None:
    table = Table("Caption", ("a", "b", "c"), (("Younger than 60", "met", "paragraph 7"),))
    reply = Reply(name="verdict", text="By these answers:", kind=Kind.VERDICT, table=table)
    assert texts.plain(reply) == "By these answers:\n- Younger than 60: met (paragraph 7)"


@pytest.mark.parametrize(
    ("titles", "ends"),
    [
        (["Yes"], "\n\n1. Yes\nReply 1 to choose it, or type your own words."),
        (["Yes", "No"], "\n\n1. Yes\n2. No\nReply 1 or 2, or type your own words."),
        (["Yes", "No", "Why?"], "\n\n1. Yes\n2. No\n3. Why?\nReply 1, 2 or 3, or type your own words."),
    ],
)
def test_choices_are_numbered(titles: list[str], ends: str) -> None:
    assert texts.with_numbers("Are you sure?", titles) == f"Are you sure?{ends}"


def test_without_choices_the_text_stays() -> None:
    assert texts.with_numbers("It is so.", []) == "It is so."


def test_a_long_text_is_cut_between_sentences() -> None:
    assert texts.split("One two. Three four! Five?\n- six", 19) == ["One two.", "Three four! Five?", "- six"]


def test_no_number_of_a_list_is_cut_from_what_it_numbers() -> None:
    assert texts.split("1. Yes\n2. No", 9) == ["1. Yes", "2. No"]


def test_a_long_sentence_is_cut_between_words_and_a_long_word_anywhere() -> None:
    assert texts.split("one two three", 8) == ["one two", "three"]
    assert texts.split("a" * 10, 4) == ["aaaa", "aaaa", "aa"]


@given(st.text(st.characters(codec="utf-8"), max_size=400), st.integers(1, 60))
def test_no_word_is_lost_and_no_part_is_too_long(text: str, limit: int) -> None:
    parts = texts.split(text, limit)
    assert all(0 < len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
