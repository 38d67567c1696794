/**
 * What the browser keeps for the widget, on the site that embeds it.
 *
 * The session is in localStorage, so that two tabs share one conversation and a closed tab can be opened again; it is
 * dropped when it expires. What was not sent yet, and whether the panel is open, belong to one tab: sessionStorage.
 * Where a browser forbids storage, the conversation lasts as long as the page.
 */

/** @import { Pending, Session } from "./types.js" */

const SESSION = "lupus-guide-chat";
const OUTBOX = "lupus-guide-chat:unsent";
const OPEN = "lupus-guide-chat:open";

/**
 * @param {"localStorage" | "sessionStorage"} store
 * @param {string} key
 */
function read(store, key) {
  try {
    return JSON.parse(window[store].getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {"localStorage" | "sessionStorage"} store
 * @param {string} key
 * @param {unknown} value
 */
function write(store, key, value) {
  try {
    if (value) window[store].setItem(key, JSON.stringify(value));
    else window[store].removeItem(key);
  } catch {
    // Forbidden or full: see above.
  }
}

/**
 * The session of this browser, unless there is none or it has expired.
 * @returns {Session | null}
 */
export function loadSession() {
  const session = read("localStorage", SESSION);
  return session && Date.parse(session.expires_at) > Date.now() ? session : null;
}

/** @param {Session | null} session */
export const saveSession = (session) => write("localStorage", SESSION, session);

/**
 * Call back when another tab has begun, changed or ended the session.
 * @param {() => void} callback
 */
export const onSession = (callback) =>
  addEventListener("storage", ({ key }) => {
    if (key === SESSION || key === null) callback();
  });

/** @returns {Pending[]} */
export const loadOutbox = () => read("sessionStorage", OUTBOX) ?? [];

/** @param {Pending[]} outbox */
export const saveOutbox = (outbox) => write("sessionStorage", OUTBOX, outbox.length && outbox);

/** @returns {boolean} */
export const loadOpen = () => read("sessionStorage", OPEN) === true;

/** @param {boolean} open */
export const saveOpen = (open) => write("sessionStorage", OPEN, open);
