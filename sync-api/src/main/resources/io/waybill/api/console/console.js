// Which page is shown: the part of the address after # decides, so that each can be bookmarked and sent to a colleague.
import { get } from "./api.js";
import { introduce } from "./caller.js";
import { image, look } from "./images.js";
import { deadLetter, deadLetters } from "./letters.js";
import { registries, statistics } from "./overviews.js";
import { fill, problem } from "./page.js";
import { record } from "./record.js";
import { records } from "./records.js";
import { replay, replays } from "./replays.js";
import { rule, rules } from "./rules.js";
import { scan, scans } from "./scans.js";

/** A page is given its place, what its address says, and a signal for when it is left. */
const ROUTES = [
  [/^\/records$/, records],
  [/^\/records\/([^/]+)$/, record],
  [/^\/images$/, image],
  [/^\/rules$/, rules],
  [/^\/rules\/([^/]+)$/, rule],
  [/^\/statistics$/, statistics],
  [/^\/scans$/, scans],
  [/^\/scans\/([^/]+)$/, scan],
  [/^\/replays$/, replays],
  [/^\/replays\/([^/]+)$/, replay],
  [/^\/dead-letters$/, deadLetters],
  [/^\/dead-letters\/([^/]+)$/, deadLetter],
  [/^\/registries$/, registries],
];

let leaving = new AbortController();

async function show() {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const [path, search] = (location.hash.slice(1) || "/records").split("?");
  const page = document.createElement("div");
  fill(document.getElementById("main"), page);
  for (const entry of document.querySelectorAll("nav a")) {
    if (path.startsWith(entry.hash.slice(1))) entry.setAttribute("aria-current", "page");
    else entry.removeAttribute("aria-current");
  }
  const found = ROUTES.map(([pattern, view]) => [pattern.exec(path), view]).find(([match]) => match);
  if (!found) {
    page.append(problem(new Error("There is no page at " + path + ".")));
    return;
  }
  const [[, id], view] = found;
  try {
    await view(page, id ? decodeURIComponent(id) : new URLSearchParams(search ?? ""), signal);
    document.title = (page.querySelector("h1")?.textContent ?? "Console") + " · Waybill";
  } catch (error) {
    if (!signal.aborted) fill(page, problem(error));
  }
}

async function begin() {
  document.getElementById("find").addEventListener("submit", (event) => {
    event.preventDefault();
    look(event.target.elements.image.value.trim()).catch((error) => fill(document.getElementById("main"), problem(error)));
  });
  try {
    introduce(await get("/me"));
  } catch (error) {
    fill(document.getElementById("main"), problem(error));
    return;
  }
  window.addEventListener("hashchange", show);
  await show();
}

begin();
