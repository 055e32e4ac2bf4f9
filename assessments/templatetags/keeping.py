"""Parts of pages that are the same each time: drawn once by each process, then kept. Never for what people wrote."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

MOST_KEPT = 1000
"""By each such part. What is beyond that begins anew."""


class Kept(template.Node):
    """A part that depends on the language and on a few values alone."""

    def __init__(self, nodes: NodeList, depends_on: Sequence[FilterExpression]) -> None:
        self.nodelist = nodes
        self.depends_on = depends_on
        self.kept: dict[tuple[object, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """The part; drawn anew where the first value is empty."""
        values = tuple([each.resolve(context) for each in self.depends_on])
        if not values[0]:
            return self.nodelist.render(context)
        key = (get_language(), *values)
        found = self.kept.get(key)
        if found is None:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            found = self.kept[key] = self.nodelist.render(context)
        return found


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """`{% kept A B … %} … {% endkept %}`: everything inside is a function of these values and of the language."""
    depends_on = [parser.compile_filter(each) for each in token.split_contents()[1:]]
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodes, depends_on)
