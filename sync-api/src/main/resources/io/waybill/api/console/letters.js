// What could not be understood, as it was received.
import { get, post, query } from "./api.js";
import { lacking } from "./caller.js";
import { action, bytes, code, facts, fill, h, link, quiet, row, table, when } from "./page.js";

const LISTS = { "to look at": { replayed: "false", settled: "false" }, "put back": { replayed: "true" }, settled: { settled: "true" }, all: {} };

const state = (letter) => letter.settledAt ? ["settled ", when(letter.settledAt)] : letter.replayedAt ? ["put back ", when(letter.replayedAt)] : "";

export async function deadLetters(page, parameters, signal) {
  const chosen = parameters.get("list") ?? "to look at";
  const found = await get("/dead-letters" + query({ ...LISTS[chosen], limit: 50, cursor: parameters.get("cursor") }), signal);
  fill(page,
    h("h1", {}, "Dead letters"),
    quiet("What could not be understood or carried out, as it was received. Nothing waits behind it."),
    h("div", { class: "tabs" }, Object.keys(LISTS).map((list) => link("#/dead-letters" + query({ list }), list, { "aria-current": list === chosen ? "page" : null }))),
    table(["Set aside", "From", "Why", ""], found.items.map((letter) => row(
      link("#/dead-letters/" + letter.id, when(letter.setAsideAt)), code(letter.origin), letter.reason, state(letter))),
    "There is none."),
    found.nextCursor ? h("div", { class: "row" }, link("#/dead-letters" + query({ list: chosen, cursor: found.nextCursor }), "Older ones")) : null);
}

export async function deadLetter(page, id, signal) {
  const found = await get(`/dead-letters/${encodeURIComponent(id)}`, signal);
  const again = () => deadLetter(page, id, signal);
  fill(page,
    h("h1", {}, "Dead letter from ", found.origin),
    h("div", { class: "sentence" }, h("p", {}, found.reason), found.obstacle ? h("p", {}, found.obstacle) : null),
    h("div", { class: "row" },
      found.obstacle ? null : action("operator", "Put it back", async () => { await post(`/dead-letters/${found.id}:replay`); await again(); }),
      found.settledAt ? null : action("operator", "Nothing more is wanted of it", async () => { await post(`/dead-letters/${found.id}:settle`); await again(); })),
    lacking("operator"),
    facts({
      "Set aside": when(found.setAsideAt), Webhook: found.webhook, Topic: found.topic, Size: bytes(found.size),
      "Put back": found.replays > 0 ? [`${found.replays} times, last `, when(found.replayedAt), found.replayedBy ? " by " + found.replayedBy : ""] : null,
      Settled: found.settledAt && [when(found.settledAt), found.settledBy ? " by " + found.settledBy : ""],
    }),
    h("h2", {}, "Headers"), facts(Object.fromEntries(Object.entries(found.headers).map(([name, value]) => [name, code(value)]))),
    h("h2", {}, "Body"),
    found.text === undefined ? quiet(`It is no text, or is not kept; its bytes, where they are, are at api/v1/dead-letters/${found.id}/body.`) : h("pre", { class: "scroll" }, found.text));
}
