/** The log: draws the conversation, keeps what is drawn, and shows the newest to those who read the newest. */

/** @import { Conversation } from "./conversation.js" */
/** @import { Actions } from "./entry.js" */

import { h } from "./dom.js";
import { botEntry, userEntry } from "./entry.js";
import { fill } from "./texts.js";

/** Pixels from the end within which somebody is reading the newest. */
const NEAR = 120;

/**
 * @param {HTMLElement} welcome stands before everything
 * @param {Actions} actions
 */
export function log(welcome, actions) {
  const { t } = actions;
  /** @type {Map<string, HTMLElement>} */
  const entries = new Map();
  const writing = h("p", { class: "writing", hidden: true }, t.writing, h("i"));
  // aria-live off: the announcer speaks, once and without buttons.
  const element = h(
    "div",
    { class: "log", role: "log", "aria-live": "off", "aria-label": t.log, tabindex: "0" },
    welcome,
    writing,
  );

  // Kept from the last scrolling: by the time of drawing, the helplines may have taken room.
  let near = true;
  element.onscroll = () => {
    near = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
  };

  /** Scroll to the last question, or to the end where the end is nearer. */
  const showLast = () => {
    const last = [...entries.values()].findLast((entry) => entry.matches(".user"));
    element.scrollTop = last ? last.offsetTop - 12 : 0;
  };

  /** @param {Conversation} conversation */
  const draw = ({ messages, outbox, sending, wait }) => {
    const unsent = new Set(outbox.map(({ id }) => id));
    const said = new Set(messages.map(({ id }) => id));
    /** @type {{id: string, text: string, role?: string}[]} */
    const all = [...messages, ...outbox.filter(({ id }) => !said.has(id))];
    for (const [id, entry] of entries) {
      if (said.has(id) || unsent.has(id)) continue;
      entry.remove();
      entries.delete(id);
    }
    const count = entries.size;
    const lastQuestion = all.findLastIndex(({ role }) => role !== "bot");
    all.forEach((message, index) => {
      const { id, text, role } = message;
      const entry =
        entries.get(id) ??
        (role === "bot" ? botEntry(/** @type {any} */ (message), actions) : userEntry(text, actions));
      entries.set(id, entry);
      const place = element.children[index + 1];
      if (place !== entry) place.before(entry);
      // The buttons of earlier turns go; but never from under somebody's focus.
      entry.classList.toggle("past", index < lastQuestion && !entry.matches(":focus-within"));
      if (role === "bot") return;
      const [words, retry] = /** @type {NodeListOf<HTMLElement>} */ (entry.querySelectorAll(".state *"));
      entry.classList.toggle("unsent", unsent.has(id) && sending !== "sending");
      words.textContent = sending === "waiting" ? fill(t.waiting, wait) : t.failed;
      retry.hidden = sending === "waiting";
    });
    writing.hidden = sending !== "sending";
    if (entries.size > count && (near || lastQuestion === all.length - 1)) showLast();
  };
  return { element, draw, showLast };
}
