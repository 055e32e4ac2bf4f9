"""`python -m benchmarks.transfers`: what the main pages cost, on a first visit and on a later one, over a slow line.

Bytes are what crosses the wire, headers included (encodedDataLength). "Shift" is the cumulative layout shift as the
standard counts it; the line is slow enough (1.6 Mbit/s, 150 ms) that fonts arrive after the text. Server times are
medians over the loopback, without that line.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from time import perf_counter

from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Response

from benchmarks.results import keep
from benchmarks.visiting import Place, empty_window, places, running_browser, running_stage
from tests.e2e.scenes.scene import Who
from tests.e2e.scenes.stage import Stage

LATENCY_MS = 150
BYTES_PER_SECOND = 200_000
ROUNDS = 7
AFTER_MS = 700
"""Longer than a font needs to arrive on that line."""

WATCH = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts.push([one.value, one.sources.map(
    (each) => each.node?.id || each.node?.className || each.node?.nodeName || "?").join(" ")]);
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => { window.painted = list.getEntries().at(-1).startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
"""


@dataclass
class Wire:
    """Counts what a page loads."""

    requests: int = 0
    transferred: int = 0

    def listen(self, session: CDPSession) -> None:
        """Begin to count."""
        session.on("Network.loadingFinished", lambda event: self._finished(event))

    def _finished(self, event: dict[str, float]) -> None:
        if event["encodedDataLength"]:
            self.requests += 1
            self.transferred += int(event["encodedDataLength"])


@dataclass(frozen=True, slots=True)
class Visit:
    """One opening of one page."""

    requests: int
    transferred: int
    nodes: int
    shift: float
    shifted: str
    painted_ms: float


def open_slowly(page: Page, address: str) -> Visit:
    """Open the page over the slow line and count."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    line = {"latency": LATENCY_MS, "downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": BYTES_PER_SECOND}
    session.send("Network.emulateNetworkConditions", {"offline": False, **line})
    wire = Wire()
    wire.listen(session)
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(AFTER_MS)
    shifts = page.evaluate("window.shifts")
    nodes = page.evaluate("document.querySelectorAll('*').length")
    session.detach()
    total, moved = sum(value for value, _ in shifts), "; ".join(what for _, what in shifts)
    return Visit(wire.requests, wire.transferred, nodes, total, moved, page.evaluate("window.painted ?? 0"))


def server_ms(context: BrowserContext, address: str) -> float:
    """Median time until the whole answer is there, over the loopback."""
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        context.request.get(address)
        times.append((perf_counter() - began) * 1000)
    return median(times)


def measure(place: Place, browser: Browser, stage: Stage) -> dict[str, float]:
    """Open one page twice in a window whose cache is empty, and print its line; kilobytes of both visits."""
    context = empty_window(browser, stage, place.who)
    context.add_init_script(WATCH)
    page = context.new_page()
    first = open_slowly(page, place.address)
    later = open_slowly(page, place.address)
    print(
        f"{place.name:<18} {first.requests:>3} {first.transferred / 1000:7.1f} kB {later.requests:>3} "
        f"{later.transferred / 1000:6.1f} kB {first.nodes:>6} {first.shift:6.3f} {later.shift:6.3f} "
        f"{first.painted_ms:7.0f} ms {server_ms(context, place.address):6.0f} ms  {first.shifted}",
        flush=True,
    )
    context.close()
    return {f"{place.name} first kB": first.transferred / 1000, f"{place.name} later kB": later.transferred / 1000}


def measure_autosave(browser: Browser, stage: Stage) -> None:
    """Answer one question whose answer opens a follow-up; what the reply weighs, and whether anything above moved."""
    context = empty_window(browser, stage, Who.ASSESSOR)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(reverse("step", args=[stage.made["fresh"], "purpose"]), wait_until="networkidle")
    choice = page.locator("#q_basis-law")
    choice.scroll_into_view_if_needed()
    before = choice.bounding_box()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    wire = Wire()
    wire.listen(session)
    with page.expect_response(_is_autosave):
        choice.check()
    page.wait_for_selector("#save[data-state=saved]", state="attached")
    page.wait_for_timeout(AFTER_MS)
    shift = sum(value for value, _ in page.evaluate("window.shifts"))
    word = "nothing above moved" if choice.bounding_box() == before else "the question answered MOVED"
    print(f"{'autosave':<18} {wire.requests:>3} {wire.transferred / 1000:7.1f} kB   shift {shift:.3f}, {word}")
    context.close()


def _is_autosave(reply: Response) -> bool:
    return reply.request.method == "POST"


def main() -> None:
    """Every main page, a line each."""
    with running_stage() as stage, running_browser() as browser:
        print(f"{'page':<18} first visit    later         nodes  shift  later  painted   server")
        found: dict[str, float] = {}
        for place in places(browser, stage):
            found |= measure(place, browser, stage)
        keep("transfers", found)
        measure_autosave(browser, stage)


if __name__ == "__main__":
    main()
