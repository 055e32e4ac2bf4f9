"""The wizard: one address per step, on django-formtools. The only module that imports formtools.

formtools lends its hooks, its step helper and named addresses. It stores nothing: entries do (`EntryStorage`), the
route decides which steps exist, and the address decides which step is meant.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from functools import cached_property
from typing import NoReturn
from uuid import UUID

from django.core.files.storage import Storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from formtools.wizard.storage.base import BaseStorage
from formtools.wizard.views import NamedUrlWizardView

from assessments.domain.answers import Answer
from assessments.domain.catalogue import StepKey
from assessments.domain.lifecycle import Status
from assessments.services.access import NotFound, actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.entries import NotEditable, Recorded, StaleEntry, UnknownStep, record_entry
from assessments.web.conflict import CONFLICT, conflict_page, settle
from assessments.web.earlier import offered
from assessments.web.step_form import StepForm
from assessments.web.step_page import leave, step_page
from assessments.web.superseded import superseded_page

EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})


class NothingKeptHere(Exception):
    """Something asked formtools' storage to keep or erase answers; services alone do that."""


class EntryStorage(BaseStorage):  # type: ignore[misc]  # formtools has no types
    """Keeps nothing of its own: answers live in entries, and the step in the address."""

    def __init__(self, prefix: str, request: HttpRequest | None = None, file_storage: Storage | None = None) -> None:
        super().__init__(prefix, request, file_storage)
        self.init_data()

    def get_step_data(self, step: str) -> None:
        """Nothing: stored forms would be validated again at each request."""

    def set_step_data(self, step: str, cleaned_data: Mapping[str, object]) -> NoReturn:
        """Refused: a step is saved by the service, with the number of the entry that it is based on."""
        raise NothingKeptHere

    def reset(self) -> NoReturn:
        """Refused: nothing may erase answers."""
        raise NothingKeptHere

    def update_response(self, response: HttpResponseBase) -> None:
        """Nothing to clean up."""


class AssessmentWizard(NamedUrlWizardView):  # type: ignore[misc]  # formtools has no types
    """Steps of one assessment."""

    form_list: list[type[StepForm]] | OrderedDict[str, type[StepForm]] = [StepForm]
    storage_name = f"{EntryStorage.__module__}.{EntryStorage.__qualname__}"
    url_name = "step"
    http_method_names = ["get", "head", "post", "options"]

    @cached_property
    def workspace(self) -> Workspace:
        """The assessment as it stands at the start of the request."""
        return load_workspace(actor_of(self.request), self.assessment_id, with_people=True)

    @property
    def assessment_id(self) -> UUID:
        """Which assessment, from the address."""
        return UUID(str(self.kwargs["assessment_id"]))

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Send steps that are not on the route, and assessments that cannot be edited, to where they belong."""
        self.request = request
        self.kwargs = kwargs
        elsewhere = self._elsewhere(str(kwargs["step"]))
        response: HttpResponseBase = elsewhere or super().dispatch(request, *args, **kwargs)
        return response

    def _elsewhere(self, step: str) -> HttpResponse | None:
        if all(str(known.key) != step for known in self.workspace.catalogue.steps):
            raise NotFound
        if self.workspace.assessment.upgraded_to is not None and self.request.method == "POST":
            return superseded_page(self.request, self.workspace, StepKey(step), get_language() or "en")
        if self.workspace.assessment.status not in EDITABLE or not self.workspace.may_edit:
            return redirect("findings", assessment_id=self.assessment_id)
        if self.workspace.route.step(StepKey(step)) is None:
            return redirect("resume", assessment_id=self.assessment_id)
        return None

    def get_form_list(self) -> OrderedDict[str, type[StepForm]]:
        """The steps of the route; the parent's cache is filled on the way, because its post() empties it."""
        self.form_list = OrderedDict((str(step.step.key), StepForm) for step in self.workspace.route.steps)
        steps: OrderedDict[str, type[StepForm]] = super().get_form_list()
        return steps

    def get_form_kwargs(self, step: str | None = None) -> dict[str, object]:
        """What a step's form is built from."""
        on_route = self.workspace.route.step(StepKey(str(step)))
        if on_route is None:
            raise NotFound
        return {
            "catalogue": self.workspace.catalogue,
            "step": on_route.step,
            "answers": self.workspace.answers,
            "offered": offered(self.workspace),
        }

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the step of the address. Reads only; no word in the address resets or finishes anything."""
        self.storage.current_step = str(kwargs["step"])
        form: StepForm = self.get_form()
        return step_page(self.request, self.workspace, form, get_language() or "en")

    def post(self, *args: object, **kwargs: object) -> HttpResponse:
        """Save the step of the address, whatever the form says about where it stands."""
        self.storage.current_step = str(self.kwargs["step"])
        data: QueryDict = self.request.POST
        form: StepForm = self.get_form(data=data, files=MultiValueDict())
        if CONFLICT in data:
            unsettled = settle(form, data)
            if unsettled:
                return conflict_page(self.request, self.workspace, form, get_language() or "en", unsettled)
        return self._save(form, data)

    def _save(self, form: StepForm, data: QueryDict) -> HttpResponse:
        try:
            recorded = self._record(self.process_step(form), data.get("based_on", "0"))
        except StaleEntry as stale:
            del self.workspace
            return conflict_page(self.request, self.workspace, form, get_language() or "en", newest=stale.newest)
        except NotEditable:
            del self.workspace
            return self._elsewhere(str(self.kwargs["step"])) or redirect("findings", assessment_id=self.assessment_id)
        except UnknownStep:
            return redirect("resume", assessment_id=self.assessment_id)
        return leave(self.request, self.workspace, recorded.workspace, form, get_language() or "en")

    def _record(self, answers: dict[str, Answer], based_on: str) -> Recorded:
        number = int(based_on) if based_on.isascii() and based_on.isdecimal() and len(based_on) < 10 else 0
        step = StepKey(str(self.kwargs["step"]))
        return record_entry(actor_of(self.request), self.workspace, step, answers, number)

    def process_step(self, form: StepForm) -> dict[str, Answer]:
        """Clean answers of the step, never the raw form."""
        return form.answers_to_record()

    def done(self, form_list: list[StepForm], **kwargs: object) -> HttpResponse:
        """Never reached: handing in is a page of its own. Should it be, it shows the answers to check."""
        return redirect(reverse("check", kwargs={"assessment_id": self.assessment_id}))
