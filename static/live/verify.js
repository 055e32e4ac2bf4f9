// Verifying a report: the SHA-256 of the file is computed on this device, and nothing but that is sent. A code that came
// in the address after the #, as QR codes bring it, goes into its field. Without this script the forms work as they are.

const SLICE_BYTES = 1024 * 1024;
const byCode = document.querySelector("#by-code");
const byFile = document.querySelector("#by-file");
const field = byCode.elements.code;
const chosen = byFile.elements.pdf;
const reading = document.querySelector("#reading");
const bar = reading.querySelector("progress");
const state = byFile.querySelector("[role=status]");

function lookUp(typed) {
  field.value = typed;
  byCode.querySelector("button").click();
}

async function read(file) {
  const bytes = new Uint8Array(file.size);
  for (let at = 0; at < file.size; at += SLICE_BYTES) {
    bytes.set(new Uint8Array(await file.slice(at, at + SLICE_BYTES).arrayBuffer()), at);
    bar.value = Math.round((Math.min(at + SLICE_BYTES, file.size) / file.size) * 100);
  }
  return bytes;
}

async function check(file) {
  if (!file || file.size > Number(byFile.dataset.largest)) {
    state.textContent = file ? byFile.dataset.tooLarge : byFile.dataset.nothing;
    return;
  }
  state.textContent = byFile.dataset.reading;
  reading.hidden = false;
  try {
    const digest = await crypto.subtle.digest("SHA-256", await read(file));
    lookUp([...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
  } catch {
    state.textContent = byFile.dataset.unreadable;
    reading.hidden = true;
  }
}

function offerCheck() {
  const drop = byFile.querySelector(".drop");
  document.querySelector("#here").hidden = false;
  document.querySelector("#check").addEventListener("click", () => check(chosen.files[0]));
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    check(event.dataTransfer.files[0]);
  });
}

// Browsers compute digests on secure pages only.
if (window.crypto && window.crypto.subtle) offerCheck();
else document.querySelector("#insecure").hidden = false;

// Out of the address at once, so that it stays in no history; the page behind it is the same.
if (/^#[0-9a-z]{4}(-?[0-9a-z]{4}){6}$/i.test(window.location.hash)) {
  const code = window.location.hash.slice(1);
  window.history.replaceState(null, "", window.location.pathname);
  lookUp(code);
}
