"""The labels of the plan and of the list of documents, by key."""

from __future__ import annotations

from assessments.domain.texts import Text

PLAN_LABELS: dict[str, Text] = {
    "plan_note": Text(
        "What has to be done follows from the findings. Who sees to it, by when, and how far it is are as recorded"
        " when this content was fixed; the attestations do not speak of them. What was recorded later is not part of"
        " this report.",
        "应当办理的事项由各项发现得出；负责人、期限和进展以内容固定时的登记为准，不属于声明的内容。此后的登记不载入本报告。",
    ),
    "owner": Text("Who sees to it", "负责人"),
    "nobody": Text("nobody named", "未指定"),
    "state": Text("State", "进展"),
    "settles": Text("Settles", "对应"),
    "recorded": Text("Recorded by", "登记人"),
    "shown_by": Text("Shown by", "证明材料"),
    "planned": Text("Planned", "计划"),
    # documents
    "documents_note": Text(
        "This report holds the digest of each document, not the document. Whoever is shown one can compute its SHA-256"
        " and compare. What the documents say was not examined.",
        "本报告仅载明各文件的摘要值，不含文件本身。收到文件的人可以自行计算其SHA-256并进行比对。文件内容未经审查。",
    ),
    "item": Text("No.", "编号"),
    "no_documents": Text("No document was named.", "没有列明证明材料。"),
    "used_for": Text("For", "用于"),
}
