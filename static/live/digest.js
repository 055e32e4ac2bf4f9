// The SHA-256 of a file, computed on this device: the file is read here and nothing of it is sent.

const LARGEST_BYTES = 512 * 1024 * 1024;

export function offerDigest(box, target) {
  // Browsers compute digests on secure pages only; without that the digits are typed.
  if (!box || !target || !window.crypto || !window.crypto.subtle) return;
  const chosen = box.querySelector("input");
  const state = box.querySelector("[role=status]");
  box.hidden = false;
  chosen.addEventListener("change", async () => {
    const file = chosen.files[0];
    if (!file) return;
    if (file.size > LARGEST_BYTES) {
      state.textContent = box.dataset.tooLarge;
      return;
    }
    state.textContent = box.dataset.reading;
    const digest = await window.crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    target.value = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    state.textContent = box.dataset.done;
  });
}
