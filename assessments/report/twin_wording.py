"""The labels of the HTML twin, by key."""

from __future__ import annotations

from assessments.domain.texts import Text

TWIN_LABELS: dict[str, Text] = {
    "twin": Text("HTML twin of the report", "报告的HTML版本"),
    "twin_note": Text(
        "The same content as in the sealed PDF, for reading. Only the PDF carries the seal: this page can be changed by"
        " whoever holds it and proves nothing by itself. What binds the two is the content digest, which stands in"
        " both.",
        "内容与已签章的PDF相同，供阅读使用。只有PDF载有电子签章：本页可以被持有人改动，本身不能证明任何事项。"
        "两者以同一内容摘要值相联系。",
    ),
    "twin_text": Text("SHA-256 of this text, from <main> to </main>", "本页正文（自<main>至</main>）的SHA-256"),
    "twin_data": Text(
        "assessment.json: the content itself. Its SHA-256 is the content digest.",
        "assessment.json：内容本身，其SHA-256即内容摘要值。",
    ),
    "twin_superseded": Text(
        "A later revision has been sealed: this one stays genuine, but it is no longer current.",
        "此后已有新的版次签章：本版次仍然真实，但已不是现行版次。",
    ),
    "twin_withdrawn": Text(
        "This revision has been withdrawn: it stays genuine, but it is not to be relied on.",
        "本版次已被撤回：仍然真实，但不应再作为依据。",
    ),
    "twin_save": Text("Save as one file", "另存为单个文件"),
    "twin_pdf": Text("Sealed report (PDF)", "已签章的报告（PDF）"),
    "twin_back": Text("Back to the revision", "返回该版次"),
}
