"""The admin site of the DPO: who is let in, and that nothing of the usual site is there."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver

from assessments.domain.lifecycle import Role
from assessments.services.access import actor_of


class Desk(AdminSite):
    """A site with one page. Sign-in, account and sign-out are the product's."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person is a DPO of the organisation in which they act; staff of the installation is nobody."""
        return Role.DPO in actor_of(request).roles

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """None: the one address of the desk is routed, behind its policy, with those of the product."""
        return []

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Nothing to choose from."""
        return []

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing beside what every page of the product is given."""
        return {"has_permission": self.has_permission(request)}


desk = Desk(name="desk")
