/** What can be done with the whole conversation, and a question before what cannot be undone. */

/** @import { Conversation } from "./conversation.js" */
/** @import { Texts } from "./types.js" */

import { h, icon, press, save } from "./dom.js";

/**
 * @param {Conversation} conversation
 * @param {Texts} t
 * @param {() => void} done where the focus goes after the conversation was replaced
 */
export function menu(conversation, t, done) {
  const opener = press({ "aria-label": t.menu, "aria-expanded": "false", onclick: () => toggle() }, icon("menu"));
  const list = h("div", { class: "menu", hidden: true });
  const question = h("p", { id: "question" });
  const yes = press({ class: "yes" }, "");
  const no = press({ onclick: () => ask.close() }, t.cancel);
  const ask = h("dialog", { class: "ask", role: "alertdialog", "aria-labelledby": "question" }, question, no, yes);

  const toggle = (open = list.hidden) => {
    list.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
  };
  /** @param {"restart" | "erase"} what */
  const confirm = (what) => () => {
    question.textContent = t.ask[what];
    yes.textContent = t[what];
    yes.onclick = async () => {
      ask.close();
      await conversation[what]();
      done();
    };
    ask.showModal();
  };
  const download = async () => {
    const file = await conversation.transcript();
    if (file) save(file, t.transcriptFile);
  };
  /** @type {[string, () => void][]} */
  const items = [
    [t.restart, confirm("restart")],
    [t.transcript, download],
    [t.erase, confirm("erase")],
  ];
  for (const [label, act] of items) {
    const choose = () => {
      toggle(false);
      opener.focus();
      act();
    };
    list.append(press({ onclick: choose }, label));
  }

  /** Close the list, if it is open; whether it was. */
  const dismiss = () => {
    if (list.hidden) return false;
    toggle(false);
    opener.focus();
    return true;
  };
  return { opener, elements: [list, ask], dismiss };
}
