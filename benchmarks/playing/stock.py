"""A stock django-formtools wizard in sessions of the database, as its documentation shows it: the same questions.

Every second step has a condition that reads the step before; the verdict beside the questions is made from
`get_all_cleaned_data()` and costs next to nothing itself, so that the wizard alone is measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template import engines
from django.utils.decorators import method_decorator
from formtools.wizard.views import NamedUrlSessionWizardView

from assessments.domain.catalogue import NOT_SURE, Question, QuestionKind, StepKey

Steps = Sequence[tuple[StepKey, Sequence[Question]]]

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ wizard.steps.current }}</title></head>
<body><header><p>{{ request.user.name }}</p></header>
<ol>{% for each in wizard.steps.all %}<li><a href="../{{ each }}/">{{ each }}</a></li>{% endfor %}</ol>
<form id="step-form" method="post">{% csrf_token %}{{ wizard.management_form }}{{ wizard.form }}
<button>Next</button></form>
<aside><h2>Findings so far: {{ found|length }}</h2><p>{{ answered }} questions answered</p>
<ul>{% for each in found %}<li>{{ each }}</li>{% endfor %}</ul></aside></body></html>"""


def field_of(question: Question) -> forms.Field:
    """The usual field of Django for a question."""
    shared: dict[str, Any] = {"label": question.text.en, "help_text": question.help.en, "required": False}
    choices = [(str(one.key), one.label.en) for one in question.choices] + [(str(NOT_SURE), "Not sure")]
    match question.kind:
        case QuestionKind.NUMBER:
            return forms.IntegerField(**shared)
        case QuestionKind.DATE:
            return forms.DateField(**shared)
        case QuestionKind.TEXT:
            return forms.CharField(widget=forms.Textarea, **shared)
        case QuestionKind.MULTI:
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **shared)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)


def form_of(questions: Sequence[Question]) -> type[forms.Form]:
    """A form with a field for each question."""
    return type("StepForm", (forms.Form,), {str(each.key): field_of(each) for each in questions})


class StockWizard(NamedUrlSessionWizardView):  # type: ignore[misc]  # formtools has no types
    """The wizard with a verdict beside the questions."""

    @method_decorator(login_required)
    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """People who have signed in."""
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get(self, *args: object, **kwargs: object) -> HttpResponse:
        """`begin` empties the storage and leads to the first step."""
        if kwargs.get("step") == "begin":
            self.storage.reset()
            return HttpResponseRedirect(self.get_step_url(self.steps.first))
        answer: HttpResponse = super().get(*args, **kwargs)
        return answer

    def get_context_data(self, form: forms.Form, **kwargs: object) -> dict[str, object]:
        """The verdict: what was denied."""
        found = self.get_all_cleaned_data()
        context: dict[str, object] = super().get_context_data(form=form, **kwargs)
        answered = {key: value for key, value in found.items() if value}
        return context | {"answered": len(answered), "found": [key for key, value in found.items() if value == "no"]}

    def render(self, form: forms.Form | None = None, **kwargs: object) -> HttpResponse:
        """The page, from a template in memory that is compiled once."""
        context = self.get_context_data(form=form or self.get_form(), **kwargs)
        return HttpResponse(_template().render(context, self.request))

    def done(self, form_list: object, **kwargs: object) -> HttpResponse:
        """After the last step."""
        return HttpResponse("done")


_compiled: list[Any] = []


def _template() -> Any:
    if not _compiled:
        _compiled.append(engines["django"].from_string(PAGE))
    return _compiled[0]


def _is_given(step: StepKey, question: Question, wizard: StockWizard) -> bool:
    found = wizard.get_cleaned_data_for_step(str(step)) or {}
    return found.get(str(question.key)) not in (None, "", [])


def wizard_of(steps: Steps, name: str = "stock") -> Callable[..., HttpResponseBase]:
    """The view of a wizard with these steps; every second one hangs on the first answer of the one before."""
    conditions = {
        str(key): partial(_is_given, steps[place - 1][0], steps[place - 1][1][0])
        for place, (key, _) in enumerate(steps)
        if place % 2
    }
    pages = [(str(key), form_of(asked)) for key, asked in steps]
    view: Callable[..., HttpResponseBase] = StockWizard.as_view(pages, url_name=name, condition_dict=conditions)
    return view
