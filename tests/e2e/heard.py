"""What a screen reader is given: the accessibility tree of the browser itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from playwright.sync_api import Page


@dataclass(frozen=True, slots=True)
class Heard:
    """One node of the tree that is not left out of it."""

    role: str
    name: str
    description: str
    properties: dict[str, object]
    text: str
    """All text within it, or its name where it holds none."""

    @property
    def is_live(self) -> bool:
        """Whether changes within it are said aloud by themselves."""
        return self.properties.get("live") in ("polite", "assertive")


def heard(page: Page) -> list[Heard]:
    """The whole tree in the order in which it is read."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    return [_heard(node, by_id) for node in _in_order(nodes[0], by_id) if not node.get("ignored")]


def only(nodes: list[Heard], role: str, name: str = "") -> Heard:
    """The one node of this role whose name holds the words."""
    found = [node for node in nodes if node.role == role and name in node.name]
    assert len(found) == 1, (role, name, found)
    return found[0]


def _in_order(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield node
    for key in node.get("childIds", ()):
        if key in by_id:
            yield from _in_order(by_id[key], by_id)


def _heard(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> Heard:
    below = [one for one in _in_order(node, by_id) if _value(one, "role") == "StaticText" and not one.get("ignored")]
    return Heard(
        role=_value(node, "role"),
        name=_value(node, "name"),
        description=_value(node, "description"),
        properties={one["name"]: one["value"].get("value") for one in node.get("properties", ())},
        text=" ".join(" ".join(_value(one, "name") for one in below).split()) or _value(node, "name"),
    )


def _value(node: dict[str, Any], name: str) -> str:
    return str(cast(dict[str, Any], node.get(name) or {}).get("value", ""))
