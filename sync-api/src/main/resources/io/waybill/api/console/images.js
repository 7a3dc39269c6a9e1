// "Why is it not in Frankfurt?": an image, and where it is.
import { all, get, post, query } from "./api.js";
import { lacking } from "./caller.js";
import { action, code, facts, fill, h, link, problem, quiet, status, when, why } from "./page.js";

const WHOLE = /^([^/]+)\/(.+?)(?::([^:/@]+)|@(sha(?:256|512):[0-9a-f]+))$/;
const part = (text) => encodeURIComponent(text);
const parts = (path) => path.split("/").map(part).join("/");

/** Goes to the image of this name; to the records of what is no whole name of one. */
export async function look(text) {
  if (text === "") return;
  const [, registry] = WHOLE.exec(text) ?? [];
  const known = registry && (await all("/registries")).some((each) => each.name === registry);
  const [, repository, tag] = /^(.+?)(?::([^:/]+))?$/.exec(text);
  location.hash = known ? "#/images" + query({ image: text }) : "#/records" + query({ repository, tag });
}

export async function image(page, parameters, signal) {
  const name = parameters.get("image") ?? "";
  const found = WHOLE.exec(name);
  if (!found) throw new Error(`"${name}" is no whole name of an image: it takes registry/repository:tag.`);
  const [, registry, repository, tag, digest] = found;
  const reference = tag ?? digest;
  const [copies, here] = await Promise.all([
    get(`/copies/${part(registry)}/${parts(repository)}/${part(reference)}`, signal),
    get(`/images/${part(registry)}/${parts(repository)}/${part(reference)}`, signal).catch((error) => {
      if (error.status === 404) return null;
      throw error;
    }),
  ]);
  fill(page,
    h("h1", {}, name),
    here ? [h("h2", {}, "As a target"), card(here)] : null,
    copies.items.length > 0 ? [h("h2", {}, "Where it goes"), copies.items.map(card)] : null,
    !here && copies.items.length === 0 ? nothing(registry, repository, reference) : null,
    h("div", { class: "row" },
      action("operator", "Sync it now, by every rule that matches", async () => {
        const accepted = await post("/tasks", { source: name });
        return link("#/records" + query({ event: accepted.eventId }), "It is on its way: see its records.");
      }),
      link("#/records" + query({ registry, repository, tag }), "All its records")),
    lacking("operator"));
}

function nothing(registry, repository, reference) {
  return problem({
    title: "No task was ever made for it",
    message: `No push of ${repository} with ${reference} at ${registry} has come in that a rule matches, and no scan has found it. Look whether a rule names it, whether it is switched on, and whether `
      + "the registry's webhook arrives: what arrives and is not understood is among the dead letters.",
  });
}

/** What stands at one target; where its newest task went wrong, why. */
function card(state) {
  const { newest } = state;
  return h("section", { class: "card wide" },
    h("h3", {}, code(state.image), " ", h("span", { class: "quiet" }, state.region)),
    h("p", {}, state.digest
      ? [h("b", { class: "good" }, state.put ? "There since " : "Found there "), when(state.since), " as ", code(state.digest)]
      : h("b", { class: "bad" }, "Nothing is known to be there.")),
    newest?.failure && newest.status !== "succeeded" ? why(newest.failure) : null,
    facts({
      "Newest task": newest && [link("#/records/" + newest.taskId, status(newest.status)), " of ", code(newest.source), ", planned ", when(newest.plannedAt),
        newest.retryAt && newest.status === "waiting" ? [", tried again ", when(newest.retryAt)] : null],
      From: state.source && code(state.source),
      Rule: state.ruleName && link("#/rules/" + part(state.ruleId), state.ruleName),
      "Looked at": state.checkedAt && when(state.checkedAt),
    }),
    newest && ["failed", "cancelled"].includes(newest.status)
      ? action("operator", "Do it again", async () => {
        const replay = await post("/replays", { taskIds: [newest.taskId] });
        return link("#/replays/" + replay.id, "It is done again: see how far it is.");
      })
      : null,
    newest ? null : quiet("The record of its newest task is gone."));
}
