"""Forgeries that write the whole file anew: by a library, without the seal, or under another one."""

from __future__ import annotations

import json

import pikepdf
from pikepdf import Array, Dictionary, Encryption, Name, ObjectStreamMode, Pdf, String

from assessments.report.keys import SealKey
from assessments.report.sealing import seal
from trust.forging.material import CLAIM, SEALED_AT, Material, forgery, opened, rewritten
from trust.forging.updates import data_of, seal_of


@forgery("saved again", "the same document, written by another program")
def saved_again(m: Material) -> bytes:
    return rewritten(m.pdf, lambda f: None)


@forgery("saved again without object streams", "the same document for older readers")
def without_object_streams(m: Material) -> bytes:
    out = rewritten(m.pdf, lambda f: None, object_stream_mode=ObjectStreamMode.disable)
    assert b"/ObjStm" not in out
    assert b"\nxref\n" in out
    return out


@forgery("saved again, readable", "the same document without compression")
def readable(m: Material) -> bytes:
    out = rewritten(m.pdf, lambda f: None, qdf=True)
    assert len(out) > 2 * len(m.pdf)
    return out


@forgery("linearised", "the same document for the web")
def linearised(m: Material) -> bytes:
    out = rewritten(m.pdf, lambda f: None, linearize=True)
    with opened(out) as file:
        assert file.is_linearized
    return out


@forgery("encrypted", "the same document behind an empty password")
def encrypted(m: Material) -> bytes:
    out = rewritten(m.pdf, lambda f: None, encryption=Encryption(owner="x", user=""))
    with opened(out) as file:
        assert file.is_encrypted
    return out


@forgery("saved again with another title", "a name that readers show")
def other_title(m: Material) -> bytes:
    def change(file: Pdf) -> None:
        file.docinfo.Title = CLAIM

    return rewritten(m.pdf, change)


@forgery("saved again without the seal", "a report that was never sealed")
def unsealed_again(m: Material) -> bytes:
    return _without_seal(m.pdf)


@forgery("the field of the seal as a picture", "a seal that is only drawn")
def drawn_seal(m: Material) -> bytes:
    def change(file: Pdf) -> None:
        field = seal_of(file)
        del field["/FT"], field["/V"]
        field.Subtype = Name.Stamp
        del file.Root["/AcroForm"], file.Root["/Perms"]

    out = rewritten(m.pdf, change)
    with opened(out) as file:
        assert "/AcroForm" not in file.Root
    return out


@forgery("the seal in another field", "our signature under another name")
def other_field(m: Material) -> bytes:
    def change(file: Pdf) -> None:
        seal_of(file).T = String("Chop")

    return rewritten(m.pdf, change)


@forgery("the signature over nothing", "no byte range, no contents")
def over_nothing(m: Material) -> bytes:
    def change(file: Pdf) -> None:
        del seal_of(file).V["/ByteRange"], seal_of(file).V["/Contents"]

    return rewritten(m.pdf, change)


@forgery("an empty signature", "a container of zeroes")
def empty_signature(m: Material) -> bytes:
    def change(file: Pdf) -> None:
        seal_of(file).V.Contents = String(bytes(64))

    return rewritten(m.pdf, change)


@forgery("the seal inside a tree of fields", "a field that is not where it is looked for")
def deeper_field(m: Material) -> bytes:
    def change(file: Pdf) -> None:
        field = seal_of(file)
        parent = file.make_indirect(Dictionary(T=String("Form"), Kids=Array([field])))
        field.Parent = parent
        file.Root.AcroForm.Fields = Array([parent])

    return rewritten(m.pdf, change)


@forgery("sealed by a sibling", "another certificate of the same authority, in the same name")
def by_sibling(m: Material) -> bytes:
    return _sealed(m.unsealed, m.sibling)


@forgery("sealed by an impostor", "a certificate that its holder issued in our name")
def by_impostor(m: Material) -> bytes:
    assert m.impostor.subject == m.key.subject
    return _sealed(m.unsealed, m.impostor)


@forgery("other verdicts sealed by a sibling", "a favourable report under the same authority")
def bent_by_sibling(m: Material) -> bytes:
    return _sealed(_bent(m.unsealed), m.sibling)


@forgery("other verdicts sealed by an impostor", "a favourable report in our name")
def bent_by_impostor(m: Material) -> bytes:
    return _sealed(_bent(m.unsealed), m.impostor)


@forgery("another attachment sealed by an impostor", "two kinds of data")
def two_attachments(m: Material) -> bytes:
    def change(file: Pdf) -> None:
        file.attachments["a.json"] = b"{}"

    return _sealed(rewritten(m.unsealed, change), m.impostor)


@forgery("sealed by us, but never issued", "an attempt that was overtaken, taken from the signing machine")
def never_issued(m: Material) -> bytes:
    out = seal(m.unsealed, m.key, reason="an earlier attempt", at=SEALED_AT)
    assert out != m.pdf
    return out


@forgery("a page taken out, the rest written anew", "less than was sealed")
def page_gone(m: Material) -> bytes:
    def change(file: Pdf) -> None:
        del file.pages[0]

    out = rewritten(m.pdf, change)
    with opened(out) as file, opened(m.pdf) as before:
        assert len(file.pages) == len(before.pages) - 1
    return out


def _without_seal(pdf: bytes) -> bytes:
    def change(file: Pdf) -> None:
        del file.Root["/AcroForm"], file.Root["/Perms"]
        notes = [each for each in file.pages[-1].obj.Annots if each.get("/FT") != Name.Sig]
        file.pages[-1].obj.Annots = Array(notes)

    out = rewritten(pdf, change)
    with opened(out) as file:
        assert "/AcroForm" not in file.Root
    return out


def _bent(pdf: bytes) -> bytes:
    def change(file: Pdf) -> None:
        content = json.loads(data_of(file).read_bytes())
        for each in content["assessed"]["findings"]:
            each["verdict"] = "met"
        bent = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        data_of(file).write(bent.encode())

    return rewritten(pdf, change, object_stream_mode=ObjectStreamMode.generate)


def _sealed(pdf: bytes, key: SealKey) -> bytes:
    out = seal(pdf, key, reason="", at=SEALED_AT)
    with opened(out) as file:
        assert isinstance(seal_of(file).V, pikepdf.Dictionary)
    return out
