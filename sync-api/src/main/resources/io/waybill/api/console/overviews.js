// The whole at a glance: statistics and registries.
import { all, get, query } from "./api.js";
import { bytes, code, duration, fill, h, link, number, quiet, row, status, table, when } from "./page.js";

const SPANS = { "1": "last hour", "24": "last 24 hours", "168": "last 7 days", "720": "last 30 days" };
const GROUPS = { rule: "Rule", registry: "Registry", region: "Region" };
const HEADS = ["Went well", { text: "Succeeded", number: true }, { text: "Failed", number: true }, { text: "Open", number: true },
  { text: "p50", number: true }, { text: "p95", number: true }, { text: "p99", number: true }, { text: "Written", number: true }, "Failed because of"];

export async function statistics(page, parameters, signal) {
  const by = parameters.get("by") ?? "rule";
  const hours = parameters.get("hours") ?? "24";
  const from = new Date(Date.now() - Number(hours) * 3_600_000).toISOString();
  const found = await get("/stats" + query({ by, since: from }), signal);
  const choose = (name, label, values, chosen) => h("label", {}, label,
    h("select", { name, onchange: (event) => { location.hash = "#/statistics" + query({ by, hours, [name]: event.target.value }); } },
      Object.entries(values).map(([value, text]) => h("option", { value, selected: value === chosen }, text))));
  fill(page,
    h("h1", {}, "Statistics"),
    h("form", { class: "filters" }, choose("hours", "Planned", SPANS, hours), choose("by", "By", GROUPS, by)),
    cards(found.total),
    table([GROUPS[by], ...HEADS], found.groups.map((group) => line(group, by, found.since)), "No task was planned in this time."),
    quiet("Since ", when(found.since), ". The times are from the push until the image was there, within 5 %."));
}

function cards(total) {
  const card = (name, value, kind) => h("div", { class: "card" }, h("b", { class: kind ?? "" }, value), h("span", { class: "quiet" }, name));
  return h("div", { class: "cards" },
    card("went well", rate(total)), card("succeeded", String(total.tasks.succeeded), "good"),
    card("failed", String(total.tasks.failed), total.tasks.failed > 0 ? "bad" : null), card("under way or waiting", String(open(total))),
    total.tasks.held > 0 ? card("deletes that wait for a person", String(total.tasks.held), "wait") : null,
    card("from push to present, half of them", seconds(total.seconds?.p50)), card("written", bytes(total.bytes.written)));
}

/** Never rounded up to 100 % while something failed. */
function rate({ successRate }) {
  if (successRate === undefined) return "–";
  return (successRate === 1 ? "100" : (Math.floor(successRate * 1000) / 10).toFixed(1)) + " %";
}

const open = ({ tasks }) => tasks.queued + tasks.running + tasks.waiting;
const seconds = (value) => value === undefined ? "–" : duration(value * 1000);

function line({ ruleId, ruleName, registry, side, region, numbers }, by, since) {
  const name = { rule: ruleName ?? "no rule", registry: `${registry} (${side})`, region }[by];
  const filter = { rule: ruleId && { rule: ruleId }, registry: { registry } }[by];
  const records = (more, text) => filter ? link("#/records" + query({ ...filter, ...more, since }), text) : text;
  return row(records({}, name), rate(numbers), number(String(numbers.tasks.succeeded)),
    number(numbers.tasks.failed > 0 ? records({ status: "failed" }, String(numbers.tasks.failed)) : "0"), number(String(open(numbers))),
    number(seconds(numbers.seconds?.p50)), number(seconds(numbers.seconds?.p95)), number(seconds(numbers.seconds?.p99)),
    number(bytes(numbers.bytes.written)),
    numbers.failures.map((each) => h("div", {}, records({ code: each.code, status: "failed" }, each.code), " × " + each.tasks)));
}

export async function registries(page, parameters, signal) {
  const found = await all("/registries", signal);
  fill(page,
    h("h1", {}, "Registries"),
    quiet("How they are is what Waybill's own work shows."),
    table(["Name", "Health", "Address", "Region", "Under way", "Last success", "Last failure"], found.map(({ name, url, region, health }) => row(
      link("#/records" + query({ registry: name }), name), status(health.status), code(url), region,
      `${health.running} running, ${health.waiting} waiting`, when(health.lastSuccessAt), health.lastFailure ? trouble(health.lastFailure) : "")),
    "No registry is configured. They stand in waybill.yaml, under registries."));
}

const trouble = (failure) => [link("#/records/" + failure.taskId, failure.code), " ", when(failure.at),
  h("div", { class: "reason" }, failure.reason), h("div", { class: "quiet" }, failure.hint)];
