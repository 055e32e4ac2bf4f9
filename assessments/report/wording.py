"""The report's own labels in both languages, by key. Sentences of law and of verdicts are not here."""

from __future__ import annotations

from assessments.domain.texts import Text
from assessments.report.plan_wording import PLAN_LABELS
from assessments.report.twin_wording import TWIN_LABELS

LABELS: dict[str, Text] = {
    **PLAN_LABELS,
    **TWIN_LABELS,
    "product": Text("Face Recognition Self-Assessment", "人脸识别合规自评"),
    "title": Text("Self-assessment report", "自评报告"),
    "draft": Text("DRAFT", "草稿"),
    "draft_note": Text("Draft: not approved, not sealed", "草稿：未经复核通过，未加盖电子签章"),
    "part": Text("English text", "中文文本"),
    "result": Text("Overall result, on the answers given", "总体结论（依据所填内容）"),
    # cover
    "organisation": Text("Organisation", "单位"),
    "credit_code": Text("Unified social credit code", "统一社会信用代码"),
    "deployment": Text("Deployment", "应用场景"),
    "place": Text("Place", "地点"),
    "description": Text("Description", "说明"),
    "revision": Text("Revision", "版次"),
    "as_of": Text("As of", "评估日"),
    "edition": Text("Edition", "题库版本"),
    "attested": Text("Attested", "评估人声明"),
    "approved": Text("Approved", "复核通过"),
    "frozen": Text("Content fixed", "内容固定时间"),
    "check": Text("Check this report", "核验本报告"),
    "check_how": Text(
        "Scan the code or open the address below, and give the page this PDF file. It says whether the file is one"
        " that was issued, and whether a newer revision exists.",
        "扫描二维码或打开以下地址，并选择本PDF文件。页面将显示该文件是否为已签发的文件、是否已有更新的版本。",
    ),
    "digest": Text("Content digest (SHA-256)", "内容摘要值（SHA-256）"),
    "qr": Text("QR code of the verification address", "核验地址二维码"),
    # contents
    "contents": Text("Contents", "目录"),
    "how_to_read": Text("How to read this report", "如何阅读本报告"),
    "severities": Text("Severity of a finding", "发现的严重程度"),
    "verdicts": Text("Verdict for an obligation", "对每项义务的判定"),
    "to_clarify": Text("To clarify", "待确认"),
    # sections
    "summary": Text("Executive summary", "摘要"),
    "findings": Text("Findings", "发现"),
    "places": Text("By place", "按场所列示"),
    "open": Text("What is not settled", "尚未确定的事项"),
    "articles": Text("Status by article", "条款对照表"),
    "deadlines": Text("Deadlines", "期限"),
    "plan": Text("Remediation plan", "整改计划"),
    "met": Text("What is met, and why", "满足的义务及理由"),
    "excluded": Text("What does not apply, and why", "不适用的义务及理由"),
    "uncertain": Text("Uncertain points relied on", "所依据的不确定问题"),
    "law": Text("Edition and sources", "题库版本与依据"),
    "documents": Text("Documents behind the answers", "证明材料清单"),
    "record": Text("Questions and answers", "问答记录"),
    "people": Text("Attestations and review", "声明与复核记录"),
    "seal": Text("Limits, verification and seal", "效力说明、核验与电子签章"),
    # summary
    "applying": Text("Obligations that apply", "适用的义务"),
    "by_severity": Text("Findings by severity", "按严重程度"),
    "by_step": Text("Findings by step", "按步骤"),
    "by_step_note": Text(
        "One mark is one finding, or one answer to clarify, under the step of its main question.",
        "每个标记代表一项发现或一个待确认的回答，列在其主要问题所在的步骤。",
    ),
    "by_article": Text("Status by article", "按条款"),
    "by_article_note": Text(
        "Each cell shows the worst verdict among the obligations that rest on the article.",
        "每格显示以该条为依据的各项义务中最不利的判定。",
    ),
    "step": Text("Step", "步骤"),
    "red_lines": Text("Prohibitions that are not met", "触及的禁止性规定"),
    "red_lines_note": Text(
        "What the law forbids comes first: until it stops, nothing else cures it.",
        "法律明令禁止的事项居首：未停止之前，其他整改均不能弥补。",
    ),
    "first": Text("What to do first", "当务之急"),
    "first_rest": Text("The other findings follow in section 2.", "其余发现见第二部分。"),
    "no_findings": Text("No gap was found on the answers given.", "依现有回答未发现差距。"),
    "no_action": Text("Nothing has to be put right on the answers given.", "依现有回答，没有需要整改的事项。"),
    "clarify_first": Text(
        "First settle what section 3 lists: until then, obligations stay undetermined and the result can get worse.",
        "应当先确定第三部分所列事项：在此之前，部分义务无法判定，结论可能变差。",
    ),
    "by": Text("By", "期限"),
    "action": Text("Action", "措施"),
    "finding": Text("Finding", "发现"),
    "scope_open": Text("Scope is not settled", "适用范围尚未确定"),
    "scope_open_note": Text(
        "These questions decide what applies at all and are not answered with certainty. Until they are, obligations"
        " that depend on them stay in scope.",
        "以下问题决定哪些义务适用，但尚无确定的回答。在确定之前，取决于这些问题的义务仍视为适用。",
    ),
    "outside": Text("Outside the scope of this edition", "不在本版题库的适用范围内"),
    "outside_note": Text(
        "On the answers given, no obligation of this edition applies. These statements led there; if one of them"
        " changes, assess again.",
        "依现有回答，本版题库所列义务均不适用。得出该结论的依据如下；其中任何一项发生变化，都应当重新评估。",
    ),
    # findings
    "prohibition": Text("Prohibition", "禁止性规定"),
    "advice": Text("Advice not followed", "未采纳的倡导性规定"),
    "advice_note": Text(
        "Recommendations bind nobody and are never counted as gaps.", "倡导性规定没有约束力，不计为差距。"
    ),
    # places
    "places_note": Text(
        "Each place is judged by the common answers with its own exceptions. Only what comes out otherwise there is"
        " listed here; everything else in this report holds for every place.",
        "各场所按共同回答加本场所的例外判定。此处仅列出与共同结论不同之处，报告其余内容适用于每个场所。",
    ),
    "place_name": Text("Place", "场所"),
    "devices": Text("Devices", "设备"),
    "place_result": Text("Result", "结论"),
    "exceptions": Text("Exceptions", "例外"),
    "own_findings": Text("Of its own", "单独的发现"),
    "in_common": Text("in common", "共同结论"),
    "counted_in_common": Text("In common:", "按共同回答："),
    "common_answer": Text("in common", "共同回答"),
    "open_here": Text("Open here", "此处尚未回答"),
    "red_lines_at_places": Text("Prohibitions that are not met at single places", "个别场所触及的禁止性规定"),
    "because": Text("Why", "理由"),
    "applies_as": Text("Scope", "适用范围"),
    "asks": Text("What is asked", "要求"),
    "risk": Text("Why it matters", "为何重要"),
    "remedy": Text("Remedy", "整改措施"),
    "due": Text("Due", "期限"),
    "penalties": Text("Possible consequences", "可能的后果"),
    "penalties_below": Text("explained at the end of this section", "说明见本部分末尾"),
    "penalties_list": Text("Possible consequences, by code", "可能的后果（按代码）"),
    "evidence": Text("Evidence", "证明材料"),
    "evidence_wanted": Text("Evidence to show it", "可以证明的材料"),
    "sources": Text("Sources", "依据"),
    "notes": Text("Note", "提示"),
    "relies_on": Text("Relies on uncertain point", "依据不确定问题"),
    "in_full": Text("In full under question", "全文见问题"),
    "still_open": Text("Answers that would settle it", "可据以确定的回答"),
    "judgement": Text("Needs the judgement of a lawyer", "须由法律人员判断"),
    "undetermined": Text("Cannot be determined yet", "暂无法判定"),
    "unsure": Text("Answers to clarify", "待确认的回答"),
    "unsure_note": Text(
        "These questions were answered “Not sure”. Such an answer counts neither as met nor as a gap.",
        "以下问题的回答为“不清楚”。此类回答既不计为满足，也不计为差距。",
    ),
    "nothing_open": Text("Every obligation that applies was settled by the answers.", "适用的义务均已依回答确定。"),
    # tables
    "article": Text("Article", "条款"),
    "obligation": Text("Obligation", "义务"),
    "verdict": Text("Verdict", "判定"),
    "see": Text("See", "参见"),
    "date": Text("Date", "日期"),
    "what": Text("What", "事项"),
    "counted": Text("How it is counted", "计算方法"),
    "recipient": Text("Delivered to", "报送对象"),
    "from": Text("Day D", "起算日"),
    "not_running": Text("Not running on the answers given", "依现有回答未起算"),
    "no_deadlines": Text("No deadline runs on the answers given.", "依现有回答，没有正在计算的期限。"),
    "reason": Text("Reason", "理由"),
    "nothing_met": Text("No obligation came out as met.", "没有判定为满足的义务。"),
    "nothing_excluded": Text("Every obligation of the edition applies.", "本版题库所列义务均适用。"),
    "point": Text("Point", "问题"),
    "views": Text("Views", "不同观点"),
    "default": Text("How this edition decides", "本版题库的处理"),
    "used_by": Text("Used by", "涉及"),
    "nothing_used": Text("No finding of this report depends on it.", "本报告没有判定取决于该问题。"),
    "our_reading": Text("By this edition’s reading", "按本版题库的理解"),
    "other_view": Text("Counsel takes another view", "律师持不同意见"),
    "left_to_judgement": Text("Therefore left to judgement.", "因此留待专业判断。"),
    "view_in_full": Text("View and reason in full under the uncertain points", "意见及理由全文见“所依据的不确定问题”"),
    "reason_given": Text("Reason given", "律师理由"),
    "red_lines_aside": Text(
        "Prohibitions that by this edition’s reading are not met", "按本版题库的理解触及的禁止性规定"
    ),
    "red_lines_aside_note": Text(
        "Counsel takes another view on the points that these rest on. They are left to judgement and are neither met"
        " nor counted among the findings.",
        "律师对以下各项所依据的问题持不同意见，故留待专业判断；既不计为满足，也不计入各项发现。",
    ),
    "no_uncertain": Text("No verdict rests on an uncertain point.", "没有判定依据不确定问题。"),
    "number": Text("No.", "题号"),
    "question": Text("Question", "问题"),
    "answer": Text("Answer", "回答"),
    "answered_by": Text("By, on", "回答人、时间"),
    "not_shown": Text("Questions that were not asked", "未提问的问题"),
    "document": Text("Document", "文件"),
    "file_digest": Text("SHA-256 of the file", "文件的SHA-256"),
    "instrument": Text("Instrument", "文件名称"),
    "issuer": Text("Issued by", "制定机关"),
    "in_force": Text("In force", "施行日期"),
    "official_text": Text("Official text", "官方文本"),
    "no_address": Text("no address confirmed", "未核实到官方网址"),
    "watch": Text("Drafts and coming rules that decide nothing yet", "尚不影响判定的草案与待施行规定"),
    "edition_title": Text("Title", "名称"),
    "edition_key": Text("Edition", "版本"),
    "law_as_of": Text("Law as of", "法规截至"),
    "edition_digest": Text("Digest of the edition (SHA-256)", "题库摘要值（SHA-256）"),
    # people
    "statement": Text("Statement", "声明"),
    "bound_to": Text("Bound to the answers with digest", "对应的回答摘要值"),
    "history": Text("History of the review", "复核经过"),
    "move": Text("Step", "环节"),
    "person": Text("Person", "人员"),
    "time": Text("Time", "时间"),
    "comment": Text("Comment", "意见"),
    "no_comment": Text("No comment", "无"),
    "no_attestations": Text("Nobody has attested these answers.", "尚无人就上述回答作出声明。"),
    "differing": Text("The reviewer disagrees", "复核人不同意该结论"),
    "differing_list": Text("Verdicts with which the reviewer disagrees", "复核人不同意的结论"),
    "differing_note": Text(
        "The verdicts in this report are what the rules of the edition make of the answers. The reviewer’s view stands"
        " beside them and changes none of them.",
        "本报告的结论均由本版题库的规则根据回答得出；复核人的意见并列载明，不改变任何结论。",
    ),
    "sole_person_why": Text("Reason recorded", "登记的理由"),
    "sole_person": Text("Assessor and reviewer are one person", "评估人与复核人为同一人"),
    # seal
    "limits": Text("What this report is not", "本报告的效力"),
    "verify": Text("How to verify it", "如何核验"),
    "seal_box": Text("Electronic seal", "电子签章"),
    "seal_box_note": Text("In this file. A PDF reader shows it here.", "嵌入本文件，可用PDF阅读器在此处查看。"),
    "seal_signer": Text("Named in the certificate", "证书载明的名称"),
    "seal_certificate": Text("Certificate (SHA-256)", "证书指纹（SHA-256）"),
    "seal_level": Text("Kind", "类型"),
    "self_issued": Text("Self-issued certificate", "自行签发的证书"),
    "unsealed": Text("Draft without a seal", "草稿，未加盖电子签章"),
    "audit_head": Text("Head of the audit chain", "审计链末端"),
    "revision_id": Text("Identifier of the revision", "版次标识"),
    "assessment_id": Text("Identifier of the assessment", "自评标识"),
}

MOVES: dict[str, Text] = {
    "hand_in": Text("Handed in", "提交"),
    "return": Text("Returned", "退回"),
    "approve": Text("Approved", "复核通过"),
    "reopen": Text("Reopened", "重新打开"),
    "upgrade": Text("Upgraded to a newer edition", "升级至新版题库"),
    "begin_sealing": Text("Sealing begun", "开始签章"),
    "finish_sealing": Text("Sealed", "已签章"),
    "comment": Text("Comment", "批注"),
}


def labels(language: str) -> dict[str, str]:
    """All labels in one language."""
    return {key: text.in_language(language) for key, text in LABELS.items()}


def move_words(move: str, language: str) -> str:
    """A move in the review; one without words keeps its key."""
    return MOVES[move].in_language(language) if move in MOVES else move
