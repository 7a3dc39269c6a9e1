// The API at /api/v1, and nothing else: whatever the console shows, curl can have, too.
import { askForToken, token } from "./caller.js";

const BASE = "api/v1";
const PAUSE_MS = 2000;

/** What the API answered instead: a problem document (RFC 9457). */
export class Problem extends Error {
  constructor(status, document) {
    super(document.detail ?? "The API answered " + status + ".");
    this.status = status;
    this.title = document.title;
    this.problems = document.problems;
  }
}

export const get = (path, signal) => call("GET", path, { signal });

/** Sends a wish; sent twice by a network that failed, it is done once. */
export const post = (path, body) => call("POST", path, { body, headers: { "Idempotency-Key": key() } });

/** Refused with a sentence where somebody else has changed the thing since it was read. */
export const put = (path, body, etag) => call("PUT", path, { body, headers: { "If-Match": etag } });

export const remove = (path, etag) => call("DELETE", path, { headers: { "If-Match": etag } });

/** All pages of a short list. */
export async function all(path, signal) {
  const items = [];
  let cursor;
  do {
    const found = await call("GET", path + query({ limit: 100, cursor }), { signal });
    items.push(...found.items);
    cursor = found.nextCursor;
  } while (cursor && items.length < 2000);
  return items;
}

export function query(parameters) {
  const text = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value)).toString();
  return text ? "?" + text : "";
}

async function call(method, path, options) {
  const response = await send(method, path, options);
  if (response.status === 401) {
    const problem = await refusal(response);
    if (await askForToken(problem.message)) return call(method, path, options);
    throw problem;
  }
  if (!response.ok) throw await refusal(response);
  return response.status === 204 ? null : response.json();
}

async function refusal(response) {
  return new Problem(response.status, await response.json().catch(() => ({})));
}

async function send(method, path, { signal, body, headers = {} }) {
  const known = token();
  try {
    return await fetch(BASE + path, {
      method,
      signal,
      headers: {
        ...headers,
        ...(body ? { "Content-Type": "application/json" } : {}),
        ...(known ? { Authorization: "Bearer " + known } : {}),
      },
      body: body && JSON.stringify(body),
    });
  } catch (away) {
    if (away.name === "AbortError") throw away;
    throw new Problem(0, { title: "The API does not answer", detail: "Is it up? Reload the page to try again." });
  }
}

/** Not randomUUID, which browsers have on https and on this machine only. */
const key = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Follows server-sent events until the signal says stop. fetch and not EventSource, which can send no token. While nobody
 * looks at the tab it does not listen, for a browser has six connections to a server; it goes on where it was.
 * Calls tell(type, data) for each event, and state(text) when the connection comes and goes.
 */
export async function follow(path, signal, tell, state) {
  let last = "";
  while (!signal.aborted) {
    await seen(signal);
    const pause = new AbortController();
    const hide = () => { if (document.hidden) pause.abort(); };
    document.addEventListener("visibilitychange", hide);
    try {
      const response = await send("GET", path, {
        signal: AbortSignal.any([signal, pause.signal]),
        headers: { Accept: "text/event-stream", ...(last ? { "Last-Event-ID": last } : {}) },
      });
      if (!response.ok && response.status !== 503) {
        state("○ not live");
        return;
      }
      if (response.ok) state("● live");
      for await (const event of response.ok ? events(response.body) : []) {
        last = event.id ?? last;
        if (event.data) tell(event.type, JSON.parse(event.data));
      }
    } catch (gone) {
      if (signal.aborted) return;
    } finally {
      document.removeEventListener("visibilitychange", hide);
    }
    state("○ reconnecting");
    if (!pause.signal.aborted) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Resolves when somebody looks at the tab. */
function seen(signal) {
  return new Promise((resolve) => {
    const look = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener("visibilitychange", look);
      resolve();
    };
    document.addEventListener("visibilitychange", look);
    signal.addEventListener("abort", look);
    look();
  });
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    buffer += value;
    for (let end = buffer.indexOf("\n\n"); end >= 0; end = buffer.indexOf("\n\n")) {
      yield parse(buffer.slice(0, end));
      buffer = buffer.slice(end + 2);
    }
  }
}

function parse(block) {
  const event = { type: "message", data: "" };
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const value = line.slice(colon + 1).replace(/^ /, "");
    if (line.startsWith("data:")) event.data += value;
    else if (line.startsWith("event:")) event.type = value;
    else if (line.startsWith("id:")) event.id = value;
  }
  return event;
}
