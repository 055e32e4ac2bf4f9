"""The coverage matrix in words, as Markdown and CSV. What covers what is decided in the domain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assessments.catalogues.expectations import Expectation, Expectations
from assessments.domain.catalogue import Catalogue, ObligationKey, Provision, QuestionKey
from assessments.domain.citations import cite
from assessments.domain.coverage import CoveredArticle, CoveredSource, Place, coverage_of, questions_deciding
from assessments.domain.findings import Verdict
from assessments.domain.tables import csv_table, markdown_cell, markdown_table
from assessments.domain.texts import Text
from assessments.domain.words import words_for

_TITLE = Text("Coverage of: {title}", "条文覆盖表：{title}")
_HEAD = Text("Edition {key}, law as of {day}, digest {digest}.", "版本{key}，法律截至{day}，摘要值{digest}。")
_WHOLE = Text("as a whole", "整体")
_NO_ARTICLE = Text("The edition cites no article of it.", "本版题库未引用其具体条文。")
_NO_OBLIGATION = Text("No obligation rests on it, because: {why}.", "未据以设定义务的原因：{why}。")
_THROUGH = Text("through {questions}", "经由{questions}")
_EXPECTED = Text("Obligations and the case files that expect a verdict", "义务与预期其结论的案例文件")
_WATCHED = Text("Drafts being watched; they decide nothing yet", "关注中的草案（尚不作为判定依据）")
_KEY, _SOURCE, _ARTICLE = Text("Key", "代号"), Text("Source", "来源"), Text("Article", "条文")
_NOTE, _QUESTIONS = Text("In our own words", "内容（自拟）"), Text("Questions", "问题")
_DUTY, _DUTIES, _NAME = Text("Obligation", "义务"), Text("Obligations", "义务"), Text("Title", "名称")
_DEADLINES, _CASES = Text("Deadlines", "期限"), Text("Case files", "案例文件")
_WHY = Text("Deliberately not asked, because", "有意不提问的原因")
_COMMA, _COLON = Text(", ", "、"), Text(": ", "：")


@dataclass(frozen=True, slots=True)
class CoverageWriter:
    """Writes the matrix of one edition in one language, with the case files where they are at hand."""

    catalogue: Catalogue
    language: str
    expected: Expectations | None

    def markdown(self) -> str:
        """One document: a table for each source, then the obligations with their cases, then the watch list."""
        edition = self.catalogue
        values = {"key": edition.key, "day": edition.law_as_of.isoformat(), "digest": edition.digest}
        parts = [
            f"# {markdown_cell(self._said(_TITLE).format(title=self._said(edition.title)))}\n",
            self._said(_HEAD).format(**values) + "\n",
            *(self._source(each) for each in coverage_of(edition)),
        ]
        if self.expected is not None:
            parts.append(f"## {self._said(_EXPECTED)}\n\n{self._case_table(self.expected)}")
        if edition.watch_list:
            watched = (f"- {markdown_cell(self._said(one.title))}\n" for one in edition.watch_list)
            parts.append(f"## {self._said(_WATCHED)}\n\n{''.join(watched)}")
        return "\n".join(parts)

    def csv(self) -> str:
        """One row for each provision of each article; an article that nothing mentions has a row too."""
        columns = (_KEY, _SOURCE, _ARTICLE, _NOTE, _QUESTIONS, _DUTIES, _DEADLINES, _WHY)
        head = [self._said(each) for each in self._with_cases(columns)]
        return csv_table(head, (row for source in coverage_of(self.catalogue) for row in self._csv_rows(source)))

    def _source(self, covered: CoveredSource) -> str:
        source = covered.source
        lines = [f"## {markdown_cell(self._said(source.title))}\n"]
        if source.address:
            lines.append(f"<{source.address}>\n")
        if source.without_obligation is not None:
            why = self._said(source.without_obligation)
            lines.append(markdown_cell(self._said(_NO_OBLIGATION).format(why=why)) + "\n")
        if not covered.articles:
            return "\n".join([*lines, self._said(_NO_ARTICLE) + "\n"])
        head = [self._said(each) for each in self._with_cases((_ARTICLE, _NOTE, _QUESTIONS, _DUTIES, _WHY))]
        return "\n".join([*lines, markdown_table(head, (self._row(covered, each) for each in covered.articles))])

    def _row(self, covered: CoveredSource, article: CoveredArticle) -> list[str]:
        notes = (self._said(place.note) for place in article.places if place.note is not None)
        cells = [
            self._cited(covered, article.article),
            "\n".join(notes),
            self._numbers(article.questions) or self._through(article.obligations),
            "\n".join(article.obligations),
            self._reasons(covered, article),
        ]
        return cells + self._cases_of(article.obligations, self._count)

    def _csv_rows(self, covered: CoveredSource) -> Iterator[list[str]]:
        first = [covered.source.key, self._said(covered.source.title)]
        if not covered.articles:
            why = self._said(covered.source.without_obligation)
            yield [*first, *("" for _ in range(5)), why, *self._cases_of((), self._names)]
        for article in covered.articles:
            for place in article.places:
                yield [*first, *self._csv_cells(covered, article, place)]

    def _csv_cells(self, covered: CoveredSource, article: CoveredArticle, place: Place) -> list[str]:
        whole = None if article.is_used else covered.source.without_obligation
        return [
            self._cited(covered, place.provision.article),
            self._said(place.note),
            self._numbers(place.questions) or self._through(place.obligations),
            "\n".join(place.obligations),
            "\n".join(place.deadlines),
            self._said(place.not_asked or whole),
            *self._cases_of(place.obligations, self._names),
        ]

    def _case_table(self, expected: Expectations) -> str:
        head = [self._said(each) for each in (_DUTY, _NAME)]
        head += [self._said(words_for(each)) for each in Verdict]
        rows = (self._case_row(key, expected[key]) for key in self.catalogue.obligations)
        return markdown_table([*head, self._said(_CASES)], rows)

    def _case_row(self, key: ObligationKey, expected: Iterable[Expectation]) -> list[str]:
        counts = Counter(each.verdict for each in expected)
        cases = ", ".join(each.case for each in expected)
        title = self._said(self.catalogue.obligations[key].title)
        return [key, title, *(str(counts[each]) for each in Verdict), cases]

    def _cases_of(self, obligations: tuple[ObligationKey, ...], say: Callable[[set[str]], str]) -> list[str]:
        """The cell for the case files that expect a verdict of one of these, where case files are at hand."""
        if self.expected is None:
            return []
        return [say({each.case for key in obligations for each in self.expected[key]})]

    def _count(self, cases: set[str]) -> str:
        return str(len(cases)) if cases else ""

    def _names(self, cases: set[str]) -> str:
        return "\n".join(sorted(cases))

    def _with_cases(self, columns: tuple[Text, ...]) -> tuple[Text, ...]:
        return columns if self.expected is None else (*columns, _CASES)

    def _numbers(self, keys: Iterable[QuestionKey]) -> str:
        return self._said(_COMMA).join(self.catalogue.questions[key].number for key in keys)

    def _through(self, obligations: tuple[ObligationKey, ...]) -> str:
        """The questions that decide the obligations, for what no question cites itself."""
        numbers = self._numbers(questions_deciding(obligations, self.catalogue))
        return self._said(_THROUGH).format(questions=numbers) if numbers else ""

    def _reasons(self, covered: CoveredSource, article: CoveredArticle) -> str:
        """Why it is not asked; where only a part of it is left out, the part is named."""
        said = []
        for each in article.left_out(covered.source):
            part = f"{self._cited(covered, each.provision.article)}{self._said(_COLON)}" if article.is_used else ""
            said.append(part + self._said(each.why))
        return "\n".join(said)

    def _cited(self, covered: CoveredSource, article: str) -> str:
        if not article:
            return self._said(_WHOLE)
        return cite(Provision(covered.source.key, article), self.catalogue, self.language)

    def _said(self, text: Text | None) -> str:
        return "" if text is None else text.in_language(self.language)
