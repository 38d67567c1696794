/** One entry of the log: what somebody said, and what can be done with it. */

/** @import { Message, Rating, Texts } from "./types.js" */

import { h, icon, press } from "./dom.js";
import { fill } from "./texts.js";
import { verdict } from "./verdict.js";

/**
 * @typedef {object} Actions
 * @property {Texts} t
 * @property {(text: string, event: MouseEvent) => void} choose an offered button was pressed
 * @property {() => void} retry
 * @property {(id: string, rating: Rating, reason?: string) => Promise<unknown>} rate to nothing if it failed
 */

/**
 * @param {string} text
 * @param {Actions} actions
 */
export function userEntry(text, { t, retry }) {
  return h(
    "div",
    { class: "entry user" },
    h("span", { class: "unseen" }, `${t.you} `),
    h("p", { class: "words" }, text),
    h("div", { class: "state" }, h("span"), press({ onclick: retry }, t.retry)),
  );
}

/**
 * @param {Message} message
 * @param {Actions} actions
 */
export function botEntry({ id, text, at, kind = "answer", table, source, buttons = [], rateable }, actions) {
  const { t, choose } = actions;
  const words = prose(text);
  const entry = h("div", { class: `entry bot ${kind}` }, h("span", { class: "unseen" }, `${t.bot} `), words);
  if (table) entry.append(...verdict(table, words, at, t));
  const foot = h("div", { class: "foot" });
  if (source) foot.append(h("p", {}, fill(t.source, source)));
  if (rateable) foot.append(...feedback(id, actions));
  entry.append(foot, h("div", { class: "choices offered" }, ...buttons.map(({ title }) => choice(title, choose))));
  return entry;
}

/**
 * A button that says its own words.
 * @param {string} title
 * @param {Actions["choose"]} choose
 */
export const choice = (title, choose) =>
  press({ onclick: (/** @type {MouseEvent} */ event) => choose(title, event) }, title);

/**
 * Paragraphs, and lines that begin with a dash as a list.
 * @param {string} text
 */
function prose(text) {
  const words = h("div", { class: "words" });
  for (const line of text.split("\n")) {
    const last = words.lastElementChild;
    if (line.startsWith("- ")) {
      const list = last?.matches("ul") ? last : words.appendChild(h("ul"));
      list.append(h("li", {}, line.slice(2)));
    } else if (line.trim()) words.append(h("p", {}, line));
  }
  return words;
}

/**
 * Thumbs up and down, and then a field for the reason.
 * @param {string} id
 * @param {Actions} actions
 */
function feedback(id, { t, rate }) {
  /** @type {Rating} */
  let given = "up";
  const field = h("textarea", { rows: "2", maxlength: "500", "aria-describedby": `note-${id}` });
  const thumbs = /** @type {Rating[]} */ (["up", "down"]).map((rating) => {
    const thumb = press({ class: rating, "aria-pressed": "false", "aria-label": t[rating] }, icon("thumb"));
    thumb.onclick = async () => {
      if (!(await rate(id, rating))) return;
      given = rating;
      for (const other of thumbs) other.setAttribute("aria-pressed", String(other === thumb));
      form.hidden = false;
    };
    return thumb;
  });
  /** @param {Event} event */
  const explain = async (event) => {
    event.preventDefault();
    if (!field.value.trim() || !(await rate(id, given, field.value.trim()))) return;
    thumbs[given === "up" ? 0 : 1].focus();
    form.replaceWith(h("p", {}, t.thanks));
  };
  const form = h(
    "form",
    { hidden: true, onsubmit: explain },
    h("label", {}, t.reason, field),
    h("p", { id: `note-${id}` }, t.reasonNote),
    h("button", {}, t.sendReason),
  );
  return [h("div", { class: "rate", role: "group", "aria-label": t.rate }, ...thumbs), form];
}
