/**
 * The one tag of the web chat:
 *
 *     <script type="module" src="https://guide-bot.example.org/webchat/widget.js"></script>
 *
 * Adds the chat to the page, with the `data-` attributes of the tag, unless the page has placed the element.
 */

// Named although others import them, so that a browser fetches all together and not one behind the other.
import "./api.js";
import "./composer.js";
import "./entry.js";
import "./helplines.js";
import "./log.js";
import "./menu.js";
import "./verdict.js";
import { Conversation } from "./conversation.js";
import { h, icon, press } from "./dom.js";
import { panel } from "./panel.js";
import { open } from "./storage.js";
import { fill, texts } from "./texts.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync(await (await fetch(new URL("widget.css", import.meta.url))).text());

/** Where there is room beside the panel; elsewhere it takes the whole window and the page behind rests. */
const ROOM = matchMedia("(min-width: 36.01rem) and (min-height: 30.01rem)");

/**
 * `<lupus-guide-chat data-lang data-theme data-position data-open data-question>`; embedding.md describes them.
 * Fires `lupus-guide-chat:opened` and `lupus-guide-chat:closed`; a page may call `open`, `close` and `ask`, or
 * fire `lupus-guide-chat:open` (`detail.question` is optional) and `lupus-guide-chat:close` at the document.
 */
class LupusGuideChat extends HTMLElement {
  #conversation = new Conversation();
  #t = texts(this.dataset.lang ?? document.documentElement.lang);
  #panel = panel(this.#conversation, this.#t, () => this.close());
  #badge = h("span", { class: "badge", hidden: true });
  #status = h("div", { class: "unseen", role: "status" });
  #launcher = press(
    { class: "launcher", "aria-haspopup": "dialog", onclick: () => this.open() },
    icon("chat"),
    this.#t.launch,
    this.#badge,
  );
  #unread = 0;
  /** @type {Element | null} */
  #opener = null;

  connectedCallback() {
    if (this.shadowRoot) return;
    const { lang, dir, name } = this.#t;
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const parts = [this.#launcher, this.#panel.element, this.#status];
    root.append(h("section", { "aria-label": name, lang, dir }, ...parts));

    this.#conversation.addEventListener("change", () => this.#panel.draw());
    this.#conversation.addEventListener("said", (event) => this.#hear(/** @type {CustomEvent} */ (event).detail));
    document.addEventListener("lupus-guide-chat:open", (event) => {
      const question = /** @type {CustomEvent} */ (event).detail?.question;
      if (question) this.ask(String(question));
      else this.open();
    });
    document.addEventListener("lupus-guide-chat:close", () => this.close());
    document.addEventListener("focusin", (event) => this.#makeWay(event));
    ROOM.addEventListener("change", () => this.#isOpen && this.#show(!!root.activeElement));
    visualViewport?.addEventListener("resize", () => this.#fit());
    if (open.load() || ("open" in this.dataset && ROOM.matches)) this.#begin(false);
  }

  /** Open the panel and put the focus into it. */
  open() {
    if (this.#isOpen) {
      this.#panel.focus();
      return;
    }
    const { activeElement } = document;
    this.#opener = activeElement === this || activeElement === document.body ? null : activeElement;
    this.#begin(true);
  }

  /** Close the panel; the focus goes back to where it came from, if it was in the panel. */
  close() {
    if (!this.#isOpen) return;
    const focused = this.shadowRoot?.activeElement;
    this.#panel.element.close();
    this.#launcher.hidden = false;
    open.save(false);
    const opener = this.#opener?.isConnected ? /** @type {HTMLElement} */ (this.#opener) : this.#launcher;
    if (focused) opener.focus();
    this.#fire("closed");
  }

  /**
   * Open the panel and ask a question.
   * @param {string} question
   */
  ask(question) {
    this.open();
    this.#conversation.send(question);
  }

  get #isOpen() {
    return this.#panel.element.open;
  }

  /** @param {boolean} focus */
  async #begin(focus) {
    this.#show(focus);
    this.#unread = 0;
    this.#label();
    open.save(true);
    this.#fire("opened");
    const { question } = this.dataset;
    await this.#conversation.flush();
    this.#panel.showLast();
    const { messages, outbox } = this.#conversation;
    if (question && !messages.length && !outbox.length) this.#conversation.send(question);
  }

  /** @param {boolean} focus */
  #show(focus) {
    const { element } = this.#panel;
    element.close();
    // Where there is room: by the attribute, because show() would take the focus.
    if (ROOM.matches) element.open = true;
    else element.showModal();
    this.#launcher.hidden = true;
    this.#fit();
    this.#panel.draw();
    this.#panel.showLast();
    if (focus) this.#panel.focus();
  }

  /** The window without the keyboard of a phone. */
  #fit() {
    this.#panel.element.style.setProperty("--height", `${visualViewport?.height ?? innerHeight}px`);
  }

  /** @param {import("./types.js").Message[]} messages */
  #hear(messages) {
    if (this.#isOpen) {
      this.#panel.announce(messages);
      return;
    }
    this.#unread += messages.length;
    this.#label();
    this.#status.textContent = `${this.#t.name}: ${this.#badge.textContent}`;
  }

  #label() {
    this.#badge.hidden = !this.#unread;
    this.#badge.textContent = fill(this.#t.unread, this.#unread);
    this.#status.textContent = "";
  }

  /**
   * Whatever of the page has the focus must be seen: the chat gives way where it lies upon it.
   * @param {FocusEvent} event
   */
  #makeWay({ target }) {
    const covered = () => {
      const { left, top, width, height } = /** @type {Element} */ (target).getBoundingClientRect();
      // Before the next frame the focus may have moved on, for instance into the chat.
      const stays = target === document.activeElement && target !== this;
      return stays && document.elementFromPoint(left + width / 2, top + height / 2) === this;
    };
    // Once the browser has scrolled it into view.
    requestAnimationFrame(() => {
      this.#launcher.classList.remove("aside");
      if (covered()) this.close();
      this.#launcher.classList.toggle("aside", covered());
    });
  }

  /** @param {string} what */
  #fire(what) {
    this.dispatchEvent(new CustomEvent(`lupus-guide-chat:${what}`, { bubbles: true }));
  }
}

if (!document.querySelector("lupus-guide-chat")) {
  const chat = document.createElement("lupus-guide-chat");
  const tag = [...document.scripts].find(({ src }) => src === import.meta.url);
  Object.assign(chat.dataset, tag?.dataset);
  document.body.append(chat);
}
// Last, so that the element finds its attributes in place.
customElements.define("lupus-guide-chat", LupusGuideChat);
