// Many tasks at once: what failed is done again, what is open is cancelled; what it means is shown first.
import { get, post, query } from "./api.js";
import { lacking } from "./caller.js";
import { action, code, facts, fill, h, link, number, quiet, row, status, table, when } from "./page.js";

const PAUSE_MS = 1000;
const described = (filter) => Object.entries(filter ?? {}).map(([name, value]) => `${name} ${[value].flat().join(", ")}`).join(", ") || "no filter";
const LABELS = { matched: "described or named", collapsed: "of these, replaced by newer ones", alreadyReplayed: "of these, done again already", refused: "of these, not possible any more" };
const numbers = (counts) => facts(Object.fromEntries(Object.entries(counts).filter(([name, count]) => count > 0 || name === "matched")
  .map(([name, count]) => [LABELS[name] ?? name, String(count)])));

/** Below a list of records: buttons for all that its filter describes. */
export function bulk(filter) {
  const room = h("div");
  const over = !filter.status || /failed|cancelled|succeeded/.test(filter.status);
  const open = !filter.status || /held|queued|running|waiting/.test(filter.status);
  return h("section", {},
    h("div", { class: "row" },
      over ? action("operator", filter.status ? "Do all of these again …" : "Do again what failed of these …", async () => {
        const preview = await post("/replays", { filter, dryRun: true });
        fill(room, question(preview, "again", preview.selected, async () => {
          const replay = await post("/replays", { filter });
          location.hash = "#/replays/" + replay.id;
        }));
      }) : null,
      open ? action("operator", "Cancel what is not over of these …", async () => {
        const preview = await post("/cancels", { filter, dryRun: true });
        fill(room, question(preview, "cancel", preview.matched, async () => {
          const cancel = await post("/cancels", { filter });
          return `${cancel.matched} were not over: ${cancel.cancelled} are cancelled, ${cancel.open} are being stopped.`;
        }));
      }) : null),
    lacking("operator"), room);
}

function question(preview, what, count, work) {
  const groups = (preview.byCode ?? preview.byStatus).map((each) => row(each.code ?? each.status ?? "", number(String(each.count))));
  return h("div", { class: "card wide" },
    h("p", {}, count === 0 ? "There is nothing to do." : what === "again" ? `${count} tasks would be done again.` : `${count} tasks would be cancelled.`),
    what === "again" ? numbers({ matched: preview.matched, collapsed: preview.collapsed, alreadyReplayed: preview.alreadyReplayed, refused: preview.refused }) : null,
    groups.length > 0 ? table([what === "again" ? "Failure code" : "Status", { text: "Tasks", number: true }], groups, "") : null,
    count > 0 ? action("operator", what === "again" ? `Do ${count} tasks again` : `Cancel ${count} tasks`, work, { class: "main" }) : null);
}

export async function replays(page, parameters, signal) {
  const found = await get("/replays" + query({ limit: 50, cursor: parameters.get("cursor") }), signal);
  fill(page,
    h("h1", {}, "Replays"),
    quiet("Tasks that were done again, one or many at a time. A list of records, and each record, has a button for it."),
    table(["State", "Asked", "By", "What"], found.items.map((each) => row(
      link("#/replays/" + each.id, status(each.state)), when(each.askedAt), each.askedBy ?? "", each.filter ? described(each.filter) : "named tasks")),
    "Nothing was done again in the last 30 days."),
    found.nextCursor ? h("div", { class: "row" }, link("#/replays" + query({ cursor: found.nextCursor }), "Older ones")) : null);
}

/** One replay, looked at again and again until all of it is over. */
export async function replay(page, id, signal) {
  let found;
  do {
    found = await get(`/replays/${encodeURIComponent(id)}`, signal);
    const tasks = await get(`/replays/${encodeURIComponent(id)}/tasks` + query({ limit: 100 }), signal);
    if (signal.aborted) return;
    fill(page,
      h("h1", {}, status(found.state), " Replay of ", found.filter ? described(found.filter) : "named tasks"),
      quiet("Asked ", when(found.askedAt), found.askedBy ? " by " + found.askedBy : "", "."),
      numbers(found.counts),
      (found.refusals ?? []).map((each) => h("div", { class: "sentence" }, `${each.count} not: `, each.reason)),
      table(["State", "Original", "New task", ""], tasks.items.map((each) => row(
        each.state.replaceAll("-", " "), link("#/records/" + each.original, code(each.original)),
        each.taskId ? link("#/records/" + each.taskId, code(each.taskId)) : "", each.reason ?? "")), "No task yet."),
      tasks.nextCursor ? quiet("These are the first 100.") : null);
    if (found.state !== "finished") await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  } while (found.state !== "finished" && !signal.aborted);
}
