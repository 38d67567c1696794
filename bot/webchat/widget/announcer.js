/**
 * Tells a screen reader what has happened, in plain words, apart from the log: the log would be read with all its
 * buttons. Each region is emptied again, so that nobody comes across old words in it.
 */

import { h } from "./dom.js";

const SECONDS = 8;

/** The live regions, which must be in the page before they speak, and `say`; urgent words interrupt. */
export function announcer() {
  const polite = h("div", { class: "unseen", role: "status" });
  const urgent = h("div", { class: "unseen", role: "alert" });
  let timer = 0;
  const put = (calm = "", alarm = "") => {
    polite.textContent = calm;
    urgent.textContent = alarm;
  };
  const say = (words = "", isUrgent = false) => {
    clearTimeout(timer);
    if (isUrgent) put("", words);
    else put(words);
    timer = setTimeout(put, SECONDS * 1000);
  };
  return { regions: [polite, urgent], say };
}
