"""What goes wrong between browser and bot: nothing is lost, nothing is doubled, and the person is told."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import Request, Route, expect

from bot import runner
from tests.support.browser import Chat, Visitors

pytestmark = pytest.mark.slow

SENDING = "**/api/v1/messages"


def posted(chat: Chat) -> list[str]:
    """The ids of the messages that the page sends from now on."""
    ids: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/messages"):
            ids.append(request.post_data_json["id"])

    chat.page.on("request", note)
    return ids


def once(answer: Callable[[Route], None]) -> Callable[[Route], None]:
    """Answers the first message so, and lets everything else through."""
    answered: list[bool] = []

    def handle(route: Route) -> None:
        if route.request.method == "POST" and not answered:
            answered.append(True)
            answer(route)
        else:
            route.continue_()

    return handle


def test_offline_the_messages_wait_and_go_in_their_order(visitors: Visitors) -> None:
    chat = visitors.new().open()
    chat.page.context.set_offline(True)
    expect(chat.notice).to_contain_text("You are offline")
    for text in ("what is autologous?", "How dangerous are the drugs?"):
        chat.field.fill(text)
        chat.field.press("Enter")
    expect(chat.page.get_by_role("button", name="Retry")).to_have_count(2)
    expect(chat.questions.first).to_contain_text("Not sent")
    chat.page.context.set_offline(False)
    chat.answer(2)
    assert [words for words in chat.words() if words.startswith("You said")] == [
        "You said: what is autologous?",
        "You said: How dangerous are the drugs?",
    ]
    expect(chat.notice).to_be_hidden()


def test_a_failed_message_is_sent_again_under_the_same_id(visitors: Visitors) -> None:
    chat = visitors.new().open()
    ids = posted(chat)
    chat.page.route(SENDING, once(lambda route: route.abort()))
    chat.field.fill("what is autologous?")
    chat.field.press("Enter")
    expect(chat.notice).to_contain_text("cannot be reached")
    assert any("cannot be reached" in words for _, words in chat.spoken())
    chat.page.get_by_role("button", name="Retry").click()
    chat.answer(1)
    assert chat.focused() == "field"
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_page_of_a_proxy_is_no_answer(visitors: Visitors) -> None:
    chat = visitors.new().open()
    chat.page.route(SENDING, once(lambda route: route.fulfill(body="<h1>Bad Gateway</h1>")))
    chat.field.fill("what is autologous?")
    chat.field.press("Enter")
    expect(chat.notice).to_contain_text("cannot be reached")
    chat.page.get_by_role("button", name="Retry").click()
    chat.answer(1)


def test_an_answer_that_got_lost_is_not_asked_for_twice(visitors: Visitors) -> None:
    chat = visitors.new().open()

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    chat.page.route(SENDING, once(lose))
    chat.field.fill("Am I eligible?")
    chat.field.press("Enter")
    expect(chat.page.get_by_role("button", name="Retry")).to_be_visible()
    # Even over a reload, which finds the answers on the server and the message still unsent here.
    chat.page.reload()
    chat.answer(1)
    expect(chat.page.get_by_role("button", name="Retry")).to_be_hidden()
    said = chat.words()
    assert len(said) == len(set(said)) == 4
    # The dialogue is at its first question, and not at its second.
    chat.say("45")
    assert "diagnosis" in chat.words()[-1]


def test_a_busy_server_is_given_the_time_that_it_asks_for(visitors: Visitors) -> None:
    chat = visitors.new().open()
    busy = {"error": {"code": "rate_limited", "message": "That was a lot at once. Please wait."}}
    ids = posted(chat)
    chat.page.route(
        SENDING, once(lambda route: route.fulfill(status=429, headers={"Retry-After": "2"}, json=busy))
    )
    chat.field.fill("what is autologous?")
    chat.field.press("Enter")
    expect(chat.questions.first).to_contain_text("Sending again in 2 seconds")
    expect(chat.notice).to_have_text("That was a lot at once. Please wait.")
    # Another message does not jump the queue.
    chat.field.fill("How dangerous are the drugs?")
    chat.field.press("Enter")
    assert len(ids) == 1
    chat.answer(2)
    assert ids[0] == ids[1]
    assert len(ids) == 3
    expect(chat.notice).to_be_hidden()


def test_an_expired_conversation_gives_way_to_a_new_one(visitors: Visitors) -> None:
    chat = visitors.new().open()
    chat.say("what is autologous?")
    token = chat.page.evaluate("JSON.parse(localStorage['lupus-guide-chat:session']).token")
    headers = {"Authorization": f"Bearer {token}"}
    chat.page.request.delete(f"{visitors.page}api/v1/conversation", headers=headers)
    chat.field.fill("How dangerous are the drugs?")
    chat.field.press("Enter")
    chat.answer(1)
    assert chat.words()[0] == "You said: How dangerous are the drugs?"
    expect(chat.notice).to_have_text("The last conversation has ended. This is a new one.")


def test_a_server_killed_in_the_dialogue_comes_back_to_it(visitors: Visitors, guide_bot: runner.Bot) -> None:
    chat = visitors.new().open()
    for text in ("Am I eligible?", "45", "yes"):
        chat.say(text)
    before = chat.words()
    guide_bot.stop("server", signal.SIGKILL)
    chat.field.fill("Inflamed kidneys")
    chat.field.press("Enter")
    expect(chat.notice).to_contain_text("cannot be reached")
    guide_bot.start_server()
    guide_bot.wait_for_server()
    # Opened anew, with the message still waiting in it.
    chat.page.reload()
    chat.answer(4)
    after = chat.words()
    assert after[: len(before)] == before
    assert after[len(before)] == "You said: Inflamed kidneys"
    assert "treatments" in after[-1]
    assert len(after) == len(before) + 2
    for text in ("yes", "yes", "yes"):
        chat.say(text)
    assert "Age: 45" in chat.words()[-1]
    assert "Features: nephritis" in chat.words()[-1]
