"""Tables and what must never be in them. Rules of the work are in `services`, rules of the law in `domain`.

Row-level security, composite keys and triggers are in the migrations, because Django has no words for them.
"""

from assessments.models.alarms import TrailAlarm
from assessments.models.assessments import Assessment, Entry
from assessments.models.audit import AuditEvent, AuditHead
from assessments.models.carried import CarriedAnswer
from assessments.models.counsel import CounselRecord
from assessments.models.counts import RequestCount
from assessments.models.deployments import Deployment, DeploymentWord
from assessments.models.drafts import DraftReport
from assessments.models.evidence import Evidence, EvidenceErasure, EvidenceWithdrawal
from assessments.models.invitations import Invitation
from assessments.models.organisations import Membership, Organisation
from assessments.models.people import Person
from assessments.models.places import Place, PlaceDescription, PlaceException
from assessments.models.reassessing import TriggerRecord
from assessments.models.remediation import ActionRecord
from assessments.models.reminders import ReminderChoice
from assessments.models.reviews import AnswerMark, Attestation, ReviewerView, ReviewEvent
from assessments.models.revisions import Report, Revision
from assessments.models.together import Clarification, Comment, StepAssignment
from assessments.models.withdrawals import WithdrawalDecision, WithdrawalRequest

__all__ = [
    "ActionRecord",
    "AnswerMark",
    "Assessment",
    "Attestation",
    "AuditEvent",
    "AuditHead",
    "CarriedAnswer",
    "Clarification",
    "Comment",
    "CounselRecord",
    "Deployment",
    "DeploymentWord",
    "DraftReport",
    "Entry",
    "Evidence",
    "EvidenceErasure",
    "EvidenceWithdrawal",
    "Invitation",
    "Membership",
    "Organisation",
    "Person",
    "Place",
    "PlaceDescription",
    "PlaceException",
    "ReminderChoice",
    "Report",
    "RequestCount",
    "ReviewEvent",
    "ReviewerView",
    "Revision",
    "StepAssignment",
    "TrailAlarm",
    "TriggerRecord",
    "WithdrawalDecision",
    "WithdrawalRequest",
]
