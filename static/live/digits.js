// Number keys choose an option of the question that has the focus: 1 is the first one, 0 is "not sure". They never act
// while something is typed, nor together with Ctrl, Alt or Meta.

const QUESTIONS = ".q[id], .fu[id]";

export function chooseByDigits(form) {
  form.dataset.digits = "";
  form.addEventListener("keydown", (event) => {
    const option = optionFor(event);
    if (!option) return;
    event.preventDefault();
    option.focus();
    option.click();
  });
}

function optionFor({ key, target, ctrlKey, altKey, metaKey, repeat }) {
  if (!/^[0-9]$/.test(key) || ctrlKey || altKey || metaKey || repeat) return null;
  if (!target.matches(`input[type=radio], input[type=checkbox], ${QUESTIONS}`)) return null;
  const question = target.closest(QUESTIONS);
  const own = [...question.querySelectorAll(".opt input")].filter((one) => one.closest(QUESTIONS) === question);
  const unsure = own.pop();
  return key === "0" ? unsure : own[key - 1];
}
