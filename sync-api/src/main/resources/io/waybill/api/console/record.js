// One record: what came of it, why, and where the time went.
import { follow, get, post, query } from "./api.js";
import { lacking } from "./caller.js";
import { action, bytes, code, digest, duration, facts, fill, h, link, number, row, status, table, when, why, words } from "./page.js";

const OVER = ["succeeded", "failed", "cancelled"];
const PACE_MS = 300;

export async function record(page, id, signal) {
  const bar = h("div", { role: "status" });
  const found = await show(page, id, bar, signal);
  if (OVER.includes(found.status)) return;
  const light = document.getElementById("live");
  const watching = new AbortController();
  let due = false;
  signal.addEventListener("abort", () => {
    watching.abort();
    light.textContent = "";
  });
  const refresh = async () => {
    due = false;
    const now = await show(page, id, bar, signal);
    if (OVER.includes(now.status)) {
      watching.abort();
      light.textContent = "";
    }
  };
  follow("/events" + query({ event: found.eventId }), watching.signal, (type, data) => {
    if (type === "progress" && data.taskId === id) progress(bar, data);
    const changed = type === "reset" || type === "record" && data.taskId === id;
    if (!changed || due) return;
    due = true;
    setTimeout(() => refresh().catch(() => {}), PACE_MS);
  }, (text) => { light.textContent = text; });
}

async function show(page, id, bar, signal) {
  const found = await get(`/records/${encodeURIComponent(id)}`, signal);
  if (found.status !== "running") fill(bar);
  fill(page,
    h("h1", {}, status(found.status), " ", found.target),
    found.failure && found.status !== "succeeded" ? why(found.failure) : null,
    bar,
    h("div", { class: "row" },
      OVER.includes(found.status)
        ? action("operator", "Do it again", () => again(id))
        : action("operator", "Cancel", async () => { await post(`/tasks/${id}:cancel`); return "It is asked for."; }),
      link("#/images" + query({ image: found.source }), "Where the image is"),
      link("#/records" + query({ event: found.eventId }), "All of this event")),
    lacking("operator"),
    details(found), phases(found.phases), transfer(found),
    h("h2", {}, "Attempts"), attempts(found.attempts ?? []));
  return found;
}

async function again(id) {
  const replay = await post("/replays", { taskIds: [id] });
  return link("#/replays/" + replay.id, "It is done again: see how far it is.");
}

function details(found) {
  const task = (other) => link("#/records/" + other, other);
  return facts({
    Does: found.action === "delete" ? "delete" : null,
    Source: code(found.source), Target: code(found.target), Region: found.region,
    Rule: found.ruleName ? link("#/rules/" + encodeURIComponent(found.ruleId), found.ruleName) : "none",
    Trigger: found.trigger, Policy: "overwrite " + found.overwrite,
    Platforms: found.platforms && found.platforms.join(", ") + " (" + found.platformMode + ")",
    Outcome: found.outcome,
    "Digest before": found.digestBefore && code(found.digestBefore), "Digest after": found.digestAfter && code(found.digestAfter),
    "Rebuilt from": found.rebuiltFrom && code(found.rebuiltFrom), "Kept as": found.backupTag && code(found.backupTag),
    Pushed: when(found.occurredAt), Planned: when(found.plannedAt), Started: when(found.startedAt), Ended: when(found.endedAt),
    "Next try": found.status === "waiting" ? when(found.retryAt) : null,
    Worker: found.worker, Trace: found.traceId && code(found.traceId),
    Repeats: found.replayOf && task(found.replayOf),
    "Repeated by": found.replays?.length ? found.replays.map((each) => h("div", {}, task(each))) : null,
    Task: code(found.taskId),
  });
}

function progress(bar, { bytesDone, bytesTotal, blobsDone, blobsTotal }) {
  fill(bar,
    h("progress", { max: Math.max(bytesTotal, 1), value: bytesDone, "aria-label": "Bytes" }),
    ` ${bytes(bytesDone)} of ${bytes(bytesTotal)}, ${blobsDone} of ${blobsTotal} blobs`);
}

function phases(times) {
  const known = Object.entries(times ?? {}).filter(([, ms]) => typeof ms === "number");
  const total = known.reduce((sum, [, ms]) => sum + ms, 0);
  if (total === 0) return null;
  const name = (key) => key.replace(/Ms$/, "");
  return h("section", {}, h("h2", {}, "Where the time went: ", duration(total)),
    h("div", { class: "phases", "aria-hidden": "true" }, known.map(([key, ms], i) =>
      h("span", { class: "p" + (i % 6), style: { "flex-grow": String(ms) }, title: name(key) + " " + duration(ms) }))),
    h("div", { class: "legend" }, known.map(([key, ms], i) => h("span", {}, h("i", { class: "p" + (i % 6) }), name(key) + " " + duration(ms)))));
}

function transfer({ transfer: moved, referrers }) {
  if (!moved) return null;
  const pairs = Object.entries(moved).filter(([, value]) => value > 0)
    .map(([key, value]) => [words(key), key.startsWith("bytes") ? bytes(value) : String(value)]);
  if (referrers > 0) pairs.push(["signatures and the like", String(referrers)]);
  return pairs.length > 0 ? h("section", {}, h("h2", {}, "What was moved"), facts(Object.fromEntries(pairs))) : null;
}

function attempts(list) {
  const reason = (each) => {
    if (each.failure) return [h("b", {}, each.failure.code), " ", each.failure.reason, each.retryAt ? h("div", { class: "quiet" }, "Next try ", when(each.retryAt)) : null];
    return each.note ?? digest(each.digestAfter);
  };
  return table(["Outcome", "Started", { text: "Took", number: true }, "Worker", "Why"],
    list.map((each) => row(each.outcome ?? "running", when(each.startedAt),
      number(each.endedAt ? duration(new Date(each.endedAt) - new Date(each.startedAt)) : ""), code(each.worker), reason(each))),
    "No attempt was made yet.");
}
