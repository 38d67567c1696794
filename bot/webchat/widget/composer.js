/** The text field: Enter sends, Shift and Enter makes a new line, and near the limit it counts. */

/** @import { Conversation } from "./conversation.js" */
/** @import { Texts } from "./types.js" */

import { h, icon } from "./dom.js";
import { fill } from "./texts.js";

/** From this share of the limit on, the characters that are left are shown. */
const NEAR = 0.8;

/**
 * @param {Conversation} conversation
 * @param {Texts} t
 * @param {(words: string) => void} say
 */
export function composer(conversation, t, say) {
  const count = h("p", { id: "count" });
  const field = h("textarea", {
    id: "field",
    rows: "1",
    placeholder: t.placeholder,
    "aria-describedby": "count",
    enterkeyhint: "send",
  });
  /** "", "near" the limit or "over" it. */
  let standing = "";

  const measure = () => {
    const limit = conversation.maxCharacters;
    // As the server counts: by code points, without the white space around.
    const left = limit - [...field.value.trim()].length;
    const now = left < 0 ? "over" : left <= limit * (1 - NEAR) ? "near" : "";
    count.textContent = now && fill(now === "over" ? t.over : t.left, Math.abs(left));
    field.setAttribute("aria-invalid", String(now === "over"));
    if (now && now !== standing) say(count.textContent);
    standing = now;
  };
  /** @param {Event} event */
  const send = (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (standing === "over") say(count.textContent ?? "");
    else if (text) {
      field.value = "";
      measure();
      conversation.send(text);
    }
  };
  field.addEventListener("input", measure);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  });
  const element = h(
    "form",
    { class: "composer", onsubmit: send },
    h("label", { class: "unseen", for: "field" }, t.field),
    field,
    h("button", { class: "send", "aria-label": t.send }, icon("send")),
    count,
  );
  return { element, field };
}
