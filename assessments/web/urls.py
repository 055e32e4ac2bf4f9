"""All addresses of the product, each behind its policy."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter
from django.views.generic.base import View as ClassBasedView

from assessments.web import (
    accounts,
    action,
    actions,
    answers,
    by_place,
    calendar_feed,
    confirming,
    copying,
    dashboard,
    demanding,
    deployments,
    drafting,
    due_dates,
    editions,
    evidence,
    evidence_list,
    example,
    glossary,
    handing_in,
    history,
    invitations,
    members,
    own_data,
    password_reset,
    place,
    place_question,
    places,
    provider_pages,
    provider_refusals,
    public,
    question,
    reassessing,
    reminding,
    result,
    reviewing,
    revisions,
    searching,
    securing,
    together,
    trail,
    trying,
    uncertain,
    upgrading,
    verifying,
    withdrawing,
)
from assessments.web.policies import View, guarded
from assessments.web.step_names import StepNameConverter
from assessments.web.wizard import AssessmentWizard

register_converter(StepNameConverter, "step")


def _page(route: str, view: View, name: str) -> URLPattern:
    return path(route, guarded(name, view), name=name)


def _own(route: str, view: type[ClassBasedView], name: str) -> URLPattern:
    """A page about the person's own account, at a name that django-allauth knows."""
    return _page(route, securing.for_accounts(view.as_view()), name)


def _guarded_own(route: str, view: type[ClassBasedView], name: str) -> URLPattern:
    """One that changes how the person signs in."""
    return _page(route, securing.for_accounts(securing.after_confirming(view.as_view())), name)


urlpatterns = [
    _page("", public.landing, "landing"),
    _page("help/", public.help_page, "help"),
    _page("help/glossary/", glossary.glossary_page, "glossary"),
    _page("help/example/", example.example_page, "example"),
    _page("healthz/", public.healthz, "healthz"),
    _page("try/", trying.try_page, "try"),
    _page("try/take-over/", trying.take_over_page, "take-over"),
    _page("verify/", verifying.verify, "verify"),
    _page("catalogue/<slug:edition_key>/coverage/", editions.coverage, "coverage"),
    _page("catalogue/<slug:edition_key>/graph/", editions.graph, "graph"),
    _page("catalogue/<slug:edition_key>/graph.svg", editions.drawing, "graph-drawing"),
    _page("i18n/setlang/", accounts.choose_language, "set_language"),
    _page("account/login/", accounts.SignIn.as_view(), "login"),
    _page("account/logout/", trying.SignOut.as_view(), "logout"),
    _page("account/", accounts.account, "account"),
    _page("account/data/", own_data.own_data_page, "own-data"),
    _page("account/data.json", own_data.own_data_file, "own-data-file"),
    _page("account/reminders/", reminding.reminders_page, "reminders"),
    _page("calendar/<slug:secret>.ics", calendar_feed.calendar, "calendar"),
    _page("account/login/", accounts.SignIn.as_view(), "account_login"),
    _page("account/login/second-step/", securing.SecondStep.as_view(), "mfa_authenticate"),
    _page("account/login/passkey/", securing.PasskeySignIn.as_view(), "mfa_login_webauthn"),
    _page("account/login/provider/", provider_pages.sign_in_at_provider, "provider-sign-in"),
    _page("account/login/provider/callback/", provider_pages.come_back, "provider-callback"),
    _page("account/login/provider/refused/<slug:why>/", provider_refusals.refused_page, "provider-refused"),
    _page("account/confirm/provider/", securing.for_accounts(provider_pages.confirm_at_provider), "provider-confirm"),
    _own("account/confirm/", securing.Confirm, "account_reauthenticate"),
    _own("account/confirm/code/", securing.ConfirmCode, "mfa_reauthenticate"),
    _own("account/confirm/passkey/", securing.ConfirmPasskey, "mfa_reauthenticate_webauthn"),
    _own("account/security/", securing.Security, "mfa_index"),
    _guarded_own("account/security/app/", securing.SetUpApp, "mfa_activate_totp"),
    _guarded_own("account/security/app/remove/", securing.RemoveApp, "mfa_deactivate_totp"),
    _guarded_own("account/security/codes/", securing.Codes, "mfa_view_recovery_codes"),
    _guarded_own("account/security/codes/new/", securing.NewCodes, "mfa_generate_recovery_codes"),
    _guarded_own("account/security/passkeys/add/", securing.AddPasskey, "mfa_add_webauthn"),
    _guarded_own("account/security/passkeys/<int:pk>/remove/", securing.RemovePasskey, "mfa_remove_webauthn"),
    _own("account/security/password/", securing.NewPassword, "password"),
    _page("account/security/needed/", securing.for_accounts(demanding.needed_page), "second-factor-needed"),
    _page("account/password/", password_reset.forgotten_page, "password-forgotten"),
    _page("account/password/sent/", password_reset.sent_page, "password-sent"),
    _page("account/password/done/", password_reset.done_page, "password-reset-done"),
    _page("account/password/<slug:uidb64>/<slug:token>/", password_reset.ResetPage.as_view(), "password-reset"),
    _page("account/organisation/", members.choose_organisation, "choose-organisation"),
    _page("organisation/people/", members.people_page, "people"),
    _page("organisation/people/second-factor/", members.demand_page, "demand-second-factor"),
    _page("organisation/people/invite/", invitations.invite_page, "invite"),
    _page("organisation/people/<uuid:person_id>/", members.person_page, "person"),
    _page("organisation/invitations/<uuid:invitation_id>/", invitations.invitation, "invitation"),
    _page("join/<slug:token>/", invitations.join_page, "join"),
    _page("assessments/", dashboard.dashboard, "dashboard"),
    _page("trail/", trail.trail_page, "trail"),
    _page("trail/events.csv", trail.trail_table, "trail-table"),
    _page("trail/trail.jsonl", trail.trail_file, "trail-file"),
    _page("deployments/new/", deployments.new_deployment, "new-deployment"),
    _page("assessments/<uuid:assessment_id>/", answers.resume, "resume"),
    _page("assessments/<uuid:assessment_id>/check/", answers.check, "check"),
    _page("assessments/<uuid:assessment_id>/findings/", result.findings_page, "findings"),
    _page("assessments/<uuid:assessment_id>/actions/", actions.actions_page, "actions"),
    _page("assessments/<uuid:assessment_id>/actions/<slug:key>/", action.action_page, "action"),
    _page("assessments/<uuid:assessment_id>/actions.csv", actions.actions_file, "actions-file"),
    _page("assessments/<uuid:assessment_id>/again/", reassessing.reassessment_page, "reassessment"),
    _page("assessments/<uuid:assessment_id>/deadlines/", due_dates.deadlines_page, "deadlines"),
    _page("assessments/<uuid:assessment_id>/deadlines.ics", due_dates.deadlines_file, "deadlines-file"),
    _page("assessments/<uuid:assessment_id>/history/", history.history_page, "history"),
    _page("assessments/<uuid:assessment_id>/copy/", copying.copy_page, "copy"),
    _page("assessments/<uuid:assessment_id>/reconfirm/", confirming.reconfirm_page, "reconfirm"),
    _page("assessments/<uuid:assessment_id>/together/", together.together_page, "together"),
    _page("assessments/<uuid:assessment_id>/questions/<slug:question>/", question.question_page, "question"),
    _page("assessments/<uuid:assessment_id>/search/", searching.search_page, "search"),
    _page("assessments/<uuid:assessment_id>/evidence/", evidence_list.evidence_page, "evidence"),
    _page("assessments/<uuid:assessment_id>/evidence/<slug:question>/", evidence.question_page, "evidence-question"),
    _page("evidence/<uuid:evidence_id>/file/", evidence.file_page, "evidence-file"),
    _page("assessments/<uuid:assessment_id>/places/", places.places_page, "places"),
    _page("assessments/<uuid:assessment_id>/places/findings/", by_place.places_findings_page, "places-findings"),
    _page("assessments/<uuid:assessment_id>/places/<uuid:place_id>/", place.place_page, "place"),
    _page(
        "assessments/<uuid:assessment_id>/places/<uuid:place_id>/<slug:question>/",
        place_question.place_question_page,
        "place-question",
    ),
    _page("assessments/<uuid:assessment_id>/uncertain/", uncertain.uncertain_page, "uncertain"),
    _page("assessments/<uuid:assessment_id>/hand-in/", handing_in.hand_in_page, "hand-in"),
    _page("assessments/<uuid:assessment_id>/review/", reviewing.review, "review"),
    _page("assessments/<uuid:assessment_id>/draft/", drafting.draft_page, "draft"),
    _page("assessments/<uuid:assessment_id>/draft.pdf", drafting.draft_file, "draft-file"),
    _page("assessments/<uuid:assessment_id>/reopen/", handing_in.reopen_page, "reopen"),
    _page("assessments/<uuid:assessment_id>/upgrade/", upgrading.upgrade_page, "upgrade"),
    _page("assessments/<uuid:assessment_id>/<step:step>/", AssessmentWizard.as_view(url_name="step"), "step"),
    _page("revisions/<uuid:revision_id>/", revisions.revision, "revision"),
    _page("revisions/<uuid:revision_id>/retry/", revisions.retry, "retry-sealing"),
    _page("revisions/<uuid:revision_id>/withdraw/", withdrawing.withdraw_page, "withdraw"),
    _page("revisions/<uuid:revision_id>/report.pdf", revisions.report, "report"),
]
