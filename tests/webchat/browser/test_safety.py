"""What hostile pages, people and replies can do, and what the browser loads, from where."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from playwright.sync_api import Route, expect

from tests.support.browser import Chat, Visitors
from tests.webchat.browser.conftest import SITE

pytestmark = pytest.mark.slow

# 15 kB: what is asked of the widget; the usual ones load 110 kB and more.
MAX_BYTES = 15_000
ATTACK = "<img src=x onerror=alert(1)><script>alert(1)</script>"
HOSTILE = {
    "id": '"><b>id</b>',
    "role": "bot",
    "at": "2026-11-25T10:00:00Z",
    "kind": 'answer" onclick="alert(1)',
    "text": f"{ATTACK}\n- {ATTACK}",
    "source": ATTACK,
    "buttons": [{"title": ATTACK}],
    "rateable": True,
    "stay_in_view": True,
    "helplines": [
        {"label": ATTACK, "href": "tel:911"},
        {"label": "script", "href": "javascript:alert(1)"},
        {"label": "data", "href": "data:text/html,<script>alert(1)</script>"},
    ],
    "table": {"caption": ATTACK, "columns": [ATTACK, ATTACK], "rows": [[ATTACK, ATTACK]]},
}


def elsewhere(visitors: Visitors, site: str, attributes: str = "") -> Chat:
    """The chat's tag on a page of another site, under the policy that embedding.md asks for."""
    bot = visitors.page.removesuffix("/webchat/")
    policy = f"default-src 'none'; script-src {bot}; connect-src {bot}; require-trusted-types-for 'script'"
    body = (
        '<!doctype html><html lang="en"><title>A site</title><body><h1>A site</h1>'
        f'<script type="module" src="{visitors.page}widget.js" {attributes}></script>'
    )

    def serve(route: Route) -> None:
        route.fulfill(content_type="text/html", body=body, headers={"Content-Security-Policy": policy})

    context = visitors.context()
    context.route(f"{site}/", serve)
    return visitors.tab(context)


def test_a_listed_site_can_show_the_chat_under_a_strict_policy(visitors: Visitors) -> None:
    chat = elsewhere(visitors, SITE).visit(f"{SITE}/").open()
    assert "paragraph 5" in chat.say("what is autologous?").page.locator(".foot").first.inner_text()


def test_another_site_cannot(visitors: Visitors) -> None:
    chat = elsewhere(visitors, "http://evil.localhost")
    chat.page.goto("http://evil.localhost/")
    chat.page.wait_for_load_state("networkidle")
    assert chat.page.locator("lupus-guide-chat").count() == 0
    refused = chat.page.evaluate(
        f"fetch('{visitors.page}api/v1/sessions', {{method: 'POST'}}).then(() => 'read', () => 'refused')"
    )
    assert refused == "refused"


def test_the_tag_s_attributes_reach_the_chat(visitors: Visitors) -> None:
    attributes = 'data-theme="dark" data-position="start" data-open data-question="what is autologous?"'
    chat = elsewhere(visitors, SITE, attributes).visit(f"{SITE}/")
    chat.answer(1)
    assert chat.words()[0] == "You said: what is autologous?"
    assert chat.panel.evaluate("panel => getComputedStyle(panel).colorScheme") == "dark"
    box = chat.panel.bounding_box()
    assert box is not None
    assert box["x"] < 100
    assert chat.focused() == "body"


@pytest.mark.parametrize("forged", ["another", "cut", "none"])
def test_a_stolen_session_is_refused(visitors: Visitors, forged: str) -> None:
    owner = visitors.new().open()
    owner.say("what is autologous?")
    key = "lupus-guide-chat:session"
    session = json.loads(owner.page.evaluate(f"localStorage['{key}']"))
    # An id that somebody saw or guessed is worth nothing without the server's signature.
    token = session["token"]
    session["token"] = {"another": token[:-6] + "AAAAAA", "cut": token.split(".")[0], "none": ""}[forged]
    thief = visitors.new()
    thief.page.evaluate("([key, value]) => { localStorage[key] = value }", [key, json.dumps(session)])
    thief.page.reload()
    thief.open()
    expect(thief.notice).to_have_text("The last conversation has ended. This is a new one.")
    expect(thief.questions).to_have_count(0)
    # Only the new conversation's own token lets this through.
    thief.say("hello")
    assert thief.page.evaluate(f"JSON.parse(localStorage['{key}']).token") != session["token"]


def test_what_is_typed_stays_text(visitors: Visitors) -> None:
    chat = visitors.new().open()
    chat.page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    for text in (ATTACK, '"><svg onload=alert(1)>', "javascript:alert(1)", "${alert(1)} {{alert(1)}}"):
        chat.say(text)
        assert f"You said: {text}" in chat.words()
    answer = (
        chat.say("what is autologous?").page.locator(".entry.answer", has=chat.page.locator(".rate")).last
    )
    answer.get_by_role("button", name="Not helpful").click()
    answer.get_by_label("What was missing or wrong?").fill(ATTACK)
    answer.get_by_role("button", name="Send feedback").click()
    expect(answer).to_contain_text("Thank you")
    chat.page.reload()
    expect(chat.questions).to_have_count(5)
    assert chat.log.locator("img, script").count() == 0


def test_what_a_reply_holds_stays_text(visitors: Visitors) -> None:
    chat = visitors.new()
    chat.page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    session = {
        "token": ATTACK,
        "expires_at": "2099-01-01T00:00:00Z",
        "max_characters": 500,
        "helplines": HOSTILE["helplines"],
    }
    chat.page.route("**/api/v1/sessions", lambda route: route.fulfill(status=201, json=session))
    chat.page.route("**/api/v1/messages", lambda route: route.fulfill(json={"messages": [HOSTILE]}))
    chat.open()
    chat.field.fill(ATTACK)
    chat.field.press("Enter")
    chat.answer(1)
    for place in (".words", ".foot", ".offered", "caption", "thead", "tbody"):
        expect(chat.answers.first.locator(place).first).to_contain_text(ATTACK)
    hrefs = chat.page.locator(".help a").evaluate_all("links => links.map((link) => link.href)")
    assert hrefs == ["tel:911"]
    chat.page.locator(".help a").first.get_by_text(ATTACK).wait_for()
    assert chat.panel.locator("img, script, b").count() == 0


def test_the_browser_loads_little_and_from_one_place(visitors: Visitors) -> None:
    chat = visitors.new().open()
    chat.say("what is autologous?")
    origin = visitors.page.removesuffix("/webchat/")
    assert {response.url.startswith(origin) for response in chat.loaded} == {True}
    own = re.compile(rf"{re.escape(visitors.page)}\w+\.(js|css)")
    loaded = [response for response in chat.loaded if own.fullmatch(response.url)]
    assert {response.url.rsplit("/", 1)[1] for response in loaded} >= {"widget.js", "widget.css", "texts.js"}
    assert {response.headers["content-encoding"] for response in loaded} == {"gzip"}
    assert sum(len(gzip.compress(response.body())) for response in loaded) <= MAX_BYTES


def test_the_token_is_in_no_address(visitors: Visitors) -> None:
    chat = visitors.new().open()
    chat.say("what is autologous?")
    token = chat.page.evaluate("JSON.parse(localStorage['lupus-guide-chat:session']).token")
    with chat.page.expect_download():
        chat.choose("Download the conversation")
    assert [response.url for response in chat.loaded if token in response.url] == []
    assert chat.page.context.cookies() == []
