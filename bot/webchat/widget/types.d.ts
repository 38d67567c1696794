/** What the server sends, as bot/webchat/openapi.yml describes it, and what the widget makes of it. */

export interface Helpline {
  label: string;
  href: string;
}

export interface Session {
  token: string;
  /** ISO 8601, UTC. */
  expires_at: string;
  max_characters: number;
  helplines: Helpline[];
}

export interface Table {
  caption: string;
  columns: string[];
  rows: string[][];
}

export interface Message {
  id: string;
  role: "user" | "bot";
  text: string;
  /** ISO 8601. */
  at: string;
  source?: string;
  buttons?: { title: string }[];
  kind?: "answer" | "question" | "clarification" | "notice" | "red_flag" | "caution" | "verdict" | "apology";
  stay_in_view?: boolean;
  helplines?: Helpline[];
  table?: Table;
  rateable?: boolean;
}

export type Rating = "up" | "down";

/** A message that the server has not answered yet. */
export interface Pending {
  /** Made here and kept on every try, so that the server can tell a repetition from a new message. */
  id: string;
  text: string;
}

/** How the sending goes: `waiting` tries again by itself after some seconds, `failed` waits for the person. */
export type Sending = "idle" | "sending" | "waiting" | "failed";

/** What a line above the text field tells, by its name in texts.js. */
export type Trouble = "" | "offline" | "unreachable" | "expired" | "erased" | "restarted" | "refused";

export type Texts = typeof import("./texts.js").english;
