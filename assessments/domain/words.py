"""The words for states and kinds, in both languages, each once: pages, report and commands take them from here."""

from __future__ import annotations

from enum import StrEnum

from assessments.domain.catalogue import ObligationKind, Severity
from assessments.domain.findings import Branch, DeadlineState, Overall, Verdict
from assessments.domain.lifecycle import Role, Status
from assessments.domain.progress import ActionState
from assessments.domain.reassessing import Trigger
from assessments.domain.texts import Text

NOT_SURE_WORDS = Text("Not sure", "不清楚")
NOT_ANSWERED_WORDS = Text("Not answered", "未回答")
NO_RULE_WORDS = Text("No rule to name", "没有可列明的规定")

WORDS: dict[StrEnum, Text] = {
    Verdict.MET: Text("Met", "满足"),
    Verdict.PARTLY_MET: Text("Partly met", "部分满足"),
    Verdict.NOT_MET: Text("Not met", "不满足"),
    Verdict.NOT_APPLICABLE: Text("Not applicable", "不适用"),
    Verdict.UNDETERMINED: Text("Undetermined", "无法判定"),
    Verdict.NEEDS_JUDGEMENT: Text("Needs judgement", "需专业判断"),
    Severity.CRITICAL: Text("Critical", "严重"),
    Severity.HIGH: Text("High", "高"),
    Severity.MEDIUM: Text("Medium", "中"),
    Severity.LOW: Text("Low", "低"),
    Severity.ADVICE: Text("Advice", "建议"),
    Overall.RED_LINE: Text("A prohibition is not met", "触及禁止性规定"),
    Overall.GAPS: Text("Gaps found", "存在差距"),
    Overall.INCOMPLETE: Text("Incomplete", "尚不完整"),
    Overall.NO_GAP_FOUND: Text("No gap found on the answers given", "依现有回答未发现差距"),
    Status.DRAFT: Text("Draft", "草稿"),
    Status.IN_REVIEW: Text("In review", "复核中"),
    Status.RETURNED: Text("Returned", "已退回"),
    Status.APPROVED: Text("Approved", "已通过"),
    Status.SEALING: Text("Sealing", "签章中"),
    Status.SEALED: Text("Sealed", "已签章"),
    Status.SUPERSEDED: Text("Superseded", "已被取代"),
    Status.WITHDRAWN: Text("Withdrawn", "已撤回"),
    ObligationKind.PROHIBITION: Text("Prohibition", "禁止性规定"),
    ObligationKind.DUTY: Text("Duty", "义务"),
    ObligationKind.RECOMMENDATION: Text("Recommendation", "倡导性规定"),
    Role.ASSESSOR: Text("Assessor", "评估人"),
    Role.DPO: Text("DPO", "个人信息保护负责人"),
    Role.AUDITOR: Text("Auditor", "审计人员"),
    Role.ADMINISTRATOR: Text("Administrator", "管理员"),
    ActionState.OPEN: Text("To do", "待办"),
    ActionState.IN_PROGRESS: Text("In progress", "进行中"),
    ActionState.DONE: Text("Done", "已完成"),
    ActionState.NOT_NEEDED: Text("Not needed", "无须办理"),
    Trigger.PURPOSE: Text("The purpose changes", "目的变更"),
    Trigger.METHOD: Text("The way of handling changes", "处理方式变更"),
    Trigger.INCIDENT: Text("A major security incident", "发生重大安全事件"),
    DeadlineState.COMPUTED: Text("Computed", "已算出"),
    DeadlineState.NO_START: Text("No starting date known", "起算日未知"),
    DeadlineState.YEAR_NOT_PUBLISHED: Text("Holiday notice not published", "节假日安排尚未公布"),
    DeadlineState.AS_STATED: Text("As stated", "按条文所述"),
    Branch.APPLIES: Text("Scope", "适用"),
    Branch.NEEDS_JUDGEMENT: Text("Needs judgement", "需专业判断"),
    Branch.NOT_MET: Text("Not met", "不满足"),
    Branch.PARTLY_MET: Text("Partly met", "部分满足"),
    Branch.MET: Text("Met", "满足"),
}


def words_for(value: StrEnum) -> Text:
    """The words for a state or kind. Raises KeyError for one that has none."""
    return WORDS[value]
