// Who asks. Their token stays in this tab, and is gone with it.
import { fill, h } from "./page.js";

const KEY = "waybill.token";
const ROLES = ["viewer", "operator", "admin"];

let caller = { name: "", role: "viewer" };
let asking;

export const token = () => sessionStorage.getItem(KEY);

export const may = (role) => ROLES.indexOf(caller.role) >= ROLES.indexOf(role);

/** Remembers whom the API takes us for, and says so in the page's head. */
export function introduce(known) {
  caller = known;
  const lacks = { viewer: "Buttons that have something done are for operators and admins.", operator: "Rules are changed by admins." }[caller.role];
  const text = `${caller.name} · ${caller.role}` + (caller.scope ? ` · ${caller.scope}` : "");
  fill(document.getElementById("who"),
    h("span", { class: "quiet", title: lacks }, text),
    token() ? h("button", { type: "button", onclick: forget }, "Sign out") : "");
}

/** One sentence for whoever sees fewer buttons than others. */
export function lacking(role) {
  return may(role) ? null : h("p", { class: "quiet" }, `You look at this as ${caller.role}: what can be done here needs the role ${role}.`);
}

function forget() {
  sessionStorage.removeItem(KEY);
  location.reload();
}

/** Asks for a token, once for all calls that want one; whether one was given. */
export function askForToken(reason) {
  asking ??= new Promise((resolve) => {
    const input = h("input", { type: "password", autocomplete: "off", required: true, size: 40, "aria-label": "Token" });
    const give = (event) => {
      event.preventDefault();
      dialog.close("given");
    };
    const dialog = h("dialog", {},
      h("form", { onsubmit: give },
        h("h2", {}, "This API wants a token"),
        token() ? h("p", { class: "bad" }, reason) : null,
        h("p", { class: "quiet" }, "One of api.tokens. With OpenID Connect, paste an access token of your identity provider: the one that you would put into WAYBILL_TOKEN. It is kept in this tab only."),
        h("div", { class: "row" }, input, h("button", { class: "main" }, "Go on"))));
    dialog.addEventListener("close", () => {
      const given = dialog.returnValue === "given" && input.value.trim() !== "";
      if (given) sessionStorage.setItem(KEY, input.value.trim());
      dialog.remove();
      asking = undefined;
      resolve(given);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
  return asking;
}
