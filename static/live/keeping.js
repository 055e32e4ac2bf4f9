// What was entered and is not confirmed, kept for this window only: sessionStorage ends with it.

const PREFIX = "unsaved/";

export function keep(key, value) {
  try {
    sessionStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Storage may be full or forbidden; the page itself still holds the input.
  }
}

export function kept(key) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

export function forget(key) {
  try {
    sessionStorage.removeItem(PREFIX + key);
  } catch {
    // Nothing could be kept either.
  }
}

export function forgetAll() {
  const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  keys.forEach((key) => sessionStorage.removeItem(key));
}
