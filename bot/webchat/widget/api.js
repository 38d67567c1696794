/** The JSON API of the web chat, version 1, over fetch. The token travels in a header and never in an address. */

const BASE = new URL("api/v1/", import.meta.url);
/** The server gives up a turn after 20 s; what takes twice that has lost the way. */
const SECONDS = 40;
/** How long to wait where a busy server, or what stands before it, does not say. */
const BUSY_SECONDS = 5;
const BUSY = [409, 429, 503];

/** The server said no, or nothing (`status` 0). `wait` is in seconds: 0 means that waiting does not help. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} [message] the server's sentence for people
   * @param {number} [wait]
   */
  constructor(status, message = "", wait = 0) {
    super(message);
    this.status = status;
    this.wait = wait;
  }
}

/**
 * @param {string} method
 * @param {string} path below the version
 * @param {string} [token]
 * @param {object} [body]
 * @param {"json" | "blob"} [read] what the answer is
 * @returns {Promise<any>} what it holds, or true for an empty one; throws a Refusal for anything but success
 */
export async function call(method, path, token, body, read = "json") {
  /** @type {Record<string, string>} */
  const headers = {};
  if (token) headers["Authorization"] = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  let response, content;
  try {
    response = await fetch(new URL(path, BASE), {
      method,
      headers,
      body: body && JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(SECONDS * 1000),
    });
    content = response.status === 204 || (await response[read]());
  } catch {
    // Nobody answered, or somebody else did: a proxy, with a page of its own.
    throw new Refusal(0);
  }
  if (response.ok) return content;
  const { error } = content;
  const wait = Number(response.headers.get("Retry-After")) || BUSY_SECONDS;
  throw new Refusal(response.status, error?.message, BUSY.includes(response.status) ? wait : 0);
}
