// Elements and words. Text goes into the page as text only: nothing that a registry said can become markup.
import { may } from "./caller.js";

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [k, v] of Object.entries(value)) element.style.setProperty(k, v);
    else element.setAttribute(name, value === true ? "" : value);
  }
  return fill(element, ...children);
}

/** Puts these in the place of what was there: elements and texts, lists of them, and nothing for what is missing. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** To another page of the console. There are no other links, so that no data can make one. */
export function link(href, text, attributes = {}) {
  if (!href.startsWith("#/")) throw new Error("Not a page of the console: " + href);
  return h("a", { href, ...attributes }, text);
}

export const code = (text) => h("code", {}, text);

export const quiet = (...children) => h("p", { class: "quiet" }, ...children);

/** A head is a text, or { text, number: true } above numbers. */
export function table(heads, rows, empty) {
  if (rows.length === 0) return quiet(empty);
  return h("div", { class: "scroll" }, h("table", {}, headings(heads), h("tbody", {}, rows)));
}

export const headings = (heads) => h("thead", {}, h("tr", {},
  heads.map((head) => h("th", { scope: "col", class: head.number ? "number" : null }, head.text ?? head))));

export const row = (...cells) => h("tr", {}, cells.map((cell) => cell instanceof HTMLTableCellElement ? cell : h("td", {}, cell ?? "")));

export const number = (text) => h("td", { class: "number" }, text ?? "");

export function facts(pairs) {
  return h("dl", {}, Object.entries(pairs)
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

/** bytesWritten -> bytes written */
export const words = (name) => name.replace(/([A-Z])/g, " $1").toLowerCase();

const KINDS = {
  succeeded: ["good", "✓"], failed: ["bad", "✗"], running: ["busy", "▶"], queued: ["busy", "·"],
  waiting: ["wait", "↻"], held: ["wait", "‖"], cancelled: ["wait", "–"],
  good: ["good", "✓"], failing: ["bad", "✗"],
  done: ["good", "✓"], "done-with-failures": ["bad", "✗"],
  finished: ["good", "✓"], selecting: ["busy", "▶"], queueing: ["busy", "▶"],
  copy: ["busy", "+"], overwrite: ["wait", "±"], refused: ["wait", "‖"],
};

/** A word with a colour and a sign, so that the colour is never the only hint. */
export function status(word) {
  const [kind, sign] = KINDS[word] ?? ["quiet", "·"];
  return h("span", { class: "status " + kind }, sign + " " + word.replaceAll("-", " "));
}

/** The code, the sentence, the registry's own words, and what to do. */
export function why(failure) {
  return h("div", { class: "sentence" },
    h("b", {}, failure.code), h("p", {}, failure.reason),
    failure.registryError ? h("p", { class: "quiet" }, "The registry said: ", code(failure.registryError)) : null,
    failure.hint ? h("p", {}, failure.hint) : null);
}

export function bytes(count) {
  if (count === undefined || count === null) return "";
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let unit = 0;
  let value = count;
  while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit++; }
  return (unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)) + " " + units[unit];
}

export function duration(ms) {
  if (ms === undefined || ms === null) return "";
  if (ms < 1000) return Math.round(ms) + " ms";
  if (ms < 60_000) return (ms / 1000).toFixed(1) + " s";
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return Math.floor(seconds / 60) + " min " + (seconds % 60) + " s";
  return Math.floor(seconds / 3600) + " h " + Math.floor((seconds % 3600) / 60) + " min";
}

/** A time for people; the exact one is its title. */
export function when(text) {
  if (!text) return "";
  const time = new Date(text);
  const today = time.toDateString() === new Date().toDateString();
  return h("time", { datetime: text, title: time.toISOString() }, today ? time.toLocaleTimeString() : time.toLocaleString());
}

export const digest = (text) => text ? h("code", { title: text }, text.slice(0, 19) + "…") : "";

/** What went wrong; of several things, each in a line of its own. */
export function problem(error) {
  const sentences = error.problems?.map((each) => each.detail) ?? [error.message];
  return h("div", { class: "sentence", role: "alert" }, h("b", {}, error.title ?? "That did not work"), sentences.map((text) => h("p", {}, text)));
}

/** A button for whoever has the role. It can be pressed once at a time, and says beside itself what came of it. */
export function action(role, text, work, attributes = {}) {
  if (!may(role)) return null;
  const said = h("span", { role: "status" });
  const button = h("button", {
    type: "button", ...attributes,
    onclick: async () => {
      button.disabled = true;
      fill(said);
      try {
        const answer = await work();
        fill(said, answer ?? "");
      } catch (error) {
        fill(said, problem(error));
      } finally {
        button.disabled = false;
      }
    },
  }, text);
  return h("span", { class: "row" }, button, said);
}
