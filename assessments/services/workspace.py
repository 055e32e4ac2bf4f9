"""An assessment as it stands: answers, route, findings, comments, and what the person may do. Values only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from assessments.catalogues import editions_since
from assessments.domain.answers import Answer, Answers
from assessments.domain.catalogue import Catalogue, Question, QuestionKey, StepKey
from assessments.domain.counsel import CounselView, points_of
from assessments.domain.evaluation import View
from assessments.domain.findings import Assessed, Overall
from assessments.domain.lifecycle import EDITABLE, Move, Status
from assessments.domain.marking import Mark
from assessments.domain.place_actions import plan_everywhere
from assessments.domain.places import Common, PlaceResult, judge_common, judge_places, worst_of
from assessments.domain.remediation import Action
from assessments.domain.revision import PlaceMark, answers_digest
from assessments.domain.route import Route, walk
from assessments.domain.upgrading import Outcome, Passage, UpgradePlan, plan_upgrade
from assessments.services.documents import EvidenceView
from assessments.services.place_values import PlaceView
from assessments.services.place_views import mark_places
from assessments.services.review_values import CommentView, ReviewView


@dataclass(frozen=True, slots=True)
class RevisionMark:
    """A revision of an assessment, as lists show it."""

    id: UUID
    number: int
    status: str
    frozen_at: datetime


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """The assessment itself and the deployment that it is about."""

    id: UUID
    deployment_id: UUID
    deployment_name: str
    place: str
    description: str
    edition_key: str
    status: Status
    as_of: date | None
    """The day of hand-in; None while answers may change."""
    number: int
    """Number of the revision that this draft becomes, or became."""
    author_name: str
    report_language: str
    updated_at: datetime
    revisions: Sequence[RevisionMark] = ()
    """Newest first."""
    upgraded_from: UUID | None = None
    """The assessment on an older edition that this one goes on from."""
    upgraded_to: UUID | None = None
    """The assessment on a newer edition that goes on from this one."""
    copied_from: UUID | None = None
    """The assessment whose answers this one was started from."""

    @property
    def revision(self) -> RevisionMark | None:
        """The newest revision."""
        return self.revisions[0] if self.revisions else None


@dataclass(frozen=True, slots=True)
class EntryView:
    """One saved act."""

    step: StepKey
    number: int
    answers: Mapping[QuestionKey, Answer | None]
    """Every question placed on the step; None where it was left open."""
    made_by: str
    made_at: datetime
    author: UUID
    """Who `made_by` names: two people may have the same name."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """Whose step it is."""

    person_id: UUID
    name: str
    is_own: bool
    """Whether it is the reader's."""
    is_carried: bool = False
    """Whether it was given in the assessment that this one goes on from."""


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """An answer of an older edition, with what an upgrade made of it."""

    question: Question
    """As the older edition asked it."""
    passage: Passage
    """The way of the answer from there to this edition."""
    given_by: str
    given_at: datetime


@dataclass(frozen=True)
class Workspace:
    """Everything that pages need of one assessment; what follows from the answers is computed once, on demand."""

    assessment: AssessmentView
    catalogue: Catalogue
    entries: Mapping[StepKey, EntryView]
    """Newest entry of each step."""
    comments: Mapping[QuestionKey, Sequence[CommentView]]
    """Remarks of the review of the current revision."""
    reviews: Sequence[ReviewView]
    """Moves, oldest first."""
    moves: frozenset[Move]
    """What this person may do now."""
    may_edit: bool
    today: date
    counsel: tuple[CounselView, ...] = ()
    """Other views on uncertain points: those in force now, or, once handed in, those that stood then."""
    earlier: Sequence[EarlierAnswer] = ()
    """Answers that an upgrade could not simply carry, or that a copy left to be confirmed."""
    evidence: Mapping[QuestionKey, Sequence[EvidenceView]] = field(default_factory=dict)
    """Documents that count, by question."""
    assigned: Mapping[StepKey, Assigned] = field(default_factory=dict)
    """Whose step it is, where it is somebody's and was asked for."""
    marks: Sequence[Mark] = ()
    """What a reviewer decided of single answers of the revision in the making; see `mark_views.marked`."""
    places: Sequence[PlaceView] = ()
    """Where the deployment has several: those that count, in their order."""

    @property
    def is_editable(self) -> bool:
        """Whether answers may change, though not by everybody."""
        return self.assessment.status in EDITABLE

    @cached_property
    def upgrade(self) -> UpgradePlan | None:
        """What an upgrade to the current edition would do; None where the edition is current."""
        chain = editions_since(self.catalogue.key)
        return plan_upgrade(chain, self.answers) if len(chain) > 1 else None

    @cached_property
    def waiting(self) -> Mapping[QuestionKey, Sequence[EarlierAnswer]]:
        """Earlier answers to show beside questions that are still open."""
        found: dict[QuestionKey, list[EarlierAnswer]] = {}
        for one in self.earlier:
            for key in one.passage.targets:
                if key not in self.answers:
                    found.setdefault(key, []).append(one)
        return found

    @property
    def no_longer_asked(self) -> Sequence[EarlierAnswer]:
        """Earlier answers whose questions are gone."""
        return [one for one in self.earlier if one.passage.outcome is Outcome.ARCHIVED]

    @cached_property
    def answers(self) -> Answers:
        """Current answers by question, on the route or not."""
        return fold(self.entries.values())

    @cached_property
    def _walked(self) -> tuple[View, Route]:
        view = View(self.catalogue, self.answers, self.as_of)
        return view, walk(view)

    @property
    def route(self) -> Route:
        """Steps and questions shown."""
        return self._walked[1]

    @property
    def as_of(self) -> date:
        """The day of hand-in, or today."""
        return self.assessment.as_of or self.today

    @cached_property
    def common(self) -> Common:
        """What holds wherever no place makes an exception."""
        return judge_common(*self._walked, self.answers, self.as_of, points_of(self.counsel))

    @property
    def assessed(self) -> Assessed:
        """What the rules say of the common answers."""
        return self.common.assessed

    @cached_property
    def place_results(self) -> Mapping[UUID, PlaceResult]:
        """What the rules say of each place."""
        return judge_places(self.common, {each.id: each.answers for each in self.places}) if self.places else {}

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """Everything that has to be done, in common or at a place, in the order of urgency."""
        return plan_everywhere(self.common, self.place_results)

    @property
    def overall(self) -> Overall:
        """The result as a whole: the worst of the common answers and of all places."""
        return worst_of((self.assessed.overall, *(each.assessed.overall for each in self.place_results.values())))

    @property
    def open_at_places(self) -> int:
        """Answers that single places lack."""
        return sum(len(each.open) for each in self.place_results.values())

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left open, in common or at a place."""
        return not self.route.open_count and not self.open_at_places

    @property
    def places_apart(self) -> int:
        """How many places have findings of their own."""
        return sum(bool(each.own) for each in self.place_results.values())

    @cached_property
    def place_marks(self) -> tuple[PlaceMark, ...]:
        """The places as a revision would keep them."""
        return mark_places(self.common, self.places, self.place_results) if self.places else ()

    @cached_property
    def answers_digest(self) -> str:
        """What an attestation made now is bound to."""
        return digest_of(self.catalogue, self.route, self.answers, self.as_of, self.counsel, self.place_marks)

    def on(self, day: date) -> Workspace:
        """The same answers as if assessed on another day; for showing only."""
        return replace(self, assessment=replace(self.assessment, as_of=day))

    def based_on(self, step: StepKey) -> int:
        """Number of the newest entry that concerns the step's questions; 0 where there is none."""
        return newest_number(self.catalogue, self.entries.values(), step)


def fold(entries: Iterable[EntryView]) -> dict[str, Answer]:
    """Answers after these entries; where steps share a question the newest entry decides."""
    found: dict[str, Answer] = {}
    for entry in sorted(entries, key=lambda each: each.number):
        for key, answer in entry.answers.items():
            if answer is None:
                found.pop(str(key), None)
            else:
                found[str(key)] = answer
    return found


def given_by(entries: Iterable[EntryView]) -> dict[QuestionKey, EntryView]:
    """For each question that ever was answered, the act that gave it its present value (or took it away)."""
    last: dict[QuestionKey, EntryView] = {}
    for entry in sorted(entries, key=lambda each: each.number):
        for key, answer in entry.answers.items():
            if key not in last or last[key].answers[key] != answer:
                last[key] = entry
    return last


def related_steps(catalogue: Catalogue, step: StepKey) -> frozenset[StepKey]:
    """The step, and every other step that shows one of its questions."""
    here = {each.question for one in catalogue.steps if one.key == step for each in one.placements}
    return frozenset(one.key for one in catalogue.steps if any(each.question in here for each in one.placements))


def newest_number(catalogue: Catalogue, entries: Iterable[EntryView], step: StepKey) -> int:
    """Number of the newest of these entries that concerns the step's questions; 0 where there is none."""
    related = related_steps(catalogue, step)
    return max((each.number for each in entries if each.step in related), default=0)


def digest_of(
    catalogue: Catalogue,
    route: Route,
    answers: Answers,
    as_of: date,
    counsel: Sequence[CounselView],
    places: Sequence[PlaceMark] = (),
) -> str:
    """Digest of the answers that count (those on the route), beside these views of counsel, at these places."""
    on_route = {str(key): answers[key] for key in route.asked if key in answers}
    return answers_digest(catalogue.key, catalogue.digest, as_of, on_route, counsel, places)
