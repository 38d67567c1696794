/** The numbers to call: at hand from the start, and after a red flag open and in view for good. */

/** @import { Conversation } from "./conversation.js" */
/** @import { Texts } from "./types.js" */

import { h } from "./dom.js";

const SAFE = /^(tel|sms|https):/;

/** @param {Texts} t */
export function helplines(t) {
  const element = h("div", { class: "help" });
  let drawn = "";

  /** @param {Conversation} conversation */
  const draw = ({ messages, helplines }) => {
    const alarm = messages.findLast((message) => message.stay_in_view);
    const lines = alarm?.helplines?.length ? alarm.helplines : helplines;
    // Drawn anew only for a change: somebody may be on a link.
    const wanted = JSON.stringify([!!alarm, lines]);
    if (wanted === drawn) return;
    drawn = wanted;
    const list = h("ul", { "aria-label": t.helplines });
    for (const { label, href } of lines.filter(({ href }) => SAFE.test(href))) {
      const target = href.startsWith("https:") && "_blank";
      list.append(h("li", {}, h("a", { href, target, rel: "noreferrer" }, label)));
    }
    element.classList.toggle("alarm", !!alarm);
    element.hidden = !list.firstChild;
    element.replaceChildren(
      alarm
        ? h("div", {}, h("strong", {}, t.helplinesNow), list)
        : h("details", {}, h("summary", {}, t.helplines), list),
    );
  };
  return { element, draw };
}
