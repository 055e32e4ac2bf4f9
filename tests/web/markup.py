"""A page taken apart: what the tests of pages ask of the markup."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str]
_VOID = {"meta", "link", "input", "br", "hr", "img", "path", "rect", "circle"}
_SPOKEN = ("aria-label", "aria-labelledby")


def _is_own(script: Attributes) -> bool:
    return script.get("src", "").startswith("/static/")


@dataclass(slots=True)
class Form:
    """One form with its fields and buttons."""

    method: str
    fields: dict[str, str] = field(default_factory=dict)
    filled_buttons: int = 0


@dataclass(slots=True)
class Link:
    """One link with its words, hidden ones too."""

    href: str
    css: str
    words: str = ""


class Page(HTMLParser):
    """Elements of one page, in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.ids: list[str] = []
        self.elements: list[tuple[str, Attributes]] = []
        self.forms: list[Form] = []
        self.text: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "html":
            self.language = found.get("lang", "")
        if tag == "form":
            self.forms.append(Form(found.get("method", "get")))
        if self.forms and tag == "input" and found.get("type") == "hidden":
            self.forms[-1].fields[found["name"]] = found.get("value", "")
        if self.forms and tag == "button" and found.get("class", "") in ("btn", "btn full"):
            self.forms[-1].filled_buttons += 1
        if tag not in _VOID:
            self._open.append(tag)
            self.text.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        if tag in self._open:
            while self._open.pop() != tag:
                continue

    def handle_data(self, data: str) -> None:
        """Words belong to every open element."""
        for tag in set(self._open):
            self.text[tag][-1] += data

    def all(self, tag: str) -> list[Attributes]:
        """Attributes of every such element."""
        return [found for name, found in self.elements if name == tag]

    def links(self) -> list[Link]:
        """Every link, in order, with its words on one line."""
        words = self.text.get("a", [])
        return [
            Link(found.get("href", ""), found.get("class", ""), " ".join(text.split()))
            for found, text in zip(self.all("a"), words, strict=True)
        ]

    def faults(self) -> list[str]:
        """What no page of this product may have."""
        return [*self._security(), *self._references(), *self._labels(), *self._forms()]

    def _security(self) -> list[str]:
        scripts = [tag for tag, found in self.elements if tag == "style" or (tag == "script" and not _is_own(found))]
        scripts += ["script with content" for text in self.text.get("script", ()) if text.strip()]
        inline = [name for _, found in self.elements for name in found if name == "style" or name.startswith("on")]
        data = [value for _, found in self.elements for value in found.values() if value.startswith("data:")]
        return scripts + inline + data

    def _references(self) -> list[str]:
        faults = [f"id twice: {one}" for one in set(self.ids) if self.ids.count(one) > 1]
        for _, found in self.elements:
            told = " ".join(found.get(name, "") for name in ("aria-labelledby", "aria-describedby"))
            faults += [f"no element: {one}" for one in told.split() if one not in self.ids]
            target = found.get("href", "")
            if target.startswith("#") and target[1:] not in self.ids:
                faults.append(f"no place: {target}")
        return faults

    def _labels(self) -> list[str]:
        labelled = {found.get("for", "") for found in self.all("label")}
        controls = [one for tag in ("input", "select", "textarea") for one in self.all(tag)]
        return [
            f"no label: {one.get('name')}"
            for one in controls
            if one.get("type") != "hidden" and one.get("id") not in labelled and not any(x in one for x in _SPOKEN)
        ]

    def _forms(self) -> list[str]:
        faults = [f"{len(self.all('h1'))} main headings"] if len(self.all("h1")) != 1 else []
        faults += ["two filled buttons in one form" for form in self.forms if form.filled_buttons > 1]
        unsafe = [form for form in self.forms if form.method == "post" and "csrfmiddlewaretoken" not in form.fields]
        return faults + ["a form without token" for _ in unsafe]
