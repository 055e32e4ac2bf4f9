"""The stock change list of Django's admin site, as one writes it in ten lines: what the desk is compared with.

The same model, columns, page length and walls as the desk; filters and search as the admin site brings them.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest
from django.urls import include, path

from assessments.models import Assessment
from assessments.services.access import scoped
from assessments.services.desk import PER_PAGE


class StockSite(AdminSite):
    """The usual site, inside the walls of the person's organisation."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever is signed in."""
        return True

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """The view in the transaction that sees the organisation; drawn there too, since the list is read last."""

        @wraps(view)
        def drawn(request: HttpRequest, *args: object, **kwargs: object) -> Any:
            return view(request, *args, **kwargs).render()

        return scoped(drawn)


class StockAdmin(ModelAdmin):  # type: ignore[type-arg]
    """Nothing but the options that everybody sets."""

    list_display = ("deployment", "unit", "status", "overall", "red_lines", "gaps", "next_deadline", "since")
    list_filter = ("status", "overall", "next_deadline", "since", "deployment__unit")
    search_fields = ("deployment__name", "deployment__place", "deployment__unit")
    ordering = ("since", "id")
    list_per_page = PER_PAGE

    def unit(self, row: Assessment) -> str:
        """The organisation unit."""
        return row.deployment.unit

    def has_view_permission(self, request: HttpRequest, obj: Assessment | None = None) -> bool:
        """Whoever is signed in."""
        return True

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission
    has_module_permission = has_view_permission


site = StockSite(name="admin")
site.register(Assessment, StockAdmin)
urlpatterns = [path("stock/", site.urls), path("", include("frcompliance.urls"))]
