"""What the audit trail can say has happened: one word for each act, and how people read it in both languages.

The words of the product, not of an edition: an event keeps its meaning whatever edition is current."""

from __future__ import annotations

from enum import StrEnum

from assessments.domain.texts import Text


class Act(StrEnum):
    """One kind of event. A word, once used, is never used for anything else: the trail keeps it for ever."""

    CREATE_ORGANISATION = "create_organisation"
    ADD_MEMBER = "add_member"
    GIVE_ROLE = "give_role"
    TAKE_ROLE = "take_role"
    DEACTIVATE_MEMBER = "deactivate_member"
    REACTIVATE_MEMBER = "reactivate_member"
    ERASE_PERSON = "erase_person"
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
    RESTORE_ANSWER = "restore_answer"
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
    ASK_TO_WITHDRAW = "ask_to_withdraw"
    WITHDRAW_REVISION = "withdraw_revision"
    REFUSE_WITHDRAWAL = "refuse_withdrawal"
    TAKE_BACK_WITHDRAWAL = "take_back_withdrawal"
    RECORD_COUNSEL_VIEW = "record_counsel_view"
    WITHDRAW_COUNSEL_VIEW = "withdraw_counsel_view"
    AGREE_WITH_VERDICT = "agree_with_verdict"
    DISAGREE_WITH_VERDICT = "disagree_with_verdict"
    ACCEPT_ANSWER = "accept_answer"
    RETURN_ANSWER = "return_answer"
    WORK_ALONE = "work_alone"
    WORK_TOGETHER = "work_together"
    ASK_FOR_DRAFT = "ask_for_draft"
    FINISH_DRAFT = "finish_draft"
    DRAFT_FAILED = "draft_failed"
    FORGET_DRAFT = "forget_draft"
    ADD_EVIDENCE = "add_evidence"
    WITHDRAW_EVIDENCE = "withdraw_evidence"
    CARRY_EVIDENCE = "carry_evidence"
    ERASE_EVIDENCE = "erase_evidence"
    RECORD_ACTION = "record_action"
    RECORD_TRIGGER = "record_trigger"
    COMMENT = "comment"
    RESOLVE_COMMENTS = "resolve_comments"
    REOPEN_COMMENTS = "reopen_comments"
    ASK_TO_CLARIFY = "ask_to_clarify"
    STOP_CLARIFYING = "stop_clarifying"
    ASSIGN_STEP = "assign_step"
    FREE_STEP = "free_step"
    CARRY_COMMENT = "carry_comment"
    CARRY_STEPS = "carry_steps"
    CARRY_ASKED = "carry_asked"
    ADD_PLACES = "add_places"
    CHANGE_PLACE = "change_place"
    TAKE_OUT_PLACE = "take_out_place"
    PUT_BACK_PLACE = "put_back_place"
    RECORD_EXCEPTION = "record_exception"
    REMOVE_EXCEPTION = "remove_exception"
    CARRY_PLACES = "carry_places"
    END_READ_ONLY = "end_read_only"
    TAKE_OVER_TRIAL = "take_over_trial"
    END_TRIAL = "end_trial"


ACTION_WORDS: dict[Act, Text] = {
    Act.CREATE_ORGANISATION: Text("Organisation created", "建立组织"),
    Act.ADD_MEMBER: Text("Member added", "添加成员"),
    Act.GIVE_ROLE: Text("Role given", "授予角色"),
    Act.TAKE_ROLE: Text("Role taken", "撤销角色"),
    Act.DEACTIVATE_MEMBER: Text("Member deactivated", "停用成员"),
    Act.REACTIVATE_MEMBER: Text("Member reactivated", "恢复成员"),
    Act.ERASE_PERSON: Text("Account erased", "注销账号"),
    Act.INVITE: Text("Invitation sent", "发出邀请"),
    Act.INVITE_AGAIN: Text("Invitation sent again", "重新发出邀请"),
    Act.WITHDRAW_INVITATION: Text("Invitation withdrawn", "撤回邀请"),
    Act.ACCEPT_INVITATION: Text("Invitation accepted", "接受邀请"),
    Act.START_ASSESSMENT: Text("Assessment started", "开始自评"),
    Act.RECORD_ANSWERS: Text("Answers saved", "保存回答"),
    Act.RESTORE_ANSWER: Text("Earlier answer put back", "恢复先前的回答"),
    Act.HAND_IN: Text("Handed in", "提交"),
    Act.RETURN: Text("Returned", "退回"),
    Act.APPROVE: Text("Approved", "通过"),
    Act.REOPEN: Text("Next revision begun", "开始新一版"),
    Act.UPGRADE: Text("Continued on a newer edition", "转入新版题库"),
    Act.FREEZE: Text("Revision frozen", "固定版本内容"),
    Act.BEGIN_SEALING: Text("Sealing asked for", "请求电子签章"),
    Act.ATTEMPT_SEALING: Text("Sealing attempted", "尝试电子签章"),
    Act.FINISH_SEALING: Text("Report sealed", "报告已签章"),
    Act.SEALING_FAILED: Text("Sealing failed", "电子签章失败"),
    Act.RETRY_SEALING: Text("Sealing asked for again", "再次请求电子签章"),
    Act.SUPERSEDE_REVISION: Text("Revision superseded", "版本被取代"),
    Act.ASK_TO_WITHDRAW: Text("Withdrawal of a report asked for", "申请撤回报告"),
    Act.WITHDRAW_REVISION: Text("Report withdrawn", "报告已撤回"),
    Act.REFUSE_WITHDRAWAL: Text("Withdrawal of a report refused", "不同意撤回报告"),
    Act.TAKE_BACK_WITHDRAWAL: Text("Request to withdraw a report taken back", "取消撤回申请"),
    Act.RECORD_COUNSEL_VIEW: Text("Counsel’s view recorded", "记录律师意见"),
    Act.WITHDRAW_COUNSEL_VIEW: Text("Counsel’s view withdrawn", "撤回律师意见"),
    Act.ASK_FOR_DRAFT: Text("Draft report asked for", "请求报告草稿"),
    Act.FINISH_DRAFT: Text("Draft report made", "报告草稿已生成"),
    Act.DRAFT_FAILED: Text("Draft report failed", "报告草稿生成失败"),
    Act.FORGET_DRAFT: Text("Draft report deleted", "报告草稿已删除"),
    Act.ADD_EVIDENCE: Text("Evidence added", "添加证明材料"),
    Act.WITHDRAW_EVIDENCE: Text("Evidence withdrawn", "撤回证明材料"),
    Act.CARRY_EVIDENCE: Text("Evidence carried along", "沿用证明材料"),
    Act.ERASE_EVIDENCE: Text("File of evidence deleted", "删除证明材料文件"),
    Act.COMMENT: Text("Comment written", "发表评论"),
    Act.RESOLVE_COMMENTS: Text("Comments resolved", "评论已解决"),
    Act.REOPEN_COMMENTS: Text("Comments opened again", "重新打开评论"),
    Act.ASK_TO_CLARIFY: Text("Somebody asked to clarify", "指定解答人"),
    Act.STOP_CLARIFYING: Text("Nobody asked to clarify any more", "取消解答人"),
    Act.ASSIGN_STEP: Text("Step assigned", "分派步骤"),
    Act.FREE_STEP: Text("Step assigned to nobody", "取消步骤分派"),
    Act.CARRY_COMMENT: Text("Comment carried along", "沿用评论"),
    Act.CARRY_STEPS: Text("Assignments of steps carried along", "沿用步骤分派"),
    Act.CARRY_ASKED: Text("People asked to clarify carried along", "沿用解答人"),
    Act.RECORD_ACTION: Text("Action recorded", "记录整改事项"),
    Act.RECORD_TRIGGER: Text("Reason to assess again recorded", "记录重新自评的事由"),
    Act.ADD_PLACES: Text("Places added", "添加场所"),
    Act.CHANGE_PLACE: Text("Place changed", "修改场所"),
    Act.TAKE_OUT_PLACE: Text("Place taken out", "移出场所"),
    Act.PUT_BACK_PLACE: Text("Place put back", "恢复场所"),
    Act.RECORD_EXCEPTION: Text("Exception at a place recorded", "记录场所例外"),
    Act.REMOVE_EXCEPTION: Text("Exception at a place removed", "取消场所例外"),
    Act.CARRY_PLACES: Text("Places carried along", "沿用场所"),
    Act.AGREE_WITH_VERDICT: Text("Reviewer agreed with a verdict", "复核人同意结论"),
    Act.DISAGREE_WITH_VERDICT: Text("Reviewer disagreed with a verdict", "复核人不同意结论"),
    Act.ACCEPT_ANSWER: Text("Reviewer accepted an answer", "复核人认可回答"),
    Act.RETURN_ANSWER: Text("Reviewer wants an answer corrected", "复核人要求更正回答"),
    Act.WORK_ALONE: Text("Exception recorded: one person answers and approves", "记录例外：由一人兼任评估与复核"),
    Act.WORK_TOGETHER: Text("Exception ended: one person answers and approves", "终止例外：由一人兼任评估与复核"),
    Act.SIGN_IN_AT_PROVIDER: Text("Signed in at the identity provider", "经身份提供方登录"),
    Act.LINK_PROVIDER: Text("Account linked to the identity provider", "账号与身份提供方关联"),
    Act.ADD_SECOND_FACTOR: Text("Second factor added", "添加第二验证方式"),
    Act.REMOVE_SECOND_FACTOR: Text("Second factor removed", "移除第二验证方式"),
    Act.MAKE_RECOVERY_CODES: Text("Recovery codes made", "生成恢复码"),
    Act.DEMAND_SECOND_FACTOR: Text("Second factor demanded of all members", "要求全体成员设置第二验证方式"),
    Act.WAIVE_SECOND_FACTOR: Text("Second factor no longer demanded", "不再要求第二验证方式"),
    Act.CHANGE_PASSWORD: Text("Password changed", "更改密码"),
    Act.RESET_PASSWORD: Text("Password set anew by mail", "经邮件重设密码"),
    Act.END_READ_ONLY: Text("Read-only state ended", "解除只读状态"),
    Act.TAKE_OVER_TRIAL: Text("Trial taken over", "接收试用内容"),
    Act.END_TRIAL: Text("Trial ended", "结束试用"),
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
    "obligation": Text("obligation", "义务"),
    "edition": Text("edition", "题库版本"),
    "question": Text("question", "题目"),
    "documents": Text("documents", "材料数"),
    "task": Text("action", "整改事项"),
    "state": Text("state", "状态"),
    "places": Text("places", "场所数"),
    "questions": Text("questions", "题目数"),
}
"""What else an event says, where a reader can use it; keys and digests are for the exports."""


def action_words(action: str) -> Text:
    """The words for an action; the bare word for one that a later version of the product has recorded."""
    return ACTION_WORDS[Act(action)] if action in set(Act) else Text(action, action)
