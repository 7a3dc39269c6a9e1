// The standing intents: what they say, how they do, and how they are changed.
import { all, get, post, put, query, remove } from "./api.js";
import { lacking } from "./caller.js";
import { action, code, facts, fill, h, link, number, quiet, row, status, table, when } from "./page.js";
import { findings } from "./scans.js";

const TEMPLATE = {
  name: "prod-to-eu",
  source: { registry: "", repositories: ["prod/**"], tags: ["v*"] },
  targets: [{ registry: "", repository: "mirror/{repository}" }],
  overwrite: "always",
};

/** What the API says of a rule, and not the rule itself. */
const TOLD = ["id", "revision", "createdAt", "updatedAt", "warnings", "nextRun", "lastScan", "deletesHeld"];

const patterns = (value) => [value ?? []].flat().join(", ");
const source = ({ registry, repositories, tags }) => code(registry + "/" + patterns(repositories) + ":" + patterns(tags ?? "*"));
const goals = ({ targets }) => targets.map((target) => h("div", {}, code(target.registry + "/" + (target.repository ?? "{repository}") + ":" + (target.tag ?? "{tag}"))));
const spec = (found) => Object.fromEntries(Object.entries(found).filter(([key]) => !TOLD.includes(key)));
const etag = (found) => `"${found.revision}"`;
const stands = (found) => found.deletesHeld ? h("span", { class: "status wait" }, "‖ deletes wait")
  : found.enabled ? h("span", { class: "status good" }, "✓ on") : h("span", { class: "status quiet" }, "– off");

export async function rules(page, parameters, signal) {
  const [found, stats] = await Promise.all([all("/rules", signal), get("/stats" + query({ by: "rule" }), signal)]);
  const day = new Map(stats.groups.map((group) => [group.ruleId, group.numbers.tasks]));
  const room = h("div");
  fill(page,
    h("h1", {}, "Rules"),
    table(["Name", "State", "Source", "Targets", "Policy", "Schedule", { text: "24 h: well", number: true }, { text: "failed", number: true }], found.map((each) => row(
      link("#/rules/" + each.id, each.name), stands(each), source(each.source), goals(each), each.overwrite, each.schedule ? code(each.schedule.cron) : "",
      number(String(day.get(each.id)?.succeeded ?? 0)), failures(each, day.get(each.id)?.failed ?? 0, stats.since))),
    "There is no rule yet. A rule says which images go where."),
    h("div", { class: "row" }, action("admin", "New rule", () => { fill(room, editor(TEMPLATE)); }, { class: "main" })),
    lacking("admin"), room);
}

const failures = (rule, count, since) => number(count > 0 ? link("#/records" + query({ rule: rule.id, status: "failed", since }), String(count)) : "0");

export async function rule(page, id, signal) {
  const found = await get(`/rules/${encodeURIComponent(id)}`, signal);
  const room = h("div");
  const again = () => rule(page, id, signal);
  fill(page,
    h("h1", {}, found.name, " ", stands(found)),
    (found.warnings ?? []).map((text) => h("div", { class: "sentence" }, text)),
    found.deletesHeld ? held(found, again) : null,
    details(found),
    h("div", { class: "row" },
      link("#/records" + query({ rule: found.id }), "Its records"), link("#/records" + query({ rule: found.id, status: "failed" }), "What failed"),
      link("#/scans" + query({ rule: found.id }), "Its scans"),
      action("operator", "Compare now", async () => {
        const scan = await post("/scans", { rule: found.id });
        return link("#/scans/" + scan.id, "It has begun: see how far it is.");
      }),
      action("operator", "What would it copy?", async () => { fill(room, findings(await post("/rules:preview", { rule: found.id }))); }),
      action("admin", found.enabled ? "Switch off" : "Switch on", async () => { await save(found, { ...spec(found), enabled: !found.enabled }); await again(); }),
      action("admin", "Edit", () => { fill(room, editor(spec(found), found)); }),
      action("admin", "Delete", async () => {
        if (!confirm(`Delete the rule ${found.name}? Its records stay, and so do the images.`)) return;
        await remove(`/rules/${found.id}`, etag(found));
        location.hash = "#/rules";
      })),
    lacking("admin"), room);
}

const details = (found) => facts({
  Source: source(found.source),
  "Not these": [found.source.excludeRepositories, found.source.excludeTags].flat().some(Boolean)
    ? code([patterns(found.source.excludeRepositories), patterns(found.source.excludeTags)].filter(Boolean).join("; ")) : null,
  Targets: goals(found), Policy: "overwrite " + found.overwrite, Platforms: found.platforms && patterns(found.platforms) + " (" + found.platformMode + ")",
  Deletions: found.deletes?.policy ?? "ignore", Bandwidth: found.bandwidth, Priority: found.priority,
  Schedule: found.schedule && code(found.schedule.cron + " " + (found.schedule.timeZone ?? "UTC")), "Next run": when(found.nextRun),
  "Last scan": found.lastScan && link("#/scans/" + found.lastScan.id, [status(found.lastScan.state), " ", when(found.lastScan.createdAt)]),
  Revision: [String(found.revision), ", ", when(found.updatedAt)],
});

/** The brake has stopped its deletes: a person decides, and about those only that are shown. */
function held(found, again) {
  const seen = { heldUntil: found.deletesHeld.heldUntil };
  return h("div", { class: "sentence" },
    h("b", {}, `${found.deletesHeld.waiting} deletes wait for a person`), h("p", {}, found.deletesHeld.reason), quiet("Since ", when(found.deletesHeld.since), "."),
    h("div", { class: "row" },
      link("#/records" + query({ rule: found.id, status: "held" }), "See them"),
      action("admin", "Delete these images", async () => {
        if (!confirm(`Let ${found.deletesHeld.waiting} deletes go?`)) return;
        await post(`/rules/${found.id}/deletes:release`, seen);
        await again();
      }),
      action("admin", "Keep these images", async () => {
        await post(`/rules/${found.id}/deletes:discard`, seen);
        await again();
      })));
}

const save = (found, body) => put(`/rules/${found.id}`, body, etag(found));

/** What a scan takes of a rule: all but what says when and whether it runs. */
const wish = ({ name, enabled, schedule, backfill, ...rest }) => rest;

function editor(body, found) {
  const text = h("textarea", { spellcheck: "false", "aria-label": "The rule, as JSON" }, JSON.stringify(body, null, 2));
  const said = h("div");
  const read = () => {
    try {
      return JSON.parse(text.value);
    } catch (malformed) {
      throw new Error("This is not valid JSON: " + malformed.message);
    }
  };
  return h("section", {},
    h("h2", {}, found ? "Edit the rule" : "New rule"), text,
    h("div", { class: "row" },
      action("operator", "Show what it would do", async () => { fill(said, findings(await post("/rules:preview", wish(read())))); }),
      action("admin", found ? "Save" : "Make the rule", async () => {
        const made = found ? await save(found, read()) : await post("/rules", read());
        location.hash = "#/rules/" + made.id;
        if (found) window.dispatchEvent(new HashChangeEvent("hashchange"));
      }, { class: "main" })),
    said);
}
