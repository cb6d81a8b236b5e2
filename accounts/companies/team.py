"""The people of a company over HTTP: who asks, who is invited, who is in charge, who goes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.companies import actions
from accounts.companies.forms import InvitationForm
from accounts.companies.models import JoinRequest, Membership
from accounts.companies.permissions import can_decide, can_remove
from accounts.companies.views import MEMBERS_SHOWN, find
from accounts.moderators import moderators
from content.paging import page_of

PAUSE = 24 * 3600  # seconds: after too many invitations
ANSWERS = {"accepter": True, "refuser": False}


@login_required
@require_safe
def team(request, slug):
    return show_team(request, find(request, slug))


def show_team(request, company, *, form=None, link="", status=200):
    user = request.user
    mine = company.memberships.filter(person=user).first()
    decides = user.may_write if mine and mine.in_charge else can_decide(user, company)
    if not (mine or decides):
        raise PermissionDenied(_("This page is for the members of the company."))
    context = {
        "company": company,
        "mine": mine,
        "decides": decides,
        "team": company.memberships.visible_to(user).for_team()[:MEMBERS_SHOWN],
        "requests": company.join_requests.open().for_list()[:MEMBERS_SHOWN] if decides else [],
        "invitations": company.invitations.visible_to(user).open().for_list()[:MEMBERS_SHOWN],
        "form": form or InvitationForm(initial={"language": user.language}),
        "link": link,
    }
    response = render(request, "accounts/team.html", context, status=status)
    if status == 429:
        response.headers["Retry-After"] = str(PAUSE)
    return response


@login_required
@require_POST
def invite(request, slug):
    """Answer with the link instead of a redirect: nothing but this page and the email knows it."""
    company, form = find(request, slug), InvitationForm(request.POST)
    if not form.is_valid():
        return show_team(request, company, form=form, status=422)
    try:
        link = actions.invite(by=request.user, company=company, **form.cleaned_data)
    except actions.TooMany as refusal:
        form.add_error(None, str(refusal))
        return show_team(request, company, form=form, status=429)
    if form.cleaned_data["email"]:
        messages.success(request, _("The invitation leaves for %(email)s.") % form.cleaned_data)
    return show_team(request, company, link=link, status=201)


@login_required
@require_POST
def revoke(request, slug, pk):
    company = find(request, slug)
    invitation = get_object_or_404(company.invitations.visible_to(request.user), pk=pk)
    return finish(
        request,
        company,
        lambda: actions.revoke_invitation(by=request.user, invitation=invitation),
        _("The link no longer works."),
    )


@login_required
@require_POST
def settle(request, slug, pk, answer):
    company = find(request, slug)
    if answer not in ANSWERS:
        raise Http404
    asked = get_object_or_404(company.join_requests.visible_to(request.user).select_related("person"), pk=pk)
    return finish(
        request,
        company,
        lambda: actions.settle_request(by=request.user, request=asked, approve=ANSWERS[answer]),
        _("Decided. The person is told."),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, slug, pk):
    company, membership = find_membership(request, slug, pk)
    if request.method != "POST":
        if not can_remove(request.user, membership):
            raise PermissionDenied(_("You cannot remove this person."))
        return render(request, "accounts/remove_member.html", {"company": company, "membership": membership})
    return finish(
        request,
        company,
        lambda: actions.remove_member(by=request.user, membership=membership),
        _("Removed from the company. The person is told."),
    )


@login_required
@require_POST
def put_in_charge(request, slug, pk):
    company, membership = find_membership(request, slug, pk)
    return finish(
        request,
        company,
        lambda: actions.put_in_charge(by=request.user, membership=membership),
        _("Done. The person is told."),
    )


def find_membership(request, slug, pk):
    company = find(request, slug)
    return company, get_object_or_404(
        Membership.objects.visible_to(request.user).filter(company=company).select_related("person", "company"), pk=pk
    )


def finish(request, company, act, said):
    """Do what was asked of the team, and show how it stands now; 409 when someone came first."""
    try:
        act()
    except actions.AlreadySettled as refusal:
        messages.info(request, str(refusal))
        return show_team(request, company, status=409)
    messages.success(request, said)
    return redirect("accounts:join_requests" if "queue" in request.POST else company.get_team_url())


@login_required
@require_POST
def withdraw(request, slug, pk):
    company = find(request, slug)
    asked = get_object_or_404(company.join_requests.visible_to(request.user), pk=pk)
    try:
        actions.withdraw_request(person=request.user, request=asked)
        messages.success(request, _("Your request is withdrawn."))
    except actions.AlreadySettled as refusal:
        messages.info(request, str(refusal))
    return redirect(company)


@login_required
@require_safe
def join_requests(request):
    """What moderators decide: the requests of companies where nobody is in charge."""
    if not moderators().filter(pk=request.user.pk).exists():
        raise PermissionDenied(_("This page is for moderators."))
    rows = JoinRequest.objects.visible_to(request.user).open().without_anyone_in_charge()
    page = page_of(rows.for_list(), request.GET, moment="created_at")
    return render(request, "accounts/join_requests.html", {"page": page})
