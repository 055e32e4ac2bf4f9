"""Forgeries by incremental update: the sealed bytes stay as they are, and what follows them says otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from trust.forging.material import CLAIM, Material, forgery, opened, start_of, updated

Change = Callable[[Pdf], list[pikepdf.Object]]
Effect = Callable[[Pdf, Pdf], object]
OVERLAY = b"q 1 1 1 rg 0 0 900 900 re f Q BT /F1 40 Tf 90 500 Td (COMPLIANT) Tj ET"


def by_update(name: str, tries: str, effect: Effect) -> Callable[[Change], Change]:
    """Adds a forgery whose update gives back changed objects. `effect` is true of the forged file and the genuine one,
    and not of the genuine one and itself."""

    def add(change: Change) -> Change:
        def make(m: Material) -> bytes:
            out = updated(m.pdf, change)
            assert out.startswith(m.pdf)
            with opened(m.pdf) as before, opened(out) as after:
                assert not effect(before, before)
                assert effect(after, before), name
            return out

        forgery(name, tries)(make)
        return change

    return add


def seal_of(file: Pdf) -> pikepdf.Object:
    """The seal's field."""
    return file.Root.AcroForm.Fields[0]


def font_of(file: Pdf) -> pikepdf.Object:
    """A font program."""
    return next(each for each in file.objects if isinstance(each, Dictionary) and "/FontFile2" in each).FontFile2


def data_of(file: Pdf) -> pikepdf.Object:
    """The embedded data."""
    return file.Root.Names.EmbeddedFiles.Names[1].EF.F


def _first(file: Pdf) -> int:
    return file.Root.Pages.Kids[0].objgen[0]


def _last_note(file: Pdf) -> str:
    notes = list(file.pages[0].obj.get("/Annots", []))
    return str(notes[-1].get("/Contents")) if notes else ""


def _says_otherwise(file: Pdf) -> bool:
    maps = (each.ToUnicode for each in file.objects if isinstance(each, Dictionary) and "/ToUnicode" in each)
    return any(CLAIM.encode() in each.read_bytes() for each in maps)


@by_update(
    "an overlay",
    "a note over the whole page",
    lambda f, g: CLAIM in _last_note(f),
)
def _overlay(file: Pdf) -> list[pikepdf.Object]:
    page = file.pages[0].obj
    look = file.make_stream(OVERLAY, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 900, 900]))
    note = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Contents=String(CLAIM), F=4, AP=Dictionary(N=look))
    note.Rect = Array([0, 0, 900, 900])
    page.Annots = Array([*page.get("/Annots", []), file.make_indirect(note)])
    return [page, look, page.Annots[-1]]


@by_update(
    "shadow: hide",
    "a layer that is off hides the page",
    lambda f, g: "/OCProperties" in f.Root,
)
def _hidden_by_layer(file: Pdf) -> list[pikepdf.Object]:
    layer = file.make_indirect(Dictionary(Type=Name.OCG, Name=String("Findings")))
    file.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    page = file.pages[0].obj
    page.Contents = file.make_stream(b"/OC /MC0 BDC\n" + page.Contents.read_bytes() + b"\nEMC")
    return [file.Root, layer, page, page.Contents]


@by_update(
    "a page's content",
    "another page",
    lambda f, g: f.pages[0].obj.Contents.read_bytes() == OVERLAY,
)
def _page_content(file: Pdf) -> list[pikepdf.Object]:
    content = file.pages[0].obj.Contents
    content.write(OVERLAY)
    return [content]


@by_update(
    "more content on a page",
    "text over the page",
    lambda f, g: isinstance(f.pages[0].obj.Contents, Array),
)
def _more_content(file: Pdf) -> list[pikepdf.Object]:
    page = file.pages[0].obj
    more = file.make_stream(OVERLAY)
    page.Contents = Array([page.Contents, more])
    return [page, more]


@by_update(
    "another tree of pages",
    "another document",
    lambda f, g: len(f.pages) == 1,
)
def _new_tree(file: Pdf) -> list[pikepdf.Object]:
    page = file.make_indirect(Dictionary(Type=Name.Page, MediaBox=Array([0, 0, 595, 842]), Resources=Dictionary()))
    page.Contents = file.make_stream(OVERLAY)
    tree = file.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([page]), Count=1))
    page.Parent = tree
    file.Root.Pages = tree
    return [file.Root, tree, page, page.Contents]


@by_update(
    "a page taken out",
    "less than was sealed",
    lambda f, g: len(f.pages) == len(g.pages) - 1,
)
def _last_page_gone(file: Pdf) -> list[pikepdf.Object]:
    del file.pages[-2]
    return [file.Root.Pages, *(each.obj for each in file.pages)]


@by_update(
    "a page twice",
    "more than was sealed",
    lambda f, g: len(f.Root.Pages.Kids) > len(g.Root.Pages.Kids),
)
def _page_twice(file: Pdf) -> list[pikepdf.Object]:
    tree = file.Root.Pages
    tree.Kids = Array([tree.Kids[0], *tree.Kids])
    tree.Count = int(tree.Count) + 1
    return [tree]


@by_update(
    "pages exchanged",
    "another order",
    lambda f, g: _first(f) != _first(g),
)
def _pages_exchanged(file: Pdf) -> list[pikepdf.Object]:
    tree = file.Root.Pages
    tree.Kids = Array([tree.Kids[1], tree.Kids[0], *tree.Kids[2:]])
    return [tree]


@by_update(
    "a changed title",
    "a name that readers show",
    lambda f, g: str(f.docinfo.Title) == CLAIM,
)
def _title(file: Pdf) -> list[pikepdf.Object]:
    file.trailer.Info.Title = String(CLAIM)
    return [file.trailer.Info]


@by_update(
    "changed metadata",
    "a name that readers show",
    lambda f, g: CLAIM.encode() in f.Root.Metadata.read_bytes(),
)
def _metadata(file: Pdf) -> list[pikepdf.Object]:
    file.Root.Metadata.write(file.Root.Metadata.read_bytes().replace(b"<dc:title>", b"<dc:title><!-- COMPLIANT -->"))
    if CLAIM.encode() not in file.Root.Metadata.read_bytes():
        file.Root.Metadata.write(file.Root.Metadata.read_bytes() + b"<!-- COMPLIANT -->")
    return [file.Root.Metadata]


@by_update(
    "another language",
    "a small change of the catalogue",
    lambda f, g: str(f.Root.Lang) == "fr",
)
def _language(file: Pdf) -> list[pikepdf.Object]:
    file.Root.Lang = String("fr")
    return [file.Root]


@by_update(
    "the embedded data",
    "other verdicts for machines",
    lambda f, g: json.loads(data_of(f).read_bytes())["number"] == 99,
)
def _data(file: Pdf) -> list[pikepdf.Object]:
    content = json.loads(data_of(file).read_bytes())
    content["assessed"]["overall"] = "no_gap_found"
    content["number"] = 99
    data_of(file).write(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    return [data_of(file)]


@by_update(
    "a second attachment",
    "other data beside ours",
    lambda f, g: len(f.Root.Names.EmbeddedFiles.Names) == 4,
)
def _more_data(file: Pdf) -> list[pikepdf.Object]:
    names = file.Root.Names.EmbeddedFiles
    stream = file.make_stream(b'{"overall":"COMPLIANT"}', Type=Name.EmbeddedFile)
    more = file.make_indirect(Dictionary(Type=Name.Filespec, F=String("a.json"), UF=String("a.json")))
    more.EF = Dictionary(F=stream)
    names.Names = Array([String("a.json"), more, *names.Names])
    changed = names if names.is_indirect else file.Root.Names if file.Root.Names.is_indirect else file.Root
    return [changed, stream, more]


@by_update(
    "shadow: replace",
    "a font whose program was exchanged",
    lambda f, g: font_of(f).read_bytes()[-64:] == bytes(64),
)
def _font(file: Pdf) -> list[pikepdf.Object]:
    font = font_of(file)
    font.write(font.read_bytes()[:-64] + bytes(64))
    return [font]


@by_update(
    "what glyphs mean",
    "other text when copied",
    lambda f, g: _says_otherwise(f),
)
def _glyphs_mean_otherwise(file: Pdf) -> list[pikepdf.Object]:
    found = next(each for each in file.objects if isinstance(each, Dictionary) and "/ToUnicode" in each)
    text = found.ToUnicode.read_bytes()
    found.ToUnicode.write(text.replace(b"begincmap", b"begincmap % COMPLIANT"))
    return [found.ToUnicode]


@forgery("an empty update", "an update that changes nothing")
def empty_update(m: Material) -> bytes:
    out = updated(m.pdf, lambda _: [])
    with opened(out) as file:
        assert len(file.trailer.keys()) > 3
    return out


@forgery("shadow: hide and replace", "a second catalogue, and a trailer that names it")
def hide_and_replace(m: Material) -> bytes:
    kept: list[bytes] = []

    def change(file: Pdf) -> list[pikepdf.Object]:
        objects = _new_tree(file)
        root = file.make_indirect(Dictionary(Type=Name.Catalog, Pages=objects[1]))
        kept.append(root.unparse())
        return [*objects[1:], root]

    with opened(m.pdf) as file:
        change(file)
    out = updated(m.pdf, change, trailer=b" /Root %b" % kept[0])
    with opened(out) as file:
        assert len(file.pages) == 1
        assert "/AcroForm" not in file.Root
    return out


@forgery("a cross-reference that goes in a circle", "a reader that never ends")
def circle(m: Material) -> bytes:
    start = len(m.pdf)
    out = m.pdf + b"xref\n0 0\ntrailer\n<< /Size 1 /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (start, start)
    assert start_of(out) == start
    return out
