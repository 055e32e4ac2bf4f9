// Some minutes before the session ends the page says so. Whatever is sent until then makes it last.

const NOTICE_MS = 5 * 60 * 1000;

export class Ending {
  constructor(onNear, onOver) {
    this.onNear = onNear;
    this.onOver = onOver;
  }

  // `seconds` is what is left by the server; nothing for a page that does not end.
  watch(seconds) {
    clearTimeout(this.timer);
    if (!seconds) return;
    const end = Date.now() + seconds * 1000;
    // A device that slept wakes up later than it was asked to.
    this.timer = setTimeout(() => {
      if (Date.now() < end) this.onNear();
      this.timer = setTimeout(this.onOver, Math.max(0, end - Date.now()) + 1000);
    }, end - NOTICE_MS - Date.now());
  }
}
