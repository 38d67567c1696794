"""That everybody can use it: WCAG 2.2 AA in every state, and what no program checks by itself."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.support.browser import DESKTOP, DIALOGUE, NARROW, PHONE, Chat, Visitors

pytestmark = pytest.mark.slow

MIN_TARGET = 44


def closed(chat: Chat) -> None:
    pass


def opened(chat: Chat) -> None:
    chat.open()


def numbers(chat: Chat) -> None:
    chat.open().page.locator("summary").click()


def answered(chat: Chat) -> None:
    answer = chat.open().say("what is autologous?").page.locator(".entry.answer")
    answer.get_by_role("button", name="Not helpful").click()
    expect(answer.locator("form")).to_be_visible()


def clarified(chat: Chat) -> None:
    chat.open().say("kidneys or blood vessels")


def alarmed(chat: Chat) -> None:
    chat.open().say("I don't want to live any more")


def judged(chat: Chat) -> None:
    chat.open()
    for text in DIALOGUE:
        chat.say(text)


def menu(chat: Chat) -> None:
    chat.open().menu.click()


def asked_back(chat: Chat) -> None:
    chat.open().choose("Delete my conversation")


def unsent(chat: Chat) -> None:
    chat.open().page.context.set_offline(True)
    chat.field.fill("what is autologous?")
    chat.field.press("Enter")
    expect(chat.page.get_by_role("button", name="Retry")).to_be_visible()


def too_long(chat: Chat) -> None:
    chat.open().field.fill("a" * 501)


STATES: list[Callable[[Chat], None]] = [
    closed, opened, numbers, answered, clarified, alarmed, judged, menu, asked_back, unsent, too_long,
]  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_no_state_has_a_fault(visitors: Visitors, state: Callable[[Chat], None]) -> None:
    chat = visitors.new()
    state(chat)
    # The page around is looked at once; behind the open chat it is no different.
    part = None if state is closed else "lupus-guide-chat"
    found = {}
    for size in (DESKTOP, NARROW):
        chat.page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            chat.page.emulate_media(color_scheme=scheme)
            found[f"{size['width']}, {scheme}"] = [*chat.faults(part), *small_targets(chat), *sideways(chat)]
    assert {where: faults for where, faults in found.items() if faults} == {}


def small_targets(chat: Chat) -> list[str]:
    """What can be pressed in the chat and is smaller than a thumb."""
    return chat.page.evaluate(
        """(least) => [...document.querySelector("lupus-guide-chat").shadowRoot
            .querySelectorAll("button, a, summary, textarea")]
            .filter((e) => e.checkVisibility({ visibilityProperty: true }))
            .map((e) => [e, e.getBoundingClientRect()])
            .filter(([, box]) => Math.min(box.width, box.height) < least - 0.01)
            .map(([e, box]) => `small: ${e.textContent || e.ariaLabel} ${box.width} x ${box.height}`)""",
        MIN_TARGET,
    )


def sideways(chat: Chat) -> list[str]:
    """What would have to be scrolled sideways; a table may, in a frame of its own."""
    return chat.page.evaluate(
        """() => [document.documentElement, ...document.querySelector("lupus-guide-chat").shadowRoot
            .querySelectorAll(".panel, .log, .help, .composer")]
            .filter((e) => e.scrollWidth > e.clientWidth + 1)
            .map((e) => `sideways: ${e.className || e.localName} ${e.scrollWidth} > ${e.clientWidth}`)"""
    )


def test_the_words_of_the_live_region(visitors: Visitors) -> None:
    chat = visitors.new()
    chat.page.clock.install()
    chat.open()
    chat.say("what is autologous?")
    [(role, words), *_] = chat.spoken()
    assert role == "status"
    assert words.startswith("Guide bot said: Autologous means")
    assert "Source: Stem Cell Transplants guide, paragraph 5" in words
    # The buttons are found in the log, and not read out.
    assert "What does allogeneic mean?" not in words
    status = chat.panel.get_by_role("status").first
    expect(status).not_to_be_empty()
    chat.page.clock.run_for(10_000)
    expect(status).to_be_empty()
    # A red flag interrupts.
    chat.say("I don't want to live any more")
    role, words = chat.spoken()[-1]
    assert role == "alert"
    assert "988" in words
    # The log itself stays silent, or everything would be read twice.
    expect(chat.log).to_have_attribute("aria-live", "off")


def test_a_line_about_help_interrupts_and_does_not_stay(visitors: Visitors) -> None:
    lines = [{"label": "911", "href": "tel:911"}]
    said = {"role": "bot", "at": "2026-11-26T02:00:00.000Z"}
    replies = [
        {**said, "id": "1", "text": "If so, call 911.", "kind": "caution", "helplines": lines},
        {**said, "id": "2", "text": "The answer.", "kind": "answer"},
    ]
    chat = visitors.new().open()
    chat.page.route("**/api/v1/messages", lambda route: route.fulfill(json={"messages": replies}))
    chat.say("is it my heart?")
    assert chat.spoken()[-1] == ("alert", "Guide bot said: If so, call 911. The answer.")
    # Nothing is sure, so nothing stays in view.
    expect(chat.page.locator(".help.alarm")).to_have_count(0)
    assert chat.faults() == []


def test_the_order_of_reading(visitors: Visitors) -> None:
    chat = visitors.new().open()
    chat.say("what is autologous?")
    snapshot = chat.panel.aria_snapshot()
    parts = [
        'heading "Guide bot"',
        'button "More"',
        'button "Close the chat"',
        "Emergency numbers",
        'log "Conversation"',
        "I am a bot",
        "You said:",
        "Guide bot said:",
        "Source: Stem Cell Transplants guide",
        'group "Was this answer helpful?"',
        "What does allogeneic mean?",
        'textbox "Your question"',
        'button "Send"',
    ]
    places = [snapshot.find(part) for part in parts]
    assert -1 not in places, snapshot
    assert places == sorted(places), snapshot


def test_no_message_moves_the_focus(visitors: Visitors) -> None:
    context = visitors.context()
    reader = visitors.tab(context).visit(visitors.page).open()
    reader.say("what is autologous?")
    writer = visitors.tab(context).visit(visitors.page).open()
    # Both tabs have the conversation; what was said before comes a moment after the window.
    expect(writer.questions).to_have_count(1)
    for place in (
        reader.field,
        reader.log,
        reader.menu,
        reader.answers.last,
        reader.page.locator(".offered button").first,
        reader.page.get_by_role("button", name="Copy the tag"),
    ):
        place.focus()
        focused = reader.focused()
        count = reader.questions.count()
        writer.say("thank you")
        expect(reader.questions).to_have_count(count + 1)
        assert reader.focused() == focused


def test_escape_leads_back_to_where_one_came_from(visitors: Visitors) -> None:
    for size in (DESKTOP, PHONE):
        chat = visitors.new(viewport=size)
        opener = chat.page.get_by_role("button", name="How dangerous are the drugs?")
        opener.focus()
        chat.page.keyboard.press("Enter")
        chat.answer(1)
        chat.page.keyboard.press("Escape")
        expect(chat.panel).to_be_hidden()
        expect(opener).to_be_focused()
        chat.launcher.focus()
        chat.page.keyboard.press("Enter")
        expect(chat.panel).to_be_visible()
        chat.page.keyboard.press("Escape")
        expect(chat.launcher).to_be_focused()


def test_the_chat_stays_open_where_it_covers_what_had_the_focus_before(visitors: Visitors) -> None:
    chat = visitors.new(viewport=PHONE)
    chat.page.evaluate(
        """() => {
            document.querySelector("[data-question]").focus();
            document.dispatchEvent(new CustomEvent("lupus-guide-chat:open"));
        }"""
    )
    chat.page.wait_for_timeout(300)
    expect(chat.panel).to_be_visible()


@pytest.mark.parametrize("start_open", [True, False])
def test_the_focus_is_never_under_the_chat(visitors: Visitors, start_open: bool) -> None:
    chat = visitors.new(viewport={"width": 800, "height": 600})
    if start_open:
        chat.open()
    chat.page.locator(".skip").focus()
    seen = 0
    for _ in range(30):
        chat.page.keyboard.press("Tab")
        chat.page.wait_for_timeout(50)
        hidden = chat.page.evaluate(
            """() => {
                const element = document.activeElement;
                if (element === document.body || element.localName === "lupus-guide-chat") return null;
                const { left, top, width, height } = element.getBoundingClientRect();
                const on_top = document.elementFromPoint(left + width / 2, top + height / 2);
                return on_top?.localName === "lupus-guide-chat";
            }"""
        )
        if hidden is None:
            break
        seen += 1
        assert not hidden
    assert seen >= 10


def test_on_a_phone_the_page_behind_rests(visitors: Visitors) -> None:
    chat = visitors.new(viewport=PHONE, has_touch=True, is_mobile=True)
    chat.launcher.tap()
    # No keyboard covers the notice: the title has the focus, and not the field.
    assert chat.focused() == "title"
    box = chat.panel.bounding_box()
    assert box == {"x": 0, "y": 0, **PHONE}
    for _ in range(12):
        chat.page.keyboard.press("Tab")
        inside = chat.page.evaluate("document.activeElement.localName")
        assert inside in ("lupus-guide-chat", "body")
    # Turned to where there is room, it goes on beside the page.
    chat.page.set_viewport_size(DESKTOP)
    expect(chat.panel).to_be_visible()
    assert chat.panel.bounding_box() != box


def test_enlarged_to_twice_the_size_everything_is_there(visitors: Visitors) -> None:
    chat = visitors.new(viewport={"width": 640, "height": 400}, device_scale_factor=2).open()
    chat.say("what is autologous?")
    for part in (chat.field, chat.menu, chat.log):
        expect(part).to_be_in_viewport()
    assert sideways(chat) == []
    # And with text alone at twice its size.
    chat = visitors.new()
    chat.page.evaluate("document.documentElement.style.fontSize = '200%'")
    chat.open()
    assert chat.field.evaluate("field => getComputedStyle(field).fontSize") == "32px"
    assert sideways(chat) == []


def test_forced_colours_leave_edges_to_see(visitors: Visitors) -> None:
    chat = visitors.new(forced_colors="active").open()
    chat.say("what is autologous?")
    for part in (chat.panel, chat.field, chat.questions.first.locator(".words"), chat.page.locator(".send")):
        edge = part.evaluate("e => [getComputedStyle(e).borderTopWidth, getComputedStyle(e).borderTopStyle]")
        assert edge == ["1px", "solid"]
    assert chat.faults() == []


def test_nothing_moves_for_those_who_asked_for_that(visitors: Visitors) -> None:
    chat = visitors.new(reduced_motion="reduce").open()

    def slowly(route: Route) -> None:
        chat.page.wait_for_timeout(300)
        route.continue_()

    chat.page.route("**/messages", slowly)
    chat.field.fill("what is autologous?")
    chat.field.press("Enter")
    expect(chat.page.get_by_text("The guide bot is writing")).to_be_visible()
    moving = "chat => chat.shadowRoot.getAnimations().length"
    assert chat.page.locator("lupus-guide-chat").evaluate(moving) == 0
    chat.answer(1)


def test_another_language_may_run_from_right_to_left(visitors: Visitors) -> None:
    context = visitors.context()

    def turned(route: Route) -> None:
        response = route.fetch()
        body = re.sub(r'dir: "ltr"', 'dir: "rtl"', response.text())
        route.fulfill(response=response, body=body, headers={"content-type": "text/javascript"})

    context.route("**/texts.js", turned)
    chat = visitors.tab(context).visit(visitors.page).open()
    chat.say("what is autologous?")
    panel, question = chat.panel.bounding_box(), chat.questions.first.locator(".words").bounding_box()
    close = chat.page.get_by_role("button", name="Close the chat").bounding_box()
    assert panel and question and close
    middle = panel["x"] + panel["width"] / 2
    assert panel["x"] < 100
    assert question["x"] + question["width"] / 2 < middle
    assert close["x"] < middle
    assert sideways(chat) == []
    assert chat.faults() == []


def test_the_checks_see_into_the_chat(visitors: Visitors) -> None:
    chat = visitors.new().open()
    chat.page.locator("lupus-guide-chat").evaluate(
        """chat => {
            chat.style.setProperty("--lupus-guide-text", "#ccc");
            const button = chat.shadowRoot.querySelector(".send");
            button.removeAttribute("aria-label");
            button.style.minHeight = button.style.height = "40px";
        }"""
    )
    rules = {fault.split(":")[0] for fault in chat.faults("lupus-guide-chat")}
    assert rules >= {"color-contrast", "button-name"}
    assert len(small_targets(chat)) == 1
