"""The report's longer statements, each once, in both languages: limits, attestations, how to verify."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.domain.texts import Text

LIMITS = (
    Text(
        "It is not legal advice, not a certificate and not a filing. It replaces neither the filing with the"
        " cyberspace authority nor a personal information protection impact assessment.",
        "本报告不构成法律意见，不是认证或者检测结论，也不是备案，不能代替向网信部门的备案或者个人信息保护影响评估。",
    ),
    Text(
        "The result follows from the answers given and from the edition of questions and obligations named on the"
        " cover. The answers were not examined; if one of them is wrong, the result may be wrong.",
        "结论由所填回答以及封面所载版本的题库得出。回答本身未经核实；任何一项回答不实，结论都可能随之失实。",
    ),
    Text(
        "It binds no authority and no court. Where the law leaves room, the edition takes the cautious reading and"
        " says so.",
        "本报告对监管部门和法院没有约束力。法律规定存在不同理解之处，题库采用较为审慎的理解并予以说明。",
    ),
)

STATEMENTS: dict[str, Text] = {
    "hand_in": Text(
        "States that the answers are true and complete to the best of their knowledge, that the findings and the"
        " answers to clarify were read, and that this report is neither legal advice nor a filing.",
        "声明所填回答在本人所知范围内真实、完整，已阅读各项发现及待确认事项，并知悉本报告不构成法律意见、不等同于备案。",
    ),
    "approve": Text(
        "States that the answers and the findings were reviewed, and approves them.",
        "声明已复核各项回答与发现，同意通过。",
    ),
}

SOLE_PERSON = Text(
    "The organisation has recorded that one and the same person answers and reviews, because it has nobody else for"
    " the task. The review was therefore not independent. Where a person in charge of personal information protection"
    " must be appointed (PIPL art. 52), that person is to supervise; have the result looked at from outside.",
    "本单位已登记：因没有其他人员，由同一人作答并复核。因此，本次复核不具有独立性。依法应当指定个人信息保护负责人的"
    "（《个保法》第五十二条），由该负责人履行监督职责；建议由外部人员再行审阅。",
)

SELF_ISSUED = Text(
    "The certificate of the seal was issued by its owner to itself. It shows that the file has not changed since it"
    " was sealed; it does not show who the owner is. Compare its fingerprint with the one on the verification page.",
    "本电子签章使用自行签发的证书：可以证明文件自签章后未被改动，但不能证明签章人的身份。请与核验页面公布的证书指纹比对。",
)

ISSUED = Text(
    "Whether the seal counts as a reliable electronic signature under the Electronic Signature Law depends on the"
    " certificate used.",
    "电子签章是否构成《电子签名法》所称的可靠的电子签名，取决于所使用的证书。",
)

VERIFY = (
    Text(
        "Open the address on the cover and give the page this file. The page compares the whole file with the issued"
        " copy, checks the seal, and says whether the revision is the current one.",
        "打开封面所载地址并选择本文件。页面将整个文件与已签发的文件比对，检查电子签章，并显示该版次是否为现行版次。",
    ),
    Text(
        "A PDF reader alone is not enough. Some call a signature valid although pages, pictures or a title were added"
        " afterwards, and mention that the signature does not cover the whole file only in passing, or not at all. Some"
        " look at the last signature alone, or show a valid one of somebody else. With a self-issued certificate they"
        " warn of an unknown issuer although nothing was changed. And the time of a signature is what the sealing"
        " computer’s clock said, unless a time stamp confirms it.",
        "仅凭PDF阅读器不足以判断。有的阅读器在文件被追加页面、图片或者改动标题之后，仍显示签名有效，对签名未覆盖整个文件只是附带提及，"
        "甚至不作提示；有的只看最后一个签名，或者把他人的有效签名显示为有效；对自行签发的证书，即使文件未被改动，也会提示签发者未知。"
        "签名时间是签章计算机的时钟所示，有时间戳的除外。",
    ),
    Text(
        "A print, a scan or a picture of a page proves nothing: the seal covers the file, not what it looks like. The"
        " verification works only with the file as it was issued, byte for byte.",
        "打印件、扫描件或者页面截图不能证明任何事项：电子签章针对文件本身，而非其外观。只有逐字节未变的原文件才能通过核验。",
    ),
    Text(
        "The attached file assessment.json holds all answers, verdicts and reasons. Its SHA-256 is the content digest"
        " on the cover; with the edition named there, every verdict can be worked out again.",
        "附件assessment.json载有全部回答、判定及理由，其SHA-256即封面所载的内容摘要值；使用封面所载版本的题库，可以重新得出每一项判定。",
    ),
)

VERIFY_TWIN = (
    Text(
        "This text is not sealed. Ask for the sealed PDF of the same revision, open the address below and give the page"
        " that file. It says whether the file is one that was issued, and whether a newer revision exists.",
        "本页没有电子签章。应当索取同一版次已签章的PDF，打开以下地址并选择该文件。页面将显示该文件是否为已签发的文件、是否已有更新的版本。",
    ),
    Text(
        "Compare the content digest: the PDF prints the same one on its cover. It is the SHA-256 of assessment.json,"
        " which holds all answers, verdicts and reasons; with the edition named there, every verdict can be worked out"
        " again.",
        "比对内容摘要值：PDF封面载有同一数值。该值是assessment.json的SHA-256，该文件载有全部回答、判定及理由；"
        "使用其中所载版本的题库，可以重新得出每一项判定。",
    ),
)

BOTH_LANGUAGES = Text(
    "The Chinese and the English text of this report come from the same content and are equal in the result.",
    "本报告的中文文本与英文文本由同一内容生成，结论一致。",
)


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of the last page and the contents."""

    limits: tuple[str, ...]
    verify: tuple[str, ...]
    verify_twin: tuple[str, ...]
    seal_note: str
    both_note: str


def plan_statements(self_issued: bool, language: str) -> Statements:
    """The statements in one language."""
    return Statements(
        limits=tuple(each.in_language(language) for each in LIMITS),
        verify=tuple(each.in_language(language) for each in VERIFY),
        verify_twin=tuple(each.in_language(language) for each in VERIFY_TWIN),
        seal_note=(SELF_ISSUED if self_issued else ISSUED).in_language(language),
        both_note=BOTH_LANGUAGES.in_language(language),
    )
