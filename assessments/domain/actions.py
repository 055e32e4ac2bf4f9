"""What the audit trail can say has happened: one word for each act, and how people read it in both languages.

The words of the product, not of an edition: an event keeps its meaning whatever edition is current."""

from __future__ import annotations

from enum import StrEnum

from assessments.domain.texts import Text


class Action(StrEnum):
    """One kind of event. A word, once used, is never used for anything else: the trail keeps it for ever."""

    CREATE_ORGANISATION = "create_organisation"
    ADD_MEMBER = "add_member"
    GIVE_ROLE = "give_role"
    TAKE_ROLE = "take_role"
    DEACTIVATE_MEMBER = "deactivate_member"
    REACTIVATE_MEMBER = "reactivate_member"
    INVITE = "invite"
    INVITE_AGAIN = "invite_again"
    WITHDRAW_INVITATION = "withdraw_invitation"
    ACCEPT_INVITATION = "accept_invitation"
    SIGN_IN_AT_PROVIDER = "sign_in_at_provider"
    LINK_PROVIDER = "link_provider"
    ADD_SECOND_FACTOR = "add_second_factor"
    REMOVE_SECOND_FACTOR = "remove_second_factor"
    MAKE_RECOVERY_CODES = "make_recovery_codes"
    DEMAND_SECOND_FACTOR = "demand_second_factor"
    WAIVE_SECOND_FACTOR = "waive_second_factor"
    CHANGE_PASSWORD = "change_password"  # noqa: S105  a word, no password
    RESET_PASSWORD = "reset_password"  # noqa: S105
    START_ASSESSMENT = "start_assessment"
    RECORD_ANSWERS = "record_answers"
    HAND_IN = "hand_in"
    RETURN = "return"
    APPROVE = "approve"
    REOPEN = "reopen"
    UPGRADE = "upgrade"
    FREEZE = "freeze"
    BEGIN_SEALING = "begin_sealing"
    ATTEMPT_SEALING = "attempt_sealing"
    FINISH_SEALING = "finish_sealing"
    SEALING_FAILED = "sealing_failed"
    RETRY_SEALING = "retry_sealing"
    SUPERSEDE_REVISION = "supersede_revision"
    RECORD_COUNSEL_VIEW = "record_counsel_view"
    WITHDRAW_COUNSEL_VIEW = "withdraw_counsel_view"
    ASK_FOR_DRAFT = "ask_for_draft"
    FINISH_DRAFT = "finish_draft"
    DRAFT_FAILED = "draft_failed"
    FORGET_DRAFT = "forget_draft"
    ADD_EVIDENCE = "add_evidence"
    WITHDRAW_EVIDENCE = "withdraw_evidence"
    CARRY_EVIDENCE = "carry_evidence"
    ERASE_EVIDENCE = "erase_evidence"
    TAKE_OVER_TRIAL = "take_over_trial"
    END_TRIAL = "end_trial"


ACTION_WORDS: dict[Action, Text] = {
    Action.CREATE_ORGANISATION: Text("Organisation created", "建立组织"),
    Action.ADD_MEMBER: Text("Member added", "添加成员"),
    Action.GIVE_ROLE: Text("Role given", "授予角色"),
    Action.TAKE_ROLE: Text("Role taken", "撤销角色"),
    Action.DEACTIVATE_MEMBER: Text("Member deactivated", "停用成员"),
    Action.REACTIVATE_MEMBER: Text("Member reactivated", "恢复成员"),
    Action.INVITE: Text("Invitation sent", "发出邀请"),
    Action.INVITE_AGAIN: Text("Invitation sent again", "重新发出邀请"),
    Action.WITHDRAW_INVITATION: Text("Invitation withdrawn", "撤回邀请"),
    Action.ACCEPT_INVITATION: Text("Invitation accepted", "接受邀请"),
    Action.SIGN_IN_AT_PROVIDER: Text("Signed in at the identity provider", "经身份提供方登录"),
    Action.LINK_PROVIDER: Text("Account linked to the identity provider", "账号与身份提供方关联"),
    Action.ADD_SECOND_FACTOR: Text("Second factor added", "添加第二验证方式"),
    Action.REMOVE_SECOND_FACTOR: Text("Second factor removed", "移除第二验证方式"),
    Action.MAKE_RECOVERY_CODES: Text("Recovery codes made", "生成恢复码"),
    Action.DEMAND_SECOND_FACTOR: Text("Second factor demanded of all members", "要求全体成员设置第二验证方式"),
    Action.WAIVE_SECOND_FACTOR: Text("Second factor no longer demanded", "不再要求第二验证方式"),
    Action.CHANGE_PASSWORD: Text("Password changed", "更改密码"),
    Action.RESET_PASSWORD: Text("Password set anew by mail", "经邮件重设密码"),
    Action.START_ASSESSMENT: Text("Assessment started", "开始自评"),
    Action.RECORD_ANSWERS: Text("Answers saved", "保存回答"),
    Action.HAND_IN: Text("Handed in", "提交"),
    Action.RETURN: Text("Returned", "退回"),
    Action.APPROVE: Text("Approved", "通过"),
    Action.REOPEN: Text("Next revision begun", "开始新一版"),
    Action.UPGRADE: Text("Continued on a newer edition", "转入新版题库"),
    Action.FREEZE: Text("Revision frozen", "固定版本内容"),
    Action.BEGIN_SEALING: Text("Sealing asked for", "请求电子签章"),
    Action.ATTEMPT_SEALING: Text("Sealing attempted", "尝试电子签章"),
    Action.FINISH_SEALING: Text("Report sealed", "报告已签章"),
    Action.SEALING_FAILED: Text("Sealing failed", "电子签章失败"),
    Action.RETRY_SEALING: Text("Sealing asked for again", "再次请求电子签章"),
    Action.SUPERSEDE_REVISION: Text("Revision superseded", "版本被取代"),
    Action.RECORD_COUNSEL_VIEW: Text("Counsel’s view recorded", "记录律师意见"),
    Action.WITHDRAW_COUNSEL_VIEW: Text("Counsel’s view withdrawn", "撤回律师意见"),
    Action.ASK_FOR_DRAFT: Text("Draft report asked for", "请求报告草稿"),
    Action.FINISH_DRAFT: Text("Draft report made", "报告草稿已生成"),
    Action.DRAFT_FAILED: Text("Draft report failed", "报告草稿生成失败"),
    Action.FORGET_DRAFT: Text("Draft report deleted", "报告草稿已删除"),
    Action.ADD_EVIDENCE: Text("Evidence added", "添加证明材料"),
    Action.WITHDRAW_EVIDENCE: Text("Evidence withdrawn", "撤回证明材料"),
    Action.CARRY_EVIDENCE: Text("Evidence carried along", "沿用证明材料"),
    Action.ERASE_EVIDENCE: Text("File of evidence deleted", "删除证明材料文件"),
    Action.TAKE_OVER_TRIAL: Text("Trial taken over", "接收试用内容"),
    Action.END_TRIAL: Text("Trial ended", "结束试用"),
}

DETAIL_WORDS: dict[str, Text] = {
    "step": Text("step", "步骤"),
    "number": Text("draft of revision", "版次"),
    "entry": Text("entry", "保存序号"),
    "steps": Text("steps", "步骤数"),
    "language": Text("language", "语言"),
    "attempt": Text("attempt", "尝试次数"),
    "attempts": Text("attempts", "尝试次数"),
    "role": Text("role", "角色"),
    "roles": Text("roles", "角色"),
    "point": Text("uncertain point", "存疑之处"),
    "edition": Text("edition", "题库版本"),
    "question": Text("question", "题目"),
    "documents": Text("documents", "材料数"),
}
"""What else an event says, where a reader can use it; keys and digests are for the exports."""


def action_words(action: str) -> Text:
    """The words for an action; the bare word for one that a later version of the product has recorded."""
    return ACTION_WORDS[Action(action)] if action in set(Action) else Text(action, action)
