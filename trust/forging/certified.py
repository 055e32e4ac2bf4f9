"""Forgeries by incremental update of what the seal stands on: its field, its certification, the form around it."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from trust.forging.material import CLAIM
from trust.forging.updates import OVERLAY, by_update, seal_of


@by_update(
    "the look of the seal",
    "a seal that says more",
    lambda f, g: seal_of(f).AP.N.read_bytes() == OVERLAY,
)
def _panel(file: Pdf) -> list[pikepdf.Object]:
    seal_of(file).AP = Dictionary(N=file.make_stream(OVERLAY, Subtype=Name.Form, BBox=Array([0, 0, 900, 900])))
    return [seal_of(file), seal_of(file).AP.N]


@by_update(
    "the seal's field renamed",
    "another field",
    lambda f, g: str(seal_of(f).T) == "Seal",
)
def _renamed(file: Pdf) -> list[pikepdf.Object]:
    seal_of(file).T = String("Seal")
    return [seal_of(file)]


@by_update(
    "a second, empty field",
    "room for another signature",
    lambda f, g: len(f.Root.AcroForm.Fields) == 2,
)
def _second_field(file: Pdf) -> list[pikepdf.Object]:
    form = file.Root.AcroForm
    field = file.make_indirect(Dictionary(FT=Name.Sig, Subtype=Name.Widget, T=String("DPO"), Rect=Array([0, 0, 0, 0])))
    form.Fields = Array([*form.Fields, field])
    return [form if form.is_indirect else file.Root, field]


@by_update(
    "the seal in a second field",
    "two signatures where there is one",
    lambda f, g: len(f.Root.AcroForm.Fields) == 2,
)
def _filled_field(file: Pdf) -> list[pikepdf.Object]:
    form = file.Root.AcroForm
    field = file.make_indirect(Dictionary(FT=Name.Sig, T=String("DPO"), V=seal_of(file).V))
    form.Fields = Array([*form.Fields, field])
    return [form if form.is_indirect else file.Root, field]


@by_update(
    "the seal taken out",
    "a report that was never sealed",
    lambda f, g: "/V" not in seal_of(f),
)
def _stripped(file: Pdf) -> list[pikepdf.Object]:
    del seal_of(file)["/V"]
    del file.Root["/Perms"]
    return [seal_of(file), file.Root]


@by_update(
    "a weaker certification",
    "changes are allowed after all",
    lambda f, g: int(seal_of(f).V.Reference[0].TransformParams.P) == 3,
)
def _weaker(file: Pdf) -> list[pikepdf.Object]:
    value = seal_of(file).V
    value.Reference[0].TransformParams.P = 3
    return [value]


@by_update(
    "the certification taken out",
    "an ordinary signature",
    lambda f, g: "/Perms" not in f.Root,
)
def _permissions_gone(file: Pdf) -> list[pikepdf.Object]:
    del file.Root["/Perms"]
    return [file.Root]


@by_update(
    "the certification moved",
    "usage rights instead",
    lambda f, g: "/UR3" in f.Root.Perms,
)
def _permissions_moved(file: Pdf) -> list[pikepdf.Object]:
    file.Root.Perms = Dictionary(UR3=file.Root.Perms.DocMDP)
    return [file.Root]


@by_update(
    "a script at opening",
    "what readers run",
    lambda f, g: "/OpenAction" in f.Root,
)
def _another_root(file: Pdf) -> list[pikepdf.Object]:
    file.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('COMPLIANT')"))
    return [file.Root]


@by_update(
    "a form in another language of forms",
    "what readers show instead",
    lambda f, g: "/XFA" in f.Root.AcroForm,
)
def _form_script(file: Pdf) -> list[pikepdf.Object]:
    form = file.Root.AcroForm
    form.NeedAppearances = True
    form.XFA = file.make_stream(b"<xdp>COMPLIANT</xdp>")
    return [form if form.is_indirect else file.Root, form.XFA]


@by_update(
    "data for validation",
    "an update that standards allow",
    lambda f, g: "/DSS" in f.Root,
)
def _revocation_data(file: Pdf) -> list[pikepdf.Object]:
    file.Root.DSS = Dictionary(Certs=Array([file.make_stream(b"\x30\x00")]))
    return [file.Root, file.Root.DSS.Certs[0]]


@by_update(
    "another container in an update",
    "the container replaced",
    lambda f, g: len(bytes(seal_of(f).V.Contents)) == 5,
)
def _contents(file: Pdf) -> list[pikepdf.Object]:
    value = seal_of(file).V
    value.Contents = String(b"\x30\x03\x02\x01\x01")
    return [value]


@by_update(
    "no byte range any more",
    "a signature over nothing",
    lambda f, g: "/ByteRange" not in seal_of(f).V,
)
def _no_range(file: Pdf) -> list[pikepdf.Object]:
    value = seal_of(file).V
    del value["/ByteRange"]
    return [value]


@by_update(
    "a changed bookmark",
    "words beside the pages",
    lambda f, g: str(f.Root.Outlines.First.Title) == CLAIM,
)
def _bookmark(file: Pdf) -> list[pikepdf.Object]:
    first = file.Root.Outlines.First
    first.Title = String(CLAIM)
    return [first]
