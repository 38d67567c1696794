/** The verdict of the eligibility dialogue: a table to look at, to print, and to save for the doctor. */

/** @import { Table, Texts } from "./types.js" */

import { h, press, save } from "./dom.js";

const PAPER = `<style>
body { font: 1rem/1.5 sans-serif; margin: 2rem }
table { border-collapse: collapse }
th, td { border: 1px solid; padding: .5rem; text-align: start }
</style>`;
/** Hides the page around the chat. */
const ALONE = "@media print{body *:not(:has(lupus-guide-chat)):not(lupus-guide-chat){display:none!important}}";

/**
 * @param {Table} table
 * @param {Element} words what is said with it
 * @param {string} at
 * @param {Texts} t
 */
export function verdict({ caption, columns, rows }, words, at, t) {
  const body = rows.map(([first, ...rest]) =>
    h("tr", {}, h("th", { scope: "row" }, first), ...rest.map((cell) => h("td", {}, cell))),
  );
  const head = columns.map((name) => h("th", { scope: "col" }, name));
  const table = h(
    "table",
    {},
    h("caption", {}, caption),
    h("thead", {}, h("tr", {}, ...head)),
    h("tbody", {}, ...body),
  );
  const keep = () => save(paper(caption, [words, table], at, t), t.verdictFile);
  return [
    h("div", { class: "table", tabindex: "0", role: "group", "aria-label": caption }, table),
    h("div", { class: "choices" }, press({ onclick: print }, t.print), press({ onclick: keep }, t.save)),
  ];
}

/**
 * Print this entry alone: the page around is hidden by a sheet that needs no `unsafe-inline`.
 * @param {{currentTarget: HTMLElement}} event
 */
function print({ currentTarget }) {
  const entry = currentTarget.closest(".entry");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(ALONE);
  document.adoptedStyleSheets.push(sheet);
  entry?.classList.add("printed");
  const after = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    entry?.classList.remove("printed");
  };
  addEventListener("afterprint", after, { once: true });
  window.print();
}

/**
 * A page of its own that opens anywhere.
 * @param {string} title
 * @param {Element[]} parts
 * @param {string} at
 * @param {Texts} t
 */
function paper(title, parts, at, t) {
  const head = h("head", {}, h("meta", { charset: "utf-8" }), h("title", {}, title));
  const body = h(
    "body",
    {},
    h("h1", {}, title),
    h("p", {}, new Date(at).toLocaleDateString(t.lang, { dateStyle: "long" })),
    ...parts.map((part) => part.cloneNode(true)),
    h("p", {}, t.welcome.advice),
  );
  // The style is put in as text: as an element, a strict policy of the page would apply to it.
  const page = h("html", { lang: t.lang, dir: t.dir }, head, body).outerHTML.replace("</head>", `${PAPER}</head>`);
  return new Blob(["<!doctype html>", page], { type: "text/html" });
}
