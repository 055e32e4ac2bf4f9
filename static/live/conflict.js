// The page of both versions: once the person has chosen, what the window kept of the step is of no use any more.

import { forget } from "./keeping.js";

const form = document.getElementById("conflict-form");
const settled = () => forget(form.dataset.keep);
form.addEventListener("submit", settled);
document.getElementById("discard").addEventListener("click", settled);
