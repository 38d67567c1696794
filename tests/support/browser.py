"""The web chat as a person has it in a browser."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from bot.runner import Bot

EXECUTABLE = "/usr/bin/chromium"
# For a machine that is busy with something else, too; nothing waits for it where things go well.
MILLISECONDS = 30_000
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
# A whole eligibility dialogue, up to its verdict.
DIALOGUE = [
    "Am I eligible?",
    "45",
    "yes, confirmed",
    "Inflamed kidneys",
    "yes",
    "I don't know",
    "yes",
    "Yes, that is right",
]
# Written down as the page goes, since nobody can look at them afterwards.
RECORDER = """
    window.violations = [];
    window.spoken = [];
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) =>
        violations.push([violatedDirective, blockedURI, sourceFile].join(" ")));
    addEventListener("load", () => customElements.whenDefined("lupus-guide-chat").then(() => {
        const { shadowRoot } = document.querySelector("lupus-guide-chat");
        for (const region of shadowRoot.querySelectorAll("[role=status], [role=alert]"))
            new MutationObserver(() => region.textContent && spoken.push([region.role, region.textContent]))
                .observe(region, { childList: true });
    }));
"""


class Chat:
    """The chat on a page; `errors` has what its scripts threw, `loaded` every answer to the browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.loaded: list[Response] = []
        page.add_init_script(RECORDER)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        # A lambda, because Playwright cannot mark a method of a list.
        page.on("response", lambda response: self.loaded.append(response))  # noqa: PLW0108
        self.launcher = page.locator(".launcher")
        self.panel = page.locator("dialog.panel")
        self.field = page.get_by_label("Your question")
        self.log = page.get_by_role("log")
        self.answers = page.locator(".entry.bot")
        self.questions = page.locator(".entry.user")
        self.notice = page.locator(".trouble")
        self.menu = page.get_by_role("button", name="More")

    def visit(self, address: str) -> Chat:
        """Go to a page that has the chat on it."""
        self.page.goto(address)
        self.page.locator("lupus-guide-chat").wait_for(state="attached")
        self.page.locator(":is(.launcher, dialog.panel):visible").wait_for()
        return self

    def open(self) -> Chat:
        """Press the launcher and wait for the session."""
        self.launcher.click()
        self.page.locator(".help").wait_for()
        return self

    def say(self, text: str) -> Locator:
        """Type a message and wait for the answer to it; returns the last answer."""
        before = self.questions.count()
        self.field.fill(text)
        self.field.press("Enter")
        return self.answer(before + 1)

    def answer(self, questions: int) -> Locator:
        """The last answer, once so many questions have been answered."""
        expect(self.questions).to_have_count(questions)
        expect(self.log.locator(".entry.user ~ .entry.bot:not(:has(~ .entry.user))").first).to_be_attached()
        return self.answers.last

    def choose(self, item: str) -> None:
        """Something of the menu."""
        self.menu.click()
        self.page.locator(".menu").get_by_role("button", name=item).click()

    def words(self) -> list[str]:
        """What stands in the log, in its order, with who said it."""
        return self.page.locator(".entry").evaluate_all(
            "entries => entries.map((e) => e.firstChild.textContent + e.querySelector('.words').innerText)"
        )

    def focused(self) -> str:
        """What has the focus, as its class, id or tag, inside the chat too."""
        return self.page.evaluate(
            """() => {
                let element = document.activeElement;
                while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
                return element.id || element.className || element.localName;
            }"""
        )

    def spoken(self) -> list[tuple[str, str]]:
        """What a screen reader was told: the role of the region, and the words."""
        return [tuple(each) for each in self.page.evaluate("spoken")]

    def violations(self) -> list[str]:
        """What the page's Content-Security-Policy had to stop."""
        return self.page.evaluate("window.violations ?? []")

    def faults(self, of: str | None = None) -> list[str]:
        """What axe-core has against the page as it is now, by WCAG 2.2 AA; one line a rule and element.

        `of` is a selector where only a part is to be looked at.
        """
        found = Axe().run(self.page, of, {"runOnly": WCAG}).response["violations"]
        return [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ]


class Visitors:
    """People with browsers of their own; `context` takes Playwright's options, such as `color_scheme`."""

    def __init__(self, browser: Browser, bot: Bot) -> None:
        self.browser = browser
        self.page = f"{bot.address}/webchat/"
        self.contexts: list[BrowserContext] = []
        self.chats: list[Chat] = []

    def context(self, **options: object) -> BrowserContext:
        """A browser with nothing in it."""
        context = self.browser.new_context(**{"viewport": DESKTOP, **options})
        context.set_default_timeout(MILLISECONDS)
        self.contexts.append(context)
        return context

    def tab(self, context: BrowserContext) -> Chat:
        """A tab that has gone nowhere yet."""
        chat = Chat(context.new_page())
        self.chats.append(chat)
        return chat

    def new(self, **options: object) -> Chat:
        """Somebody new on the demonstration page."""
        return self.tab(self.context(**options)).visit(self.page)

    def leave(self) -> None:
        """Close everything; nothing may have gone wrong on the way that nobody saw."""
        errors = [error for chat in self.chats for error in chat.errors]
        violations = [each for chat in self.chats if not chat.page.is_closed() for each in chat.violations()]
        for context in self.contexts:
            context.close()
        assert errors == []
        assert violations == []
