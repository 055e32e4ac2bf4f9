// Some minutes before the session ends the page says so. Whatever is sent until then makes it last.

const NOTICE_MS = 5 * 60 * 1000;

export class Ending {
  constructor(onNear, onOver) {
    Object.assign(this, { onNear, onOver });
  }

  // `seconds` is what is left by the server; nothing for a page that does not end.
  watch(seconds) {
    clearTimeout(this.timer);
    if (seconds === undefined) return;
    this.end = Date.now() + Number(seconds) * 1000;
    this.timer = setTimeout(() => this.near(), this.end - NOTICE_MS - Date.now());
  }

  // A device that slept wakes up later than it was asked to.
  near() {
    if (Date.now() < this.end) this.onNear();
    this.timer = setTimeout(this.onOver, Math.max(0, this.end - Date.now()) + 1000);
  }
}
