// What is said aloud, in one polite line. That an answer was saved is not worth a word, what it changed is; and so is
// every state in which something is not saved, and the end of such a state.

const TOLD_AT_ONCE = ["offline", "conflict", "expired", "refused", "ending"];

export class Telling {
  constructor(line) {
    this.line = line;
    this.waiting = [];
    this.owesSaved = false;
  }

  // Said together with what is said next: it would be cut off by it.
  later(words) {
    this.waiting.push(words);
  }

  now(words, lang) {
    const all = [...this.waiting.splice(0), ...words].join(" ").trim();
    if (!all) return;
    this.line.lang = lang;
    this.line.textContent = all;
  }

  // The page shows another state of saving.
  state(name, words, lang) {
    if (name !== "saving" && name !== "ending") this.owesSaved = true;
    if (name === "back") this.later(words);
    if (TOLD_AT_ONCE.includes(name)) this.now([words], lang);
  }

  // The server has answered for all that the form holds.
  settled(status, state, errors, lang) {
    const refusal = status === 200 ? "" : `${state} ${errors}`;
    // The same refusal again while somebody is still typing says nothing new.
    const isNew = refusal ? refusal !== this.refusal : this.owesSaved;
    this.refusal = refusal;
    this.owesSaved = refusal !== "";
    this.now(isNew ? [state, errors] : [], lang);
  }
}

export function wordsOf(element) {
  return element?.textContent.trim().replace(/\s+/g, " ") ?? "";
}
