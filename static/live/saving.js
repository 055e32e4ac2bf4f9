// Saves a step in the background. One attempt at a time; an attempt whose answer was lost is sent again unchanged, which
// the server takes as done already, before anything newer goes out. "Saved" is said only of exactly what the form holds.

import { fieldsOf, fill, inputOf, isEmpty, valueOf } from "./fields.js";
import { forget, keep, kept } from "./keeping.js";
import { Ending } from "./ending.js";
import { merge } from "./merging.js";
import { Telling, wordsOf } from "./telling.js";

const LONGEST_WAIT_MS = 30000;
const TIME_TO_SEE_MS = 1000;

export class Saving {
  constructor(form, state, news) {
    Object.assign(this, { form, state, telling: new Telling(news), key: form.dataset.keep });
    this.confirmed = inputOf(fieldsOf(form));
    this.attempt = null;
    this.busy = false;
    this.blocked = "";
    this.failures = 0;
    this.carried = [];
    this.unseen = null;
    this.leave = null;
    this.ending = new Ending(() => this.endIsNear(), () => this.send());
    this.ending.watch(form.dataset.sessionEnds);
  }

  get isDirty() {
    return this.attempt !== null || inputOf(fieldsOf(this.form)) !== this.confirmed;
  }

  // Something was entered: keep it at once, send it when `wait` is over.
  changed(wait) {
    this.store();
    // The way out stays on the page and is not taken from under the pointer; a button of the form tries again.
    if (this.blocked) return;
    if (this.state.dataset.state !== "offline") this.show("saving");
    this.schedule(wait);
  }

  schedule(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  store() {
    keep(this.key, { fields: fieldsOf(this.form), carried: this.carried, attempt: this.attempt });
  }

  // Puts back what an earlier page of this window could not save. An attempt without an answer goes out first.
  restore() {
    const before = kept(this.key);
    if (!before) return;
    this.carried = [...before.carried, before.fields];
    this.carryInto([this.form]);
    this.form.elements.based_on.value = valueOf(before.fields, "based_on");
    this.attempt = before.attempt;
    if (this.attempt === null && inputOf(before.fields) === this.confirmed) return this.forgetIt();
    this.show("back");
    this.schedule(0);
  }

  forgetIt() {
    this.carried = [];
    forget(this.key);
  }

  send() {
    clearTimeout(this.timer);
    if (this.busy || this.blocked) return;
    this.attempt ??= fieldsOf(this.form);
    this.busy = true;
    this.store();
    if (!["back", "offline"].includes(this.state.dataset.state)) this.show("saving");
    htmx.trigger(this.form, "autosave");
  }

  // What htmx sends: the attempt as it was made, with the token of this page.
  body() {
    const data = new FormData();
    this.attempt.forEach(([name, value]) => data.append(name, value));
    data.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    return data;
  }

  // The page goes away with input unsent: the browser delivers this one request all the same, and nobody hears the
  // answer. What is kept stays kept until a later page of the step has it confirmed.
  sendOnTheWayOut() {
    if (this.blocked || !this.isDirty) return;
    this.attempt ??= fieldsOf(this.form);
    this.store();
    fetch(this.form.action, { method: "POST", body: this.body(), keepalive: true, headers: { "HX-Request": "true" } }).catch(
      () => this.store());
  }

  answered(xhr) {
    this.busy = false;
    const elsewhere = xhr.responseURL && new URL(xhr.responseURL).pathname !== location.pathname;
    if (xhr.status === 0 || xhr.status === 429 || xhr.status >= 500) this.failed();
    else if (xhr.status === 401 || xhr.status === 403) this.stop("expired");
    else if (elsewhere) this.stop(new URL(xhr.responseURL).pathname === this.form.dataset.login ? "expired" : "refused");
    else if (xhr.status === 409) this.stop("conflict");
    else if (xhr.status === 200 || xhr.status === 422) this.stored(xhr);
    else this.stop("refused");
  }

  failed() {
    this.leave = null;
    this.show("offline");
    this.schedule(Math.min(1000 * 2 ** this.failures, LONGEST_WAIT_MS));
    this.failures += 1;
  }

  stop(why) {
    this.blocked = why;
    this.store();
    this.show(why);
    // Leaving shows the page of both versions; without a session nothing would be left to go on from.
    if (this.leave && why === "conflict") this.leave();
    this.leave = null;
  }

  stored(xhr) {
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const saved = page.getElementById("saved");
    const sent = inputOf(this.attempt);
    const settled = inputOf(fieldsOf(this.form)) === sent;
    this.attempt = null;
    this.failures = 0;
    const { inserted, staying } = merge(
      document.getElementById("questions"), saved.querySelector("#questions"), saved.lang, settled);
    this.staying = staying;
    this.telling.later(wordsOf(saved.querySelector("#told")));
    this.ending.watch(saved.dataset.sessionEnds);
    if (settled) this.confirmed = inputOf(fieldsOf(this.form));
    this.carryInto(inserted);
    const open = inserted.find(isEmpty);
    if (open) this.unseen = { block: open, since: Date.now() };
    if (inputOf(fieldsOf(this.form)) === this.confirmed) this.settle(xhr.status, saved);
    else this.changed(0);
  }

  // A follow-up that opened under somebody's hand: the button that was meant for the page before shows it first.
  showUnseen() {
    const { block, since } = this.unseen ?? { since: -Infinity };
    this.unseen = null;
    if (Date.now() - since > TIME_TO_SEE_MS) return false;
    block.focus();
    return true;
  }

  // Input for follow-ups that stood on an earlier page and are only now on this one.
  carryInto(blocks) {
    blocks.forEach((block) => this.carried.forEach((fields) => fill(block, fields)));
  }

  settle(status, saved) {
    const state = saved.querySelector(".save");
    this.telling.settled(status, wordsOf(state), wordsOf(saved.querySelector("#told-errors")), saved.lang);
    this.put(status === 200 ? "saved" : "invalid", state);
    if (status === 200) this.forgetIt();
    else this.store();
    const leave = this.leave;
    this.leave = null;
    if (leave?.bySaving && this.showUnseen()) return;
    if (leave && (status !== 200 || !leave.stays)) leave();
  }

  // Where something is not saved the page says so already, and that matters more.
  endIsNear() {
    if (this.state.dataset.state === "saved") this.show("ending");
  }

  show(name) {
    if (this.state.dataset.state === name) return;
    this.put(name, document.querySelector(`template[data-save=${name}]`).content.cloneNode(true));
    this.telling.state(name, wordsOf(this.state), document.documentElement.lang);
  }

  // A button or link within it may have the focus and goes away.
  put(name, words) {
    const isHeld = this.state.contains(document.activeElement);
    this.state.dataset.state = name;
    this.state.replaceChildren(words);
    if (isHeld) this.state.focus({ preventScroll: true });
  }
}
