// What was there already, looked over.
import { get, post, query } from "./api.js";
import { lacking } from "./caller.js";
import { action, bytes, code, facts, fill, h, link, number, quiet, row, status, table, when, why, words } from "./page.js";

const PAUSE_MS = 2000;
const told = (numbers) => Object.entries(numbers).filter(([, value]) => value > 0)
  .map(([name, value]) => name === "bytes" ? ["to copy at most", bytes(value)] : [words(name), String(value)]);
const counts = (numbers) => told(numbers).map(([name, value]) => `${name} ${value}`).join(", ");
const steps = ({ done, open, failed, percent }) => `${done} done, ${open} open` + (failed ? `, ${failed} failed` : "") + (percent === undefined ? "" : `, ${percent} %`);
const title = (found) => found.ruleName ?? found.source;

export async function scans(page, parameters, signal) {
  const filter = Object.fromEntries(parameters);
  const found = await get("/scans" + query({ ...filter, limit: 50 }), signal);
  fill(page,
    h("h1", {}, "Scans"),
    quiet("Comparisons of what stands at a source with what stands at its targets: asked for, by a rule's schedule, or for a new rule."),
    table(["State", "Rule", "Why", "Begun", "Found", "Steps"], found.items.map((scan) => row(
      link("#/scans/" + scan.id, status(scan.state)), scan.ruleId ? link("#/rules/" + scan.ruleId, title(scan)) : code(title(scan)),
      (scan.dryRun ? "preview, " : "") + scan.trigger, when(scan.createdAt), counts(scan.counts), [steps(scan.steps), scan.note ? quiet(scan.note) : null])),
    "Nothing was compared yet. A rule's page has a button for it."),
    found.nextCursor ? h("div", { class: "row" }, link("#/scans" + query({ ...filter, cursor: found.nextCursor }), "Older ones")) : null);
}

/** One scan, looked at again and again until it is over. */
export async function scan(page, id, signal) {
  let found;
  do {
    found = await get(`/scans/${encodeURIComponent(id)}`, signal);
    if (signal.aborted) return;
    fill(page,
      h("h1", {}, status(found.state), " ", found.dryRun ? "Preview of " : "Scan of ", title(found)),
      quiet("By ", found.requestedBy ?? found.trigger, ", begun ", when(found.createdAt), found.endedAt ? [", ended ", when(found.endedAt)] : "", ". Steps: ", steps(found.steps), "."),
      found.note ? quiet(found.note) : null,
      found.state === "running" ? [action("operator", "Cancel", async () => { await post(`/scans/${id}:cancel`); }), lacking("operator")] : null,
      findings(found));
    if (found.state === "running") await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  } while (found.state === "running" && !signal.aborted);
}

/** What a scan found; of a preview, what would be done. */
export function findings(found) {
  const tasks = Object.entries(found.tasks ?? {}).map(([name, value]) => `${value} ${name}`).join(", ");
  return [
    h("h2", {}, found.dryRun ? "What it would do" : "What it found"),
    found.state === "running" ? quiet("It is still being compared: ", link("#/scans/" + found.id, "see how far it is"), ".") : "",
    ...(found.warnings ?? []).map((text) => h("div", { class: "sentence" }, text)),
    facts({ ...Object.fromEntries(told(found.counts)), tasks }),
    ...(found.failures ?? []).map(why),
    table(["What", "Source", "Target", { text: "At most", number: true }],
      (found.items ?? []).map((item) => row(status(item.verdict), code(item.source),
        [item.target ? code(item.target) : null, item.failure ? h("div", { class: "reason" }, h("b", {}, item.failure.code), " ", item.failure.reason) : null],
        number(bytes(item.bytes)))),
      found.dryRun ? "Nothing: what it matches is there already, or it matches nothing." : "Every image could be compared."),
  ];
}
