"""Whole conversations: by keyboard, over reloads, in two tabs, with everything that the menu has."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser import DIALOGUE, Visitors

pytestmark = pytest.mark.slow


def test_the_first_thing_seen_says_what_it_is(visitors: Visitors) -> None:
    chat = visitors.new().open()
    for words in ("I am a bot", "one guide page", "not medical advice", "call your emergency number"):
        expect(chat.panel.locator(".welcome")).to_contain_text(words)
        assert chat.panel.locator(".welcome").get_by_text(words).is_visible()


def test_a_whole_conversation_by_keyboard_alone(visitors: Visitors) -> None:
    chat = visitors.new()
    keyboard = chat.page.keyboard

    def go(*keys: str) -> None:
        for key in keys:
            keyboard.press(key)

    # Backwards from the end of the page: the chat is the last thing on it.
    go("Shift+Tab")
    assert "launcher" in chat.focused()
    go("Enter")
    chat.page.locator(".help").wait_for()
    assert chat.focused() == "field"
    keyboard.type("what is autologous?")
    go("Enter")
    expect(chat.answer(1)).to_be_visible()
    expect(chat.answers.first.locator(".foot")).to_contain_text(
        "Source: Stem Cell Transplants guide, paragraph 5"
    )
    # Backwards from the field to the last of the follow-up questions.
    go("Shift+Tab", "Enter")
    chat.answer(2)
    assert chat.focused() == "field"
    for number, text in enumerate(DIALOGUE, 3):
        keyboard.type(text)
        go("Enter")
        chat.answer(number)
    table = chat.page.get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(7)
    expect(table.locator("caption")).to_have_text("How the answers compare with the guide's list")
    expect(table.get_by_role("row", name="Younger than 60")).to_contain_text("met")
    # The emergency numbers, the menu, and out.
    while not chat.page.locator("summary:focus").count():
        assert chat.panel.is_visible()
        go("Shift+Tab")
    go("Enter")
    expect(chat.page.locator(".help a").first).to_have_attribute("href", "tel:911")
    go("Shift+Tab", "Shift+Tab", "Enter")
    expect(chat.page.locator(".menu")).to_be_visible()
    go("Escape")
    expect(chat.page.locator(".menu")).to_be_hidden()
    go("Escape")
    expect(chat.panel).to_be_hidden()
    assert "launcher" in chat.focused()


def test_the_verdict_can_be_printed_and_saved(visitors: Visitors, tmp_path: Path) -> None:
    chat = visitors.new().open()
    for text in DIALOGUE:
        answer = chat.say(text)
    chat.page.evaluate("window.print = () => { window.printed = true }")
    answer.get_by_role("button", name="Print").click()
    assert chat.page.evaluate("window.printed") is True
    chat.page.emulate_media(media="print")
    expect(chat.page.get_by_role("table")).to_be_visible()
    for around in (chat.field, chat.launcher, chat.questions.last, chat.page.get_by_role("heading", level=1)):
        expect(around).to_be_hidden()
    chat.page.evaluate("dispatchEvent(new Event('afterprint'))")
    chat.page.emulate_media(media="screen")
    expect(chat.page.get_by_role("heading", level=1)).to_be_visible()
    with chat.page.expect_download() as saving:
        answer.get_by_role("button", name="Save").click()
    saved = tmp_path / saving.value.suggested_filename
    saving.value.save_as(saved)
    paper = visitors.context().new_page()
    paper.goto(saved.as_uri())
    expect(paper.get_by_role("row")).to_have_count(7)
    expect(paper.locator("body")).to_contain_text("this is not medical advice")


def test_a_reload_keeps_the_conversation(visitors: Visitors) -> None:
    chat = visitors.new().open()
    chat.say("what is autologous?")
    chat.say("I don't want to live any more")
    before = chat.words()
    chat.page.reload()
    # It was open, so it is again; and it does not take the focus.
    expect(chat.questions).to_have_count(2)
    assert chat.focused() == "body"
    assert chat.words() == before
    expect(chat.page.locator(".help.alarm a").first).to_be_visible()


def test_two_tabs_share_one_conversation(visitors: Visitors) -> None:
    context = visitors.context()
    one = visitors.tab(context).visit(visitors.page).open()
    one.say("what is autologous?")
    two = visitors.tab(context).visit(visitors.page)
    two.open()
    expect(two.questions).to_have_count(1)
    two.say("How dangerous are the drugs?")
    expect(one.questions).to_have_count(2)
    assert one.words() == two.words()
    # In a closed one the answers are counted.
    one.page.get_by_role("button", name="Close the chat").click()
    two.say("thank you")
    expect(one.launcher).to_contain_text("1 new")
    one.open()
    assert one.words() == two.words()
    expect(one.page.locator(".badge")).to_be_hidden()
    # Deleted in one, it is gone from the other.
    two.choose("Delete my conversation")
    two.page.get_by_role("alertdialog").get_by_role("button", name="Delete my conversation").click()
    for chat in (one, two):
        expect(chat.questions).to_have_count(0)
        expect(chat.notice).to_have_text("Your conversation was deleted.")


def test_a_new_conversation_knows_nothing_of_the_old(visitors: Visitors) -> None:
    chat = visitors.new().open()
    chat.say("Am I eligible?")
    chat.choose("Start a new conversation")
    asked = chat.page.get_by_role("alertdialog")
    expect(asked).to_contain_text("no longer be shown")
    asked.get_by_role("button", name="Cancel").click()
    expect(chat.questions).to_have_count(1)
    chat.choose("Start a new conversation")
    asked.get_by_role("button", name="Start a new conversation").click()
    expect(chat.questions).to_have_count(0)
    expect(chat.notice).to_have_text("This is a new conversation.")
    assert chat.focused() == "field"
    # In the old one "45" would have been an age.
    chat.say("45")
    assert "diagnosis" not in " ".join(chat.words())
    expect(chat.notice).to_be_hidden()


def test_a_deleted_conversation_is_refused_afterwards(visitors: Visitors) -> None:
    chat = visitors.new().open()
    chat.say("what is autologous?")
    token = chat.page.evaluate("JSON.parse(localStorage['lupus-guide-chat:session']).token")
    chat.choose("Delete my conversation")
    chat.page.get_by_role("alertdialog").get_by_role("button", name="Delete my conversation").click()
    expect(chat.notice).to_have_text("Your conversation was deleted.")
    headers = {"Authorization": f"Bearer {token}"}
    assert chat.page.request.get(f"{visitors.page}api/v1/messages", headers=headers).status == 401
    # And one can go on.
    chat.say("what is autologous?")
    assert len(chat.words()) >= 2


def test_the_conversation_can_be_downloaded(visitors: Visitors, tmp_path: Path) -> None:
    chat = visitors.new().open()
    chat.say("what is autologous?")
    with chat.page.expect_download() as downloading:
        chat.choose("Download the conversation")
    downloading.value.save_as(tmp_path / "conversation.txt")
    text = (tmp_path / "conversation.txt").read_text(encoding="utf-8")
    assert "what is autologous?" in text
    assert "paragraph 5" in text


def test_an_answer_can_be_rated_with_a_reason(visitors: Visitors) -> None:
    chat = visitors.new().open()
    answer = chat.say("what is autologous?").page.locator(".entry.bot.answer").first
    down = answer.get_by_role("button", name="Not helpful")
    with chat.page.expect_response("**/feedback") as told:
        down.click()
    assert told.value.status == 204
    expect(down).to_have_attribute("aria-pressed", "true")
    answer.get_by_label("What was missing or wrong?").fill("It does not say why.")
    with chat.page.expect_response("**/feedback") as told:
        answer.get_by_role("button", name="Send feedback").click()
    assert told.value.status == 204
    assert told.value.request.post_data_json["reason"] == "It does not say why."
    expect(answer).to_contain_text("Thank you for the feedback.")


def test_near_the_limit_the_characters_are_counted(visitors: Visitors) -> None:
    chat = visitors.new().open()
    count = chat.page.locator("#count")
    chat.field.fill("a" * 399)
    expect(count).to_be_hidden()
    # As a person sees them, and as the server counts them: one sign of four bytes is one character.
    chat.field.fill("a" * 400 + "😀" * 50)
    expect(count).to_have_text("50 characters left")
    chat.field.fill("a" * 512)
    expect(count).to_have_text("12 characters too many")
    chat.field.press("Enter")
    expect(chat.questions).to_have_count(0)
    assert ("status", "12 characters too many") in chat.spoken()
    chat.field.fill("a" * 500)
    chat.field.press("Enter")
    chat.answer(1)


def test_the_page_starts_with_a_question(visitors: Visitors) -> None:
    chat = visitors.new()
    chat.page.get_by_role("button", name="Is it only a last resort?").click()
    chat.answer(1)
    assert chat.words()[0] == "You said: Is it only a last resort?"
    # From the host page: close, and open again.
    chat.page.evaluate("document.dispatchEvent(new CustomEvent('lupus-guide-chat:close'))")
    expect(chat.panel).to_be_hidden()
    chat.page.evaluate("document.dispatchEvent(new CustomEvent('lupus-guide-chat:open'))")
    expect(chat.panel).to_be_visible()


def test_the_tag_can_be_copied(visitors: Visitors) -> None:
    context = visitors.context(permissions=["clipboard-read", "clipboard-write"])
    chat = visitors.tab(context).visit(visitors.page)
    chat.page.get_by_role("button", name="Copy the tag").click()
    expect(chat.page.locator("#copied")).to_have_text("Copied.")
    tag = f'<script type="module" src="{visitors.page}widget.js"></script>'
    assert chat.page.evaluate("navigator.clipboard.readText()") == tag
