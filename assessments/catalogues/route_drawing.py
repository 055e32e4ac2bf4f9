"""The route of an edition as one SVG: what is asked when, what opens it, which facts it depends on. No page is here.

Colours and fonts are attributes, so the drawing stands alone; classes let a page that holds it set its own colours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from assessments.catalogues.line_breaking import width_of
from assessments.catalogues.route_layout import (
    BOX,
    FACT_KEY_INDENT,
    FACT_SIZE,
    Arrow,
    RouteLayout,
    Row,
    RowKind,
    lay_out_route,
)
from assessments.domain.catalogue import Catalogue, FactKey, QuestionKey, StepKey
from assessments.domain.texts import Text

WIDTH = 1180
LANE = 16
FAMILY = "'Source Sans 3', 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
INK, SOFT, RULE, WASH, PAPER, LINE = "#15201f", "#475654", "#8a9694", "#e9eeee", "#ffffff", "#0c5166"

_TITLE = Text("Route of the questions: {title}", "提问路径图：{title}")
_LAW = Text("Edition {key}, law as of {day}, {questions} questions", "版本{key}，法律截至{day}，共{questions}题")
_DESC = Text(
    "{questions} questions in {steps} steps, from top to bottom in the order of asking. Arrows lead from a question "
    "to those that its answer opens; there are {arrows}. Rounded rows are facts derived from answers. The list of "
    "conditions says the same in words.",
    "共{steps}个步骤、{questions}题，自上而下按提问顺序排列。箭头由一题指向其回答所开启的题目，共{arrows}条；"
    "圆角行为由回答推出的事实。条件清单以文字表述同样内容。",
)
_STEP = Text("{number}  {title}", "{number}  {title}")
_AGAIN = Text("shown again: {text}", "再次显示：{text}")
_DEPENDS = Text("depends on {facts}", "取决于{facts}")
_ALWAYS = Text("always asked", "始终提问")
_READS = Text("reads {read}", "读取{read}")
_COMMA = Text(", ", "、")
_LEGEND = (
    ("question", Text("Question", "问题")),
    ("gate", Text("Gate: scope stays open while unknown", "关口：未明确前适用范围不定")),
    ("again", Text("Shown again later", "后续再次显示")),
    ("fact", Text("Fact derived from answers", "由回答推出的事实")),
)
_OPENS = Text("An answer opens a question", "回答开启题目")


def draw_route(catalogue: Catalogue, language: str) -> str:
    """The drawing as XML text, always the same for the same edition and language."""
    layout = lay_out_route(catalogue, language)
    root = _Drawing(catalogue, language, layout, layout.lanes * LANE + 44).draw()
    indent(root, space=" ")
    return tostring(root, encoding="unicode") + "\n"


@dataclass(frozen=True, slots=True)
class _Drawing:
    catalogue: Catalogue
    language: str
    layout: RouteLayout
    left: int
    """Left edge of the boxes; arrows are to the left of it."""

    def draw(self) -> Element:
        root = self._root()
        for row in self.layout.rows:
            self._row(root, row)
        for arrow in self.layout.arrows:
            self._arrow(root, arrow)
        return root

    def _root(self) -> Element:
        height = self.layout.height + 16
        root = Element("svg", {
            "xmlns": "http://www.w3.org/2000/svg", "class": "route-drawing", "width": str(WIDTH), "height": str(height),
            "viewBox": f"0 0 {WIDTH} {height}", "role": "img", "aria-labelledby": "route-title route-desc",
            "lang": "zh-Hans" if self.language.startswith("zh") else "en", "font-family": FAMILY, "font-size": "14",
        })  # fmt: skip
        values = self._numbers()
        title = self._said(_TITLE).format(title=self.catalogue.title.in_language(self.language))
        SubElement(root, "title", {"id": "route-title"}).text = title
        SubElement(root, "desc", {"id": "route-desc"}).text = self._said(_DESC).format(**values)
        SubElement(root, "rect", {"class": "paper", "width": str(WIDTH), "height": str(height), "fill": PAPER})
        self._text(root, 16, 34, title, size=20, bold=True)
        self._text(root, 16, 58, self._said(_LAW).format(**values), soft=True)
        self._legend(root)
        return root

    def _numbers(self) -> dict[str, str | int]:
        return {
            "key": self.catalogue.key,
            "day": self.catalogue.law_as_of.isoformat(),
            "questions": len(self.catalogue.questions),
            "steps": len(self.catalogue.steps),
            "arrows": len(self.layout.arrows),
        }

    def _legend(self, root: Element) -> None:
        x = 16
        for look, text in _LEGEND:
            words = self._said(text)
            self._box(root, look, x, 84, 26, 18)
            self._text(root, x + 34, 98, words)
            x += 34 + round(width_of(words, 14)) + 28
        self._line(root, {"class": "arrow"}, f"M{x} 93H{x + 22}")
        self._head(root, x + 30, 93)
        self._text(root, x + 38, 98, self._said(_OPENS))

    def _row(self, root: Element, row: Row) -> None:
        match row.kind:
            case RowKind.STEP:
                self._step(root, row)
            case RowKind.FACT:
                self._fact(root, row)
            case _:
                self._question(root, row)

    def _step(self, root: Element, row: Row) -> None:
        step = next(each for each in self.catalogue.steps if each.key == StepKey(row.key))
        band = {"class": "band", "x": "0", "y": str(row.top + 8), "width": str(WIDTH), "height": "28", "fill": WASH}
        SubElement(root, "rect", band)
        words = self._said(_STEP).format(number=step.number, title=step.title.in_language(self.language))
        self._text(root, self.left, row.top + 27, words, size=15, bold=True)

    def _question(self, root: Element, row: Row) -> None:
        question = self.catalogue.questions[QuestionKey(row.key)]
        is_home = row.kind is RowKind.QUESTION
        group = SubElement(root, "g", {"class": row.kind.value, "data-question": question.key})
        text = question.text.in_language(self.language)
        look = "gate" if is_home and question.key in self.catalogue.gates else row.kind.value
        self._box(group, look, self.left, row.top + 3, BOX, row.height - 6)
        self._text(group, self.left + 12, row.middle + 5, question.number, bold=True)
        words = text if is_home else self._said(_AGAIN).format(text=text)
        self._text(group, self.left + 56, row.middle + 5, words, soft=not is_home)
        self._text(group, self.left + BOX + 16, row.middle + 5, self._depends(row), soft=True, size=13)

    def _depends(self, row: Row) -> str:
        if row.facts:
            return self._said(_DEPENDS).format(facts=self._joined(row.facts))
        return "" if row.reads else self._said(_ALWAYS)

    def _fact(self, root: Element, row: Row) -> None:
        fact = self.catalogue.facts[FactKey(row.key)]
        group = SubElement(root, "g", {"class": "fact", "data-fact": fact.key})
        self._box(group, "fact", self.left + 28, row.top + 3, BOX - 28, row.height - 6)
        self._text(group, self.left + FACT_KEY_INDENT, row.middle + 5, fact.key, bold=True, size=FACT_SIZE)
        first = row.middle + 5 - 8 * (len(row.lines) - 1)
        for place, line in enumerate(row.lines):
            self._text(group, self.left + self.layout.fact_indent, first + 16 * place, line, size=FACT_SIZE)
        numbers = [self.catalogue.questions[key].number for key in row.reads]
        words = self._said(_READS).format(read=self._joined([*numbers, *row.facts]))
        self._text(group, self.left + BOX + 16, row.middle + 5, words, soft=True, size=13)

    def _arrow(self, root: Element, arrow: Arrow) -> None:
        """Out of the lower half of the opener's edge, along the lane, into the upper half of what it opens."""
        start, end = arrow.opener.middle + 5, arrow.opened.middle - 3
        lane = self.left - 20 - LANE * arrow.lane
        names = {
            "class": "arrow",
            "data-from": self.catalogue.questions[QuestionKey(arrow.opener.key)].number,
            "data-to": self.catalogue.questions[QuestionKey(arrow.opened.key)].number,
        }
        path = (
            f"M{self.left} {start}H{lane + 5}Q{lane} {start} {lane} {start + 5}V{end - 5}Q{lane} {end} {lane + 5} {end}"
        )
        self._line(root, names, f"{path}H{self.left - 8}")
        self._head(root, self.left, end)

    def _line(self, parent: Element, names: dict[str, str], path: str) -> None:
        SubElement(parent, "path", {**names, "d": path, "fill": "none", "stroke": LINE, "stroke-width": "1.4"})

    def _head(self, parent: Element, x: int, y: int) -> None:
        SubElement(parent, "path", {"class": "head", "d": f"M{x} {y}l-9 -4.5v9z", "fill": LINE})

    def _box(self, parent: Element, look: str, x: int, y: int, width: int, height: int) -> None:
        box = {"class": f"box {look}", "x": str(x), "y": str(y), "width": str(width), "height": str(height)}
        box |= {"fill": WASH if look == "fact" else PAPER, "stroke": INK if look == "gate" else RULE}
        box["stroke-width"] = "3" if look == "gate" else "1"
        if look == "fact":
            box["rx"] = str(min(14, height // 2))
        if look == "again":
            box["stroke-dasharray"] = "4 3"
        SubElement(parent, "rect", box)

    def _text(
        self, parent: Element, x: int, y: int, words: str, *, size: int = 14, bold: bool = False, soft: bool = False
    ) -> None:
        if not words:
            return
        found = SubElement(parent, "text", {"x": str(x), "y": str(y), "fill": SOFT if soft else INK})
        found.set("class", "soft" if soft else "ink")
        if size != 14:
            found.set("font-size", str(size))
        if bold:
            found.set("font-weight", "700")
        found.text = words

    def _joined(self, words: Iterable[str]) -> str:
        return self._said(_COMMA).join(words)

    def _said(self, text: Text) -> str:
        return text.in_language(self.language)
