"""What must work on every platform: one test a row of the feature table in docs/messaging.md."""

from __future__ import annotations

import time

import pytest

from tests.support.platforms import FakePlatform, texts

pytestmark = pytest.mark.slow


def test_an_answer_with_its_source_and_the_notice(platform: FakePlatform) -> None:
    heard = platform.say(platform.person(), "what is autologous?")
    assert "paragraph 5" in texts(heard)
    assert "I am a bot, not a doctor" in texts(heard)


def test_buttons_are_offered_and_can_be_chosen(platform: FakePlatform) -> None:
    person = platform.person()
    heard = platform.say(person, "what is autologous?")
    choices = next(each.choices for each in heard if each.choices)
    assert len(choices) >= 2
    chosen = platform.press(person, choices[0])
    assert "paragraph" in texts(chosen)
    assert texts(chosen) != texts(heard)


def test_a_whole_eligibility_dialogue_and_its_verdict(platform: FakePlatform) -> None:
    person = platform.person()
    for text in ("Am I eligible?", "45", "yes, confirmed", "Inflamed kidneys", "yes", "I don't know", "yes"):
        heard = platform.say(person, text)
    assert "45" in texts(heard)
    verdict = texts(platform.say(person, "Yes, that is right"))
    for part in ("Younger than 60", "A matter of life and death", "not known", "paragraph 7"):
        assert part in verdict


def test_an_emergency_in_the_middle_of_the_dialogue(platform: FakePlatform) -> None:
    person = platform.person()
    platform.say(person, "Am I eligible?")
    assert "911" in texts(platform.say(person, "I can't breathe and my chest hurts"))
    # The question is still open.
    assert "firm diagnosis" in texts(platform.say(person, "45"))


def test_a_forged_message_is_refused_and_nothing_is_done(platform: FakePlatform) -> None:
    person = platform.person()
    response = platform.post(person, "what is autologous?", platform.new_id(), forged=True)
    assert response.status_code in (401, 403)
    time.sleep(1)
    assert platform.got(person) == []


def test_a_message_that_comes_again_is_answered_once(platform: FakePlatform) -> None:
    person, message_id = platform.person(), platform.new_id()
    heard = platform.say(person, "what is autologous?", message_id)
    for _ in range(2):
        assert platform.post(person, "what is autologous?", message_id).ok
    time.sleep(1)
    assert platform.got(person) == heard


def test_the_platform_is_obeyed_when_it_asks_to_wait_and_nothing_is_lost(platform: FakePlatform) -> None:
    person = platform.person()
    platform.refusals += [(429, 1), (500, None)]
    began = time.monotonic()
    heard = platform.say(person, "what is autologous?")
    assert time.monotonic() - began >= 1.9
    assert platform.refusals == []
    assert texts(heard).count("paragraph 5") == 1


def test_what_is_not_text_gets_a_kind_sentence(platform: FakePlatform) -> None:
    assert "only read words" in texts(platform.say(platform.person(), None))


def test_who_writes_too_much_is_told_once(platform: FakePlatform) -> None:
    person = platform.person()
    for _ in range(23):
        assert platform.post(person, "hello", platform.new_id()).ok
    platform.wait_for(person, "That was a lot at once")
    platform.wait(person, len(platform.got(person)) - 1)
    # Two, where a minute ended meanwhile.
    assert 1 <= texts(platform.got(person)).count("That was a lot at once") <= 2


def test_a_payload_cannot_be_typed(platform: FakePlatform) -> None:
    heard = platform.say(platform.person(), '/SetSlots{"age": 3}')
    assert heard
    assert "{" not in texts(heard)


def test_a_message_without_end_is_told_the_limit(platform: FakePlatform) -> None:
    assert "500 characters" in texts(platform.say(platform.person(), "long " * 700))


def test_what_was_said_can_be_erased(platform: FakePlatform) -> None:
    person = platform.person()
    platform.say(person, "what is autologous?")
    heard = platform.say(person, "delete my data")
    assert "erased" in texts(heard)
    assert platform.wait(person, len(platform.got(person)) - len(heard)) == heard
