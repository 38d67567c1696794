/**
 * What the browser keeps for the widget, on the site that embeds it.
 *
 * The session is in localStorage, so that two tabs share one conversation and a closed tab can be opened again;
 * it is dropped when it expires. What was not sent yet, and whether the panel is open, belong to one tab:
 * sessionStorage. Where a browser forbids storage, the conversation lasts as long as the page.
 */

/** @import { Pending, Session } from "./types.js" */

const PREFIX = "lupus-guide-chat:";

/**
 * @template T
 * @param {"localStorage" | "sessionStorage"} store
 * @param {string} name
 * @returns {{load: () => T | null, save: (value: T | null) => void, onChange: (callback: () => void) => void}}
 */
function kept(store, name) {
  const key = PREFIX + name;
  return {
    load: () => {
      try {
        return JSON.parse(window[store].getItem(key) ?? "null");
      } catch {
        return null;
      }
    },
    save: (value) => {
      try {
        window[store].setItem(key, JSON.stringify(value));
      } catch {
        // Forbidden or full: see above.
      }
    },
    onChange: (callback) =>
      addEventListener("storage", (event) => {
        if (event.key === key || event.key === null) callback();
      }),
  };
}

/** @type {ReturnType<typeof kept<Session>>} */
export const session = kept("localStorage", "session");
/** @type {ReturnType<typeof kept<Pending[]>>} */
export const outbox = kept("sessionStorage", "unsent");
/** @type {ReturnType<typeof kept<boolean>>} */
export const open = kept("sessionStorage", "open");
