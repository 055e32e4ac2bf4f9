"""The sentences of `verify_report`, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.domain.texts import Text
from assessments.management.telling import plain
from assessments.services.report_check import Outcome, ReportCheck

_OUTCOMES = {
    Outcome.GENUINE: Text("GENUINE. Not one byte has changed since it was sealed.", "真实。签章后未改动任何一个字节。"),
    Outcome.SUPERSEDED: Text(
        "GENUINE, BUT SUPERSEDED. A later revision took its place.", "真实，但已被取代。另有更新的版本。"
    ),
    Outcome.WITHDRAWN: Text("GENUINE, BUT WITHDRAWN.", "真实，但已撤回。"),
    Outcome.DISTRUSTED: Text(
        "NOT TO BE RELIED ON. It is as it was issued, but its key may have been in wrong hands when it was sealed.",
        "不可依据。文件与签发时一致，但签章时其密钥可能已被他人掌握。",
    ),
    Outcome.ANOTHER_REPORT: Text(
        "NOT THIS REPORT. The seal is unbroken, but on another report than the one asked for, or on none.",
        "不是所查的报告。签章完好，但属于另一份报告，或其中没有报告。",
    ),
    Outcome.NOT_ISSUED: Text(
        "NOT ISSUED. It is sealed with a known certificate, but the registry does not have this file.",
        "并非已签发的报告。签章证书已知，但登记簿中没有该文件。",
    ),
    Outcome.UNKNOWN_SEAL: Text(
        "SEALED BY SOMEBODY UNKNOWN. It has not changed since then, but the certificate is none that you named or the"
        " registry has. Anybody can seal a file under any name.",
        "签章者未知。签章后未改动，但其证书不在您指定的或登记簿所载的证书之列。任何人都能以任何名义签章。",
    ),
    Outcome.CHANGED: Text(
        "NOT GENUINE. The file was changed after it was sealed, or was never sealed in this form.",
        "不真实。该文件在签章后有改动，或从未以此形式签章。",
    ),
    Outcome.NOT_SEALED: Text("NOT SEALED. Anybody could have written this file.", "未签章。任何人都可能制作该文件。"),
    Outcome.NOT_A_PDF: Text("NO REPORT. The file is not a PDF.", "不是报告。该文件不是 PDF。"),
}
_DISTRUSTED_OFFLINE = Text(
    "NOT TO BE RELIED ON. Its key may be in wrong hands, and no time stamp of an authority that you named shows that it"
    " was sealed before.",
    "不可依据。其密钥可能已被他人掌握，且没有您所指定机构的时间戳可证明签章在此之前。",
)
_FILE = Text("SHA-256 of the file: {digest}", "文件的 SHA-256：{digest}")
_REPORT = Text("Report {id}; SHA-256 of its data: {digest}", "报告 {id}；数据的 SHA-256：{digest}")
_SEAL = Text(
    "Sealed with the certificate of “{name}”, SHA-256 {fingerprint}, at {at} by the clock of the sealing machine.",
    "签章证书：“{name}”，SHA-256 {fingerprint}；签章时间 {at}，以签章机器的时钟为准。",
)
_SELF_ISSUED = Text(
    "The certificate was issued by its holder: the name in it is only what the holder wrote.",
    "该证书由持有人自行签发：其中的名称仅为持有人自述。",
)
_STAMP = {
    True: Text(
        "Time stamp of “{name}”, an authority that you named: sealed at {at} at the latest. Level {level}.",
        "时间戳机构“{name}”，为您指定的机构：签章时间不晚于 {at}。级别 {level}。",
    ),
    False: Text(
        "Time stamp of “{name}”, of {at}, level {level}. You named no authority that vouches for it (--authority).",
        "时间戳机构“{name}”，时间 {at}，级别 {level}。您未指定为其担保的机构（--authority）。",
    ),
}
"""By whether the authority is known."""
KNOWN_BY = {
    True: Text(
        "The registry was not asked: whether the report was superseded or withdrawn is not known.",
        "未查登记簿：该报告是否已被取代或撤回不得而知。",
    ),
    False: Text("The registry was asked.", "已查登记簿。"),
}
"""By whether the registry was left out."""
NO_REGISTRY = Text(
    "The registry cannot be asked: the database does not answer. Use --offline with --certificate or --fingerprint.",
    "无法查登记簿：数据库没有应答。请使用 --offline 并指定 --certificate 或 --fingerprint。",
)


def checked_in_words(found: ReportCheck, language: str) -> Iterator[str]:
    """What is said of a file. Names and keys only where the seal is unbroken: before, they are what anybody wrote."""
    verified = found.verified
    is_guess = found.outcome is Outcome.DISTRUSTED and found.registered is None
    yield (_DISTRUSTED_OFFLINE if is_guess else _OUTCOMES[found.outcome]).in_language(language)
    yield _FILE.in_language(language).format(digest=found.file_digest)
    if not verified.intact:
        return
    yield _REPORT.in_language(language).format(id=plain(found.revision_id) or "–", digest=verified.content_digest)
    at = verified.sealed_at.isoformat() if verified.sealed_at else "–"
    yield _SEAL.in_language(language).format(
        name=plain(verified.signer_name), fingerprint=verified.signer_fingerprint, at=at
    )
    if verified.stamped_at:
        yield (
            _STAMP[verified.stamp_known]
            .in_language(language)
            .format(name=plain(verified.stamped_by), at=verified.stamped_at.isoformat(), level=verified.level)
        )
    if verified.self_issued:
        yield _SELF_ISSUED.in_language(language)
