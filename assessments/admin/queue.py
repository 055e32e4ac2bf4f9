"""The queue of assessments: Django's change list, drawn in the product's look, paged by place and never written to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from assessments.admin.filters import FILTERS, Choice
from assessments.admin.site import desk
from assessments.models import Assessment
from assessments.services.access import actor_of
from assessments.services.desk import DeskPage, Order, Turn, by_words, load_page, on_the_desk, read_mark

if TYPE_CHECKING:
    _QueueAdmin = ModelAdmin[Assessment]
else:
    _QueueAdmin = ModelAdmin

SEARCH, ORDER, AFTER, BEFORE, LAST = "q", "order", "after", "before", "last"
LONGEST_SEARCH = 200
ORDERS = (
    (Order.LONGEST.value, _("Longest in its status first")),
    (Order.NEWEST.value, _("Newest in its status first")),
    (Order.DEADLINE.value, _("Next legal deadline first, only where there is one")),
)
_KNOWN = frozenset(str(each.parameter_name) for each in FILTERS)


class QueueList(ChangeList):
    """A page of the queue. Only the filters named in `filters` are read from the address, and no field of a model."""

    page: DeskPage

    def get_filters_params(self, params: dict[str, Any] | None = None) -> dict[str, list[str]]:
        """The filters in the address."""
        given: dict[str, list[str]] = params or self.filter_params
        return {name: list(values) for name, values in given.items() if name in _KNOWN}

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """None here: the page is cut and ordered in one."""
        return []

    def get_results(self, request: HttpRequest) -> None:
        """The page that the address asks for."""
        self.order = _order(request.GET.get(ORDER, ""))
        self.page = load_page(actor_of(request), self.queryset, self.order, _turn(request, self.order))
        self.result_count = self.full_result_count = self.page.found
        self.result_list, self.multi_page = self.page.rows, bool(self.page.before or self.page.after)
        self.can_show_all, self.show_full_result_count, self.show_admin_actions = False, False, False

    @property
    def _choices(self) -> list[Choice]:
        return [each for each in self.filter_specs if isinstance(each, Choice)]

    @property
    def chosen(self) -> dict[str, str]:
        """What the form shows as chosen."""
        chosen = {str(spec.parameter_name): spec.chosen() for spec in self._choices}
        return {SEARCH: self.query, ORDER: self.order.value, **chosen}

    @property
    def is_narrowed(self) -> bool:
        """Whether the reader asked for anything but what waits for review."""
        return bool(self.query) or any(each.chosen() and each.value() is not None for each in self._choices)

    @property
    def form(self) -> forms.Form:
        """Search, filters and order as fields."""
        form = forms.Form(initial=self.chosen)
        form.use_required_attribute = False
        search = forms.TextInput(attrs={"class": "inp", "type": "search"})
        form.fields[SEARCH] = forms.CharField(
            label=_("Deployment, place or unit"), required=False, max_length=LONGEST_SEARCH, widget=search
        )
        for spec in self._choices:
            first = [] if spec.parameter_name == "status" else [("", _("All"))]
            form.fields[str(spec.parameter_name)] = _select(spec.title, [*first, *spec.lookup_choices])
        form.fields[ORDER] = _select(_("Order"), ORDERS)
        return form

    def address(self, **turn: str) -> str:
        """The same list at another page."""
        given = {name: value for name, value in (self.chosen | turn).items() if value}
        return f"?{urlencode(given)}"

    @property
    def turns(self) -> dict[str, str]:
        """Addresses of the other pages, as far as there are any."""
        before, after = self.page.before, self.page.after
        return {
            "first": self.address() if before else "",
            "before": self.address(**{BEFORE: before}) if before else "",
            "after": self.address(**{AFTER: after}) if after else "",
            "last": self.address(**{LAST: "1"}) if after else "",
        }


class QueueAdmin(_QueueAdmin):
    """Assessments on the desk: to be looked for, never to be changed."""

    actions = None
    list_filter = FILTERS
    search_fields = ("deployment__name",)
    """That there is a search; where it looks is for `by_words` to say."""
    change_list_template = "desk/queue.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The change list of the desk."""
        return QueueList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assessment]:
        """What lies on this person's desk."""
        return on_the_desk(actor_of(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The rows in which every word is found."""
        return by_words(queryset, search_term[:LONGEST_SEARCH]), False

    def has_view_permission(self, request: HttpRequest, obj: Assessment | None = None) -> bool:
        """DPOs may look."""
        return desk.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Assessment | None = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Assessment | None = None) -> bool:
        """Nobody deletes here."""
        return False


def _select(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=forms.Select(attrs={"class": "inp"}))


def _order(given: str) -> Order:
    return Order(given) if given in set(Order) else Order.LONGEST


def _turn(request: HttpRequest, order: Order) -> Turn:
    if LAST in request.GET:
        return Turn(backwards=True)
    for name in (AFTER, BEFORE):
        line = read_mark(request.GET.get(name, ""), order)
        if line is not None:
            return Turn(line, backwards=name == BEFORE)
    return Turn()


desk.register(Assessment, QueueAdmin)


@require_safe
def queue_page(request: HttpRequest) -> HttpResponse:
    """The desk. Reading only: every other method is refused."""
    return desk.get_model_admin(Assessment).changelist_view(request)
