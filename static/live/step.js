// The page of a step: listens to what people do and to what htmx reports, and leaves the rest to `Saving`.

import { chooseByDigits } from "./digits.js";
import { forgetAll } from "./keeping.js";
import { Saving } from "./saving.js";

const TYPING_PAUSE_MS = 1000;

const form = document.getElementById("step-form");
const saving = new Saving(form, document.getElementById("save"), document.getElementById("news"));
const isTyped = (control) => control.matches("textarea, .typed input.inp");
let isLeaving = false;
let isByArrow = false;
chooseByDigits(form);

form.addEventListener("input", (event) => {
  saving.unseen = null;
  if (event.isComposing) saving.store();
  else if (isTyped(event.target)) saving.changed(TYPING_PAUSE_MS);
});
form.addEventListener("compositionend", () => saving.changed(TYPING_PAUSE_MS));
// Arrow keys choose every option on their way to the one that is meant.
form.addEventListener("keydown", (event) => {
  isByArrow = event.key.startsWith("Arrow") && event.target.type === "radio";
});
form.addEventListener("change", () => saving.changed(isByArrow ? TYPING_PAUSE_MS : 0));
form.addEventListener("focusout", (event) => {
  const isInGroup = event.target.type === "radio" && event.relatedTarget?.name === event.target.name;
  if (saving.staying || (!isInGroup && !saving.blocked && saving.isDirty)) saving.changed(0);
});
window.addEventListener("online", () => {
  if (saving.isDirty) saving.schedule(0);
});

form.addEventListener("htmx:configRequest", (event) => {
  event.detail.parameters = saving.body();
});
form.addEventListener("htmx:afterRequest", (event) => saving.answered(event.detail.xhr));

// A link of the rail or the panel that has the focus keeps it when the fragment around it is swapped.
let held = null;
document.addEventListener("htmx:oobBeforeSwap", () => {
  held = document.activeElement?.closest("#rail a, #findings a, #so-far")?.getAttribute("href") ?? null;
});
document.addEventListener("htmx:oobAfterSwap", () => {
  if (held === null || document.activeElement !== document.body) return;
  const same = [...document.querySelectorAll("#rail a, #findings a, #so-far")].find((link) => link.getAttribute("href") === held);
  same?.focus({ preventScroll: true });
});

function leaveBy(button) {
  const leave = () => {
    isLeaving = true;
    form.requestSubmit(button);
  };
  // Follow-ups that open on the way are shown first, as the same button does without scripts.
  leave.bySaving = !button?.value.startsWith("evidence/");
  leave.stays = button?.value === "stay";
  return leave;
}

// Another page waits for what is not saved yet, unless there is no connection to wait for.
function waits(event, leave) {
  if (saving.blocked || saving.failures > 0 || !saving.isDirty) return false;
  event.preventDefault();
  saving.leave = leave;
  saving.send();
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || event.defaultPrevented || link.origin !== location.origin) return;
  if (link.pathname === location.pathname || link.hasAttribute("download")) return;
  waits(event, () => location.assign(link.href));
});

form.addEventListener("submit", (event) => {
  const stays = event.submitter?.value === "stay";
  if (isLeaving || saving.blocked === "conflict") return;
  const leave = leaveBy(event.submitter);
  if (!saving.busy && !saving.isDirty && !stays) {
    if (leave.bySaving && saving.showUnseen()) event.preventDefault();
    return;
  }
  event.preventDefault();
  saving.leave = leave;
  if (stays) saving.telling.owesSaved = true;
  if (saving.busy) return;
  saving.blocked = "";
  saving.send();
});

// Forms of the mast: the page in another language or display holds what was typed; signing out leaves nothing behind.
for (const other of document.querySelectorAll(".mast form")) {
  other.addEventListener("submit", (event) => {
    if (waits(event, () => other.requestSubmit(event.submitter))) return;
    if (other.action.endsWith("/logout/")) forgetAll();
  });
}

window.addEventListener("pagehide", () => {
  if (!isLeaving) saving.sendOnTheWayOut();
});
window.addEventListener("pageshow", (event) => {
  isLeaving = false;
  if (event.persisted && saving.isDirty) saving.schedule(0);
});
if (form.dataset.refused === undefined) saving.restore();
else saving.store();
