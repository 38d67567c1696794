/** Builds DOM nodes. Text only ever becomes a text node, so nothing that somebody wrote can turn into markup. */

/** @typedef {Record<string, string | boolean | ((event: any) => void)>} Attributes */

/**
 * An element with attributes, listeners (functions, named like `onclick`) and children; `false` leaves one out.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} attributes
 * @param {...(Node | string)} children
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/**
 * A button that does something here.
 * @param {Attributes} attributes
 * @param {...(Node | string)} children
 */
export const press = (attributes, ...children) => h("button", { type: "button", ...attributes }, ...children);

/** Outlines on a grid of 24 by 24. */
const ICONS = {
  chat: "M4 5h16v11H10l-5 4v-4H4z M8 9h8 M8 12h5",
  close: "M6 6l12 12 M18 6L6 18",
  menu: "M4.500 12h1 M11.500 12h1 M18.500 12h1",
  send: "M12 19V5 M6 11l6-6 6 6",
  thumb: "M7 11v9H4v-9z M7 11l4-8c2 0 3 1 2.500 3L13 9h6l-1.500 11H7",
};

/**
 * A decorative picture in the colour of the text.
 * @param {keyof typeof ICONS} name
 */
export function icon(name) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/**
 * Offer a file to the person.
 * @param {Blob} blob
 * @param {string} name
 */
export function save(blob, name) {
  const href = URL.createObjectURL(blob);
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
