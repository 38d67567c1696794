/** The panel: its parts, and what each does with the conversation. */

/** @import { Message, Texts } from "./types.js" */
/** @import { Conversation } from "./conversation.js" */

import { composer } from "./composer.js";
import { h, icon, press } from "./dom.js";
import { choice } from "./entry.js";
import { helplines } from "./helplines.js";
import { log } from "./log.js";
import { menu } from "./menu.js";
import { fill } from "./texts.js";

const SPOKEN_SECONDS = 8;

/**
 * @param {Conversation} conversation
 * @param {Texts} t
 * @param {() => void} close
 */
export function panel(conversation, t, close) {
  const { regions, say } = announcer();
  /** @type {import("./entry.js").Actions["choose"]} */
  const choose = (text, event) => {
    conversation.send(text);
    // A pressed button goes away with its turn, so the focus needs a place; after a tap one without a keyboard.
    (isTouch() && event.detail ? transcript.element : write.field).focus({ preventScroll: true });
  };
  const { title, what, advice, emergency } = t.welcome;
  const welcome = h(
    "div",
    { class: "welcome" },
    h(
      "div",
      { id: "welcome", class: "words" },
      h("p", {}, h("strong", {}, title), ` ${what}`),
      h("p", {}, advice),
      h("p", {}, emergency),
    ),
    h("div", { class: "choices" }, ...t.examples.map((text) => choice(text, choose))),
  );
  const write = composer(conversation, t, say);
  const transcript = log(welcome, {
    t,
    choose,
    retry: () => {
      conversation.flush();
      focus();
    },
    rate: async (...feedback) => {
      const done = await conversation.rate(...feedback);
      if (done) say(t.thanks);
      return done;
    },
  });
  /** Where typing begins; on a touch screen the title, so that no keyboard covers the notice. */
  const focus = () => (isTouch() ? heading : write.field).focus();
  const numbers = helplines(t);
  const { opener, elements, dismiss } = menu(conversation, t, focus);
  const notice = h("p", { class: "trouble" });
  const heading = h("h2", { id: "title", tabindex: "-1" }, t.name);
  const element = h(
    "dialog",
    { class: "panel", "aria-labelledby": "title", "aria-describedby": "welcome" },
    h(
      "header",
      {},
      h("div", {}, heading, h("p", {}, t.tagline)),
      opener,
      press({ "aria-label": t.close, onclick: close }, icon("close")),
    ),
    ...elements,
    numbers.element,
    transcript.element,
    notice,
    ...regions,
    write.element,
  );
  element.addEventListener("keydown", (event) => {
    const inQuestion = /** @type {Element} */ (event.target).closest(".ask");
    if (event.key !== "Escape" || event.isComposing || inQuestion) return;
    event.preventDefault();
    event.stopPropagation();
    if (!dismiss()) close();
  });
  // The back gesture of a phone.
  element.addEventListener("cancel", (event) => {
    if (event.target !== element) return;
    event.preventDefault();
    close();
  });

  /** Draw what has changed. */
  const draw = () => {
    // The numbers first: they take room from the log.
    numbers.draw(conversation);
    transcript.draw(conversation);
    const { trouble, reason } = conversation;
    const words = reason || (trouble && t.trouble[trouble]);
    if (words === notice.textContent) return;
    notice.textContent = words;
    if (words) say(words);
  };
  /** @param {Message[]} messages */
  const announce = (messages) => {
    const words = messages.map(({ text, source }) => text + (source ? ` ${fill(t.source, source)}` : ""));
    say(`${t.bot} ${words.join(" ")}`, messages.some(({ helplines }) => helplines));
  };
  return { element, draw, focus, announce, showLast: transcript.showLast };
}

/**
 * Tells a screen reader what has happened, in plain words, apart from the log: the log would be read with all
 * its buttons. `regions` must be in the page before `say` uses them, and are emptied again, so that nobody comes
 * across old words in them. Urgent words interrupt.
 */
function announcer() {
  const regions = ["status", "alert"].map((role) => h("div", { class: "unseen", role }));
  let timer = 0;
  const say = (words = "", urgent = false) => {
    clearTimeout(timer);
    regions.forEach((region, index) => (region.textContent = index === Number(urgent) ? words : ""));
    timer = words ? setTimeout(say, SPOKEN_SECONDS * 1000) : 0;
  };
  return { regions, say };
}

const isTouch = () => matchMedia("(pointer: coarse)").matches;
