// Brings the questions on the page in line with those the server sent: what opened is inserted, what closed is taken
// away. Controls that stay are never touched, so nothing typed is lost and neither focus nor scroll moves.

const BLOCKS = ".q[id], .fu[id]";

// Gives the blocks that were inserted. `mayClose` is false while input has not reached the server.
export function merge(questions, fresh, lang, mayClose) {
  const wanted = [...fresh.querySelectorAll(BLOCKS)].map((block) => block.id);
  const inserted = [];
  place([...fresh.children].filter((one) => one.matches(BLOCKS)), questions, lastOf(questions, "input"), lang, inserted);
  for (const block of [...questions.querySelectorAll(BLOCKS)]) {
    if (!wanted.includes(block.id) && mayClose && !block.contains(document.activeElement)) block.remove();
  }
  explainWords(questions, fresh, lang);
  for (const name of ["based_on", "asked"]) {
    questions.querySelector(`[name=${name}]`).value = fresh.querySelector(`[name=${name}]`).value;
  }
  const staying = [...questions.querySelectorAll(BLOCKS)].filter((block) => !wanted.includes(block.id));
  return { inserted, staying: staying.length > 0 };
}

function place(blocks, container, after, lang, inserted) {
  for (const block of blocks) {
    let here = document.getElementById(block.id);
    if (here) {
      refresh(here, block, lang);
      const body = here.querySelector(":scope > .qb");
      if (body) place([...block.querySelectorAll(".fu[id]")], body, lastOf(body, ".tools"), lang, inserted);
    } else {
      here = document.importNode(block, true);
      here.lang = lang;
      after.after(here);
      inserted.push(here);
    }
    if (here.parentElement === container) after = here;
  }
}

// Words of the glossary that only an inserted question uses. Those on the page stay: one of them may be open.
function explainWords(questions, fresh, lang) {
  for (const word of fresh.querySelectorAll(".pop[id]")) {
    if (document.getElementById(word.id)) continue;
    const here = document.importNode(word, true);
    here.lang = lang;
    questions.querySelector(".wordnotes").append(here);
  }
}

function lastOf(container, selector) {
  return [...container.children].filter((child) => child.matches(selector)).pop();
}

// Words about a question that stays: why it is asked, what is wrong with the answer, that it is noted as unclear.
function refresh(here, block, lang) {
  const own = (root) => [...root.querySelectorAll("[data-part]")].filter((part) => part.closest(BLOCKS) === root);
  own(block).forEach((part, index) => {
    const old = own(here)[index];
    if (old.textContent === part.textContent) return;
    old.lang = lang;
    old.replaceChildren(...part.cloneNode(true).childNodes);
  });
  if (here.matches(".fu")) here.classList.toggle("un", block.classList.contains("un"));
  markErrors(here, block);
}

function markErrors(here, block) {
  const body = (root) => root.querySelector(":scope > .qb") ?? root;
  body(here).classList.toggle("has-err", body(block).classList.contains("has-err"));
  const marked = (root) => [...root.querySelectorAll("fieldset, .typed input, textarea")].filter((e) => e.closest(BLOCKS) === root);
  marked(block).forEach((element, index) => {
    const old = marked(here)[index];
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (element.hasAttribute(name)) old.setAttribute(name, element.getAttribute(name));
      else old.removeAttribute(name);
    }
  });
}
