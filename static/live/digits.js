// Number keys choose an option of the question that has the focus: 1 is the first one, 0 is "not sure". They never act
// while something is typed, nor together with Ctrl, Alt or Meta.

const QUESTIONS = ".q[id], .fu[id]";

export function chooseByDigits(form) {
  form.dataset.digits = "";
  form.querySelector("#digits").hidden = false;
  form.addEventListener("keydown", (event) => {
    const option = optionFor(event);
    if (!option) return;
    event.preventDefault();
    option.focus();
    option.click();
  });
}

function optionFor(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return null;
  if (!/^[0-9]$/.test(event.key) || !event.target.matches(`input[type=radio], input[type=checkbox], ${QUESTIONS}`)) return null;
  const question = event.target.closest(QUESTIONS);
  const own = (selector) => [...question.querySelectorAll(selector)].filter((one) => one.closest(QUESTIONS) === question);
  if (event.key === "0") return own(".opts > .unsure input")[0];
  return own(".opts > .opt:not(.unsure) input")[Number(event.key) - 1];
}
