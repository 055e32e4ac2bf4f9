// The fields of a step as pairs of name and value, and back.

const ABOUT_THE_PAGE = ["based_on", "asked", "csrfmiddlewaretoken"];

export function fieldsOf(form) {
  return [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
}

// Two states of the form hold the same input where this is equal. An empty field says the same as no field.
export function inputOf(fields) {
  const entered = fields.filter(([name, value]) => value !== "" && !ABOUT_THE_PAGE.includes(name));
  return JSON.stringify(entered.sort());
}

// Nothing was entered in any control within `root`.
export function isEmpty(root) {
  const controls = [...root.querySelectorAll("input[name], textarea[name]")];
  return controls.every((one) => (["radio", "checkbox"].includes(one.type) ? !one.checked : one.value === ""));
}

export function valueOf(fields, name) {
  return fields.find(([other]) => other === name)?.[1] ?? "";
}

// Put kept input into the controls within `root`; questions that were not on the page then stay as they are.
export function fill(root, fields) {
  const asked = new Set(valueOf(fields, "asked").split(" "));
  for (const control of root.querySelectorAll("input[name], textarea[name]")) {
    if (ABOUT_THE_PAGE.includes(control.name) || !asked.has(control.name.split(".")[0])) continue;
    const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
    else control.value = values[0] ?? "";
  }
}
