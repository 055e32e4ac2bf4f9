"""A person who uses the keyboard alone. After every Tab the focus must be somewhere, in sight and not covered."""

from __future__ import annotations

from playwright.sync_api import Page

MOST_TABS = 250

LOOK = """(wanted) => {
  const element = document.activeElement;
  if (element === document.body || element === document.documentElement) return "nowhere";
  const shows = [element, ...(element.labels ?? [])].filter((each) => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  if (!shows.length) return `no outline: ${element.outerHTML.slice(0, 200)}`;
  const box = element.getClientRects()[0];
  if (!box || box.width < 1 || box.height < 1) return `no size: ${element.outerHTML.slice(0, 200)}`;
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const own = [element, ...(element.labels ?? [])];
  if (!at || !own.some((each) => each.contains(at))) return `covered or out of sight: ${element.id}`;
  return element.matches(wanted) ? "there" : "";
}"""
"""What is wrong with the place of the focus; "there" if it is the one wanted."""


class Keyboard:
    """Keys pressed on one page after another."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tabs = 0

    def tab_to(self, wanted: str) -> None:
        """Tab until the focus is on what the selector names."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            self.tabs += 1
            seen = self.page.evaluate(LOOK, wanted)
            if seen == "there":
                return
            assert seen == "", seen
        raise AssertionError(f"not reached by Tab: {wanted}")

    def type_into(self, wanted: str, text: str) -> None:
        """Tab to a field and fill it."""
        self.tab_to(wanted)
        self.page.keyboard.type(text)

    def tick(self, wanted: str) -> None:
        """Tab to a box and tick it."""
        self.tab_to(wanted)
        self.page.keyboard.press("Space")

    def follow(self, wanted: str) -> None:
        """Tab to a link or button and press it; another page comes."""
        self.tab_to(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose(self, key: str, option: str) -> None:
        """Tab to a question and choose by number, or by arrow keys beyond the ninth option."""
        self.tab_to(f"fieldset:has([id='{key}-{option}']) .opt input")
        at = self._place(key, option)
        if at <= 9:
            self.page.keyboard.press(str(at))
        else:
            for _ in range(at - 1):
                self.page.keyboard.press("ArrowDown")
        assert self.page.is_checked(f"[id='{key}-{option}']")
        assert self.page.evaluate("document.activeElement.id") == f"{key}-{option}"

    def _place(self, key: str, option: str) -> int:
        options = self.page.locator(f"fieldset:has([id='{key}-{option}']) .opt:not(.unsure) input")
        return [one.get_attribute("id") for one in options.all()].index(f"{key}-{option}") + 1
