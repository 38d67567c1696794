/** One conversation: what was said, what still waits to be sent, and the same in every tab. Knows no DOM. */

/** @import { Helpline, Message, Pending, Rating, Sending, Session, Trouble } from "./types.js" */

import { call, Refusal } from "./api.js";
import * as storage from "./storage.js";

/** After so many tries in a row a message waits for the person to press "retry". */
const TRIES = 3;
const MAX_CHARACTERS = 500;

/** Fires `change` when there is something to draw anew, and `said` (detail: Message[]) for the bot's answers. */
export class Conversation extends EventTarget {
  /** @type {Message[]} */
  messages = [];
  /** @type {Helpline[]} */
  helplines = [];
  maxCharacters = MAX_CHARACTERS;
  /** @type {Pending[]} */
  outbox = storage.outbox.load() ?? [];
  /** @type {Sending} */
  sending = this.outbox.length ? "failed" : "idle";
  /** Seconds until the next try. */
  wait = 0;
  /** @type {Trouble} */
  trouble = "";
  /** The server's own sentence about the trouble, if it had one. */
  reason = "";

  /** @type {Session | null} */
  #session = null;
  #loaded = false;
  #busy = false;
  #tries = 0;
  #clock = 0;
  #tabs = new BroadcastChannel("lupus-guide-chat");

  constructor() {
    super();
    this.#use(kept());
    this.#tabs.onmessage = ({ data }) => {
      if (data.token === this.#session?.token) this.#hear(data.said);
    };
    storage.session.onChange(() => {
      const session = kept();
      if (session?.token === this.#session?.token) return;
      const shown = this.#loaded;
      this.#empty(session);
      this.#set({ trouble: session ? "restarted" : "erased" });
      if (session && shown) this.flush();
    });
    addEventListener("online", () => {
      if (this.#loaded || this.sending === "failed") this.flush();
      else this.#set({ trouble: "" });
    });
    addEventListener("offline", () => this.#set({ trouble: "offline" }));
  }

  /** @param {string} text */
  send(text) {
    if (this.sending === "idle") this.#set({ trouble: "" });
    this.outbox.push({ id: uuid(), text });
    storage.outbox.save(this.outbox);
    this.flush();
  }

  /** Load what was said before, or begin; then send what waits, in its order. */
  async flush() {
    if (this.#busy || this.sending === "waiting") {
      this.#set({});
      return;
    }
    this.#busy = true;
    this.#set({ sending: this.outbox.length ? "sending" : "idle" });
    try {
      await this.#ready();
      while (this.outbox.length) {
        this.#set({ sending: "sending" });
        await this.#deliver(this.outbox[0]);
      }
      this.#tries = 0;
      const solved = ["offline", "unreachable", "refused"].includes(this.trouble);
      this.#set({ sending: "idle", ...(solved && { trouble: "" }) });
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#busy = false;
    }
  }

  /** End this conversation and begin another. */
  async restart() {
    await this.#attempt(async (token) => {
      this.#empty(await call("POST", token ? "restart" : "sessions", token));
      storage.session.save(this.#session);
      this.#loaded = true;
      this.#set({ trouble: "restarted" });
    });
  }

  /** Erase this conversation, here and on the server. */
  async erase() {
    await this.#attempt(async (token) => {
      if (token) await call("DELETE", "conversation", token);
      this.#empty(null);
      storage.session.save(null);
      this.#set({ trouble: "erased" });
    });
  }

  /** @returns {Promise<Blob | undefined>} the whole conversation as text */
  async transcript() {
    return this.#attempt((token) => call("GET", "transcript", token, undefined, "blob"));
  }

  /**
   * @param {string} message_id
   * @param {Rating} rating
   * @param {string} [reason]
   */
  async rate(message_id, rating, reason) {
    return this.#attempt((token) =>
      call("POST", "feedback", token, { message_id, rating, ...(reason && { reason }) }),
    );
  }

  /** @param {Pending} item */
  async #deliver(item) {
    const session = this.#session;
    const { messages } = await call("POST", "messages", session?.token, item);
    // Meanwhile the conversation may have been ended here or in another tab.
    if (session !== this.#session) return;
    this.outbox = this.outbox.filter(({ id }) => id !== item.id);
    storage.outbox.save(this.outbox);
    /** @type {Message[]} */
    const said = [{ ...item, role: "user", at: new Date().toISOString() }, ...messages];
    this.#tabs.postMessage({ token: session?.token, said });
    this.#hear(said);
  }

  async #ready() {
    if (this.#session && !this.#loaded) {
      const { messages } = await call("GET", "messages", this.#session.token);
      const heard = this.messages;
      this.messages = messages;
      this.#loaded = true;
      this.#add(heard);
    }
    if (!this.#session) {
      this.#use(await call("POST", "sessions"));
      storage.session.save(this.#session);
      this.#loaded = true;
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.status === 401 && this.#tries++ < TRIES) {
      this.#expire();
      queueMicrotask(() => this.flush());
    } else if (error.wait && this.#tries++ < TRIES) {
      this.#set({ sending: "waiting", wait: error.wait, ...trouble(error) });
      this.#clock = setInterval(() => {
        if (this.wait > 1) {
          this.#set({ wait: this.wait - 1 });
          return;
        }
        clearInterval(this.#clock);
        this.sending = "failed";
        this.flush();
      }, 1000);
    } else {
      this.#tries = 0;
      this.#set({ sending: "failed", ...trouble(error) });
    }
  }

  /** The server no longer knows our token: take the one that another tab may have got since, or none. */
  #expire() {
    const unsent = this.outbox;
    const session = kept();
    this.#empty(session?.token === this.#session?.token ? null : session);
    storage.session.save(this.#session);
    this.outbox = unsent;
    storage.outbox.save(unsent);
    this.#set({ trouble: "expired" });
  }

  /**
   * @template T
   * @param {(token?: string) => Promise<T>} action
   * @returns {Promise<T | undefined>}
   */
  async #attempt(action) {
    try {
      return await action(this.#session?.token);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 401) {
        this.#expire();
        this.flush();
      } else this.#set(trouble(error));
    }
  }

  /** @param {Message[]} said */
  #hear(said) {
    const news = this.#add(said).filter(({ role }) => role === "bot");
    this.#set({});
    if (news.length) this.dispatchEvent(new CustomEvent("said", { detail: news }));
  }

  /** @param {Message[]} said */
  #add(said) {
    const known = new Set(this.messages.map(({ id }) => id));
    const news = said.filter(({ id }) => !known.has(id));
    this.messages = [...this.messages, ...news];
    return news;
  }

  /** @param {Session | null} session */
  #use(session) {
    this.#session = session;
    this.helplines = session?.helplines ?? this.helplines;
    this.maxCharacters = session?.max_characters ?? MAX_CHARACTERS;
  }

  /** @param {Session | null} session */
  #empty(session) {
    clearInterval(this.#clock);
    this.messages = [];
    this.outbox = [];
    storage.outbox.save([]);
    this.sending = "idle";
    this.#loaded = false;
    this.#use(session);
  }

  /** @param {Partial<Pick<Conversation, "sending" | "trouble" | "reason" | "wait">>} changes */
  #set(changes) {
    Object.assign(this, "trouble" in changes && { reason: "" }, changes);
    this.dispatchEvent(new Event("change"));
  }
}

/** The session of this browser, unless it has expired. */
function kept() {
  const session = storage.session.load();
  return session && Date.parse(session.expires_at) > Date.now() ? session : null;
}

/**
 * @param {Refusal} refusal
 * @returns {{trouble: Trouble, reason: string}}
 */
function trouble({ status, message }) {
  if (status) return { trouble: "refused", reason: message };
  return { trouble: navigator.onLine ? "unreachable" : "offline", reason: "" };
}

/** A random UUID, version 4; crypto.randomUUID is missing on sites without https. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
