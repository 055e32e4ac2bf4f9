"""How Django draws forms here: the project's own few, flat templates. Questions of a step are drawn by `steps/`."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Widgets and fields from `templates/`; set as FORM_RENDERER."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
