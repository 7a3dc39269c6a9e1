// What happened, newest first, while it happens.
import { follow, get, query } from "./api.js";
import { bulk } from "./replays.js";
import { bytes, code, duration, fill, h, headings, link, number, problem, quiet, row, status, when } from "./page.js";

const STATUSES = ["held", "queued", "running", "waiting", "succeeded", "failed", "cancelled"];
const TRIGGERS = ["event", "manual", "schedule", "backfill", "replay"];
const HEADS = ["Status", "Source", "Target", "Rule", "Planned", { text: "Took", number: true }, { text: "Moved", number: true }];
const SPANS = { "last hour": 1, "last 24 hours": 24, "last 7 days": 168 };
const LIMIT = 50;
const MOST_ROWS = 1000;
const PACE_MS = 200;

export async function records(page, parameters, signal) {
  const body = h("tbody");
  const list = h("div", { class: "scroll records" }, h("table", {}, headings(HEADS), body));
  const empty = quiet(parameters.size > 0
    ? "No record matches. Try fewer filters."
    : "Nothing has happened yet. Make a rule, then push an image to its source.");
  const more = h("div", { class: "row" });
  const filter = Object.fromEntries(parameters);
  const settle = () => {
    list.hidden = body.rows.length === 0;
    empty.hidden = !list.hidden;
  };

  async function load(cursor) {
    const found = await get("/records" + query({ ...filter, limit: LIMIT, cursor }), signal);
    // A page may end early where several filters must hold: the search goes on until it is full.
    while (found.nextCursor && found.items.length < LIMIT) {
      const more = await get("/records" + query({ ...filter, limit: LIMIT - found.items.length, cursor: found.nextCursor }), signal);
      found.items.push(...more.items);
      found.nextCursor = more.nextCursor;
    }
    if (!cursor) fill(body);
    body.append(...found.items.map(line));
    settle();
    const next = () => load(found.nextCursor).catch((error) => fill(more, problem(error)));
    fill(more, found.nextCursor ? h("button", { type: "button", onclick: next }, "Older ones") : "");
  }

  await load();
  fill(page, h("h1", {}, "Records"), shortcuts(parameters), filters(parameters), list, empty, more, bulk(filter));
  if (!parameters.has("until")) live(filter, signal, () => load().catch(() => {}), body, settle);
}

/** Rows change while one looks at them; a new record is put on top. Told in batches, for there may be thousands a second. */
function live({ since, ...filter }, signal, reload, body, settle) {
  const light = document.getElementById("live");
  const changed = new Map();
  const show = () => {
    for (const [task, record] of changed) {
      const fresh = line(record);
      const shown = body.querySelector(`[data-task="${CSS.escape(task)}"]`);
      fresh.classList.add("fresh");
      if (shown) shown.replaceWith(fresh);
      else body.prepend(fresh);
    }
    changed.clear();
    while (body.rows.length > MOST_ROWS) body.lastElementChild.remove();
    settle();
  };
  follow("/events" + query(filter), signal, (type, data) => {
    if (type === "reset") reload();
    if (type === "progress") progress(body, data);
    if (type !== "record") return;
    if (changed.size === 0) setTimeout(show, PACE_MS);
    changed.set(data.taskId, data);
  }, (text) => { light.textContent = text; });
  signal.addEventListener("abort", () => { light.textContent = ""; });
}

function progress(body, { taskId, bytesDone, bytesTotal }) {
  const cell = body.querySelector(`[data-task="${CSS.escape(taskId)}"] .moved`);
  if (cell) cell.textContent = bytes(bytesDone) + " of " + bytes(bytesTotal);
}

function line(record) {
  const moved = number(record.transfer ? bytes(record.transfer.bytesWritten) : "");
  moved.classList.add("moved");
  const line = row(
    [link("#/records/" + record.taskId, status(record.status)), record.action === "delete" ? h("div", { class: "quiet" }, "delete") : null],
    code(record.source),
    [code(record.target), record.failure && record.status !== "succeeded" ? h("div", { class: "reason" }, h("b", {}, record.failure.code), " ", record.failure.reason) : null],
    record.ruleName ? link("#/rules/" + encodeURIComponent(record.ruleId), record.ruleName) : h("span", { class: "quiet" }, record.trigger),
    when(record.plannedAt),
    number(duration(record.durationMs)),
    moved);
  line.dataset.task = record.taskId;
  return line;
}

const shortcuts = (parameters) => h("div", { class: "tabs" }, ["", "failed", "waiting", "held", "running", "succeeded"].map((each) => {
  const { status: _, ...rest } = Object.fromEntries(parameters);
  return link("#/records" + query({ ...rest, status: each }), each || "all", { "aria-current": (parameters.get("status") ?? "") === each ? "page" : null });
}));

function filters(parameters) {
  const value = (name) => parameters.get(name) ?? "";
  const option = (each, text) => h("option", { value: each, selected: value === each }, text);
  const select = (name, label, values) => h("label", {}, label,
    h("select", { name }, option("", "any"), values.map((each) => h("option", { selected: value(name) === each }, each))));
  const text = (name, label, size) => h("label", {}, label, h("input", { name, value: value(name), size, spellcheck: "false" }));
  const since = h("label", {}, "Planned", h("select", { name: "since" }, option("", "at any time"),
    Object.entries(SPANS).map(([span, hours]) => option(new Date(Date.now() - hours * 3_600_000).toISOString(), span)),
    value("since") ? h("option", { value: value("since"), selected: true }, "since " + new Date(value("since")).toLocaleString()) : null));
  return h("form", {
    class: "filters",
    onsubmit: (event) => {
      event.preventDefault();
      location.hash = "#/records" + query(Object.fromEntries(new FormData(event.target)));
    },
  }, select("status", "Status", STATUSES), text("rule", "Rule", 14), text("registry", "Registry", 12), text("repository", "Repository", 20),
  text("tag", "Tag", 10), text("code", "Failure code", 16), select("trigger", "Trigger", TRIGGERS), since,
  h("button", { class: "main" }, "Show"), parameters.size > 0 ? link("#/records", "Without filters") : null);
}
