"""The last steps on the unsealed PDF: the empty field for the seal, and a rewrite that makes checking cheap."""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal

import pikepdf
from pikepdf import Array, Dictionary, Name, String

SEAL_FIELD = "OrgSeal"
_PRINT, _LOCKED = 4, 128


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on the last page, in points from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


def finish_pdf(pdf: bytes, seal_at: Place | None, name: str) -> bytes:
    """The PDF with an empty seal field (none for a draft), rewritten. `name` is what a reader calls the field."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        if seal_at is not None:
            _add_seal_field(file, seal_at, name)
        _name_attachments_once(file)
        written = io.BytesIO()
        file.save(
            written,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            compress_streams=True,
        )
    return written.getvalue()


def _name_attachments_once(file: pikepdf.Pdf) -> None:
    """The renderer lists each associated file twice."""
    once = {each.objgen: each for each in file.Root.AF}
    file.Root.AF = Array(once.values())


def _add_seal_field(file: pikepdf.Pdf, place: Place, name: str) -> None:
    page = file.pages[-1]
    field = file.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(SEAL_FIELD),
            TU=String(name),
            Contents=String(name),
            F=_PRINT | _LOCKED,
            P=page.obj,
            Rect=_rectangle(place),
            AP=Dictionary(N=_empty_appearance(file, place)),
        )
    )
    annotations = page.obj.get("/Annots", Array())
    annotations.append(field)
    page.obj.Annots = annotations
    page.obj.Tabs = Name.S
    file.Root.AcroForm = file.make_indirect(Dictionary(Fields=Array([field]), SigFlags=0))
    _add_to_structure(file, page.obj, field)


def _add_to_structure(file: pikepdf.Pdf, page: pikepdf.Object, field: pikepdf.Object) -> None:
    """The field as a form element of the structure tree, findable from the field and back."""
    root = file.Root.StructTreeRoot
    numbers = root.ParentTree.Nums
    key = max((int(numbers[place]) for place in range(0, len(numbers), 2)), default=-1) + 1
    whole = root.K[0]
    form = file.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.Form,
            P=whole,
            Pg=page,
            K=Array([Dictionary(Type=Name.OBJR, Obj=field, Pg=page)]),
        )
    )
    whole.K.append(form)
    numbers.append(key)
    numbers.append(form)
    field.StructParent = key


def _empty_appearance(file: pikepdf.Pdf, place: Place) -> pikepdf.Object:
    appearance = file.make_stream(b"")
    appearance.Type = Name.XObject
    appearance.Subtype = Name.Form
    appearance.BBox = _rectangle(Place(0, 0, place.right - place.left, place.top - place.bottom))
    appearance.Resources = Dictionary()
    return appearance


def _rectangle(place: Place) -> Array:
    sides = (place.left, place.bottom, place.right, place.top)
    return Array([Decimal(f"{side:.2f}") for side in sides])
