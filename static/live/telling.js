// What is said aloud, in one polite line. That an answer was saved is not worth a word, what it changed is; and so is
// every state in which something is not saved, and the end of such a state.

const PROBLEMS = ["offline", "conflict", "expired", "refused", "invalid"];

export class Telling {
  constructor(line) {
    Object.assign(this, { line, waiting: [], owesSaved: false });
  }

  // Said together with what is said next: it would be cut off by it.
  later(words) {
    if (words !== "") this.waiting.push(words);
  }

  now(words, lang) {
    const all = [...this.waiting.splice(0), ...words].filter((one) => one !== "").join(" ");
    if (all === "") return;
    this.line.lang = lang;
    this.line.textContent = all;
  }

  // The page shows another state of saving.
  state(name, words, lang) {
    if (PROBLEMS.includes(name)) this.owesSaved = true;
    if (name === "back") {
      this.owesSaved = true;
      this.later(words);
    } else if (name === "ending" || PROBLEMS.includes(name)) this.now([words], lang);
  }

  // The server has answered for all that the form holds.
  settled(status, state, errors, lang) {
    if (status !== 200) {
      this.owesSaved = true;
      // The same refusal again while somebody is still typing says nothing new.
      if (`${state} ${errors}` === this.refusal && this.waiting.length === 0) return;
      this.refusal = `${state} ${errors}`;
      return this.now([state, errors], lang);
    }
    this.refusal = "";
    this.now([this.owesSaved ? state : ""], lang);
    this.owesSaved = false;
  }
}

export function wordsOf(element) {
  return element?.textContent.trim().replace(/\s+/g, " ") ?? "";
}
