"""Ways in which HTML, CSS and SVG make a renderer fetch something. {http} is an address on the trap, {file} a file."""

from __future__ import annotations

CHANNELS: dict[str, str] = {
    "picture": '<img src="{http}">',
    "pictures to choose from": '<img srcset="{http} 1x">',
    "picture from a file": '<img src="{file}">',
    "picture below a base": '<base href="{http}"><img src="x.png">',
    "style sheet": '<link rel="stylesheet" href="{http}">',
    "style sheet from a file": '<link rel="stylesheet" href="{file}">',
    "attached by a link": '<link rel="attachment" href="{http}">',
    "file attached by a link": '<link rel="attachment" href="{file}">',
    "attached by an anchor": '<a rel="attachment" href="{http}">x</a>',
    "file attached by an anchor": '<a rel="attachment" href="{file}">x</a>',
    "imported style": '<style>@import url("{http}");</style>',
    "imported by name": '<style>@import "{http}";</style>',
    "font": '<style>@font-face {{ font-family: f; src: url("{http}") }} p {{ font-family: f }}</style><p>x</p>',
    "font from a file": '<style>@font-face {{ font-family: g; src: url("{file}") }} b {{ font-family: g }}</style>',
    "background": '<p style="background: url({http})">x</p>',
    "background of a page": '<style>@page {{ background: url("{http}") }}</style>',
    "margin of a page": '<style>@page {{ @top-left {{ content: url("{http}") }} }}</style>',
    "mark of a list": '<ul style="list-style-image: url({http})"><li>x</li></ul>',
    "content": '<style>i::before {{ content: url("{http}") }}</style><i>x</i>',
    "border": '<p style="border: 9px solid; border-image: url({http}) 3">x</p>',
    "mask": '<p style="mask-border: url({http}) 3; mask-border-source: url({http})">x</p>',
    "object": '<object data="{http}" type="image/png"></object>',
    "embedded": '<embed src="{http}" type="image/png">',
    "frame": '<iframe src="{http}"></iframe>',
    "button": '<input type="image" src="{http}">',
    "film": '<video poster="{http}" src="{http}"></video>',
    "picture in a drawing": '<svg width="9" height="9"><image href="{http}" width="9" height="9"/></svg>',
    "old picture in a drawing": (
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
        '<image xlink:href="{http}" width="9" height="9"/></svg>'
    ),
    "part of another drawing": '<svg width="9" height="9"><use href="{http}#a"/></svg>',
    "style of a drawing": '<svg width="9" height="9"><style>@import url("{http}");</style></svg>',
    "drawing within an address": (
        "<img src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E"
        "%3Cimage href='{http}' width='9' height='9'/%3E%3C/svg%3E\">"
    ),
    "entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "{file}">]><p>&e;</p>',
    "style of a document": '<?xml-stylesheet href="{http}"?>',
    "sent on": '<meta http-equiv="refresh" content="0; url={http}">',
    "script": '<script src="{http}"></script>',
    "template": '{{% include "{file}" %}} {{{{ "{file}" }}}}',
    "end of a style": '</style><style>@import url("{http}");</style>',
    "end of an attribute": '"><img src="{http}"><p title="',
}


def filled(trap: str, file: str) -> dict[str, str]:
    """Each with an address of its own below the trap's."""
    return {
        name: text.format(http=f"{trap}/{number}", file=file)
        for number, (name, text) in enumerate(CHANNELS.items())
    }  # fmt: skip
