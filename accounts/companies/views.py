"""Companies over HTTP: find, validate, call, render. What is done to members is in team.py."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.companies import actions
from accounts.companies.forms import CompanyFilterForm, CompanyPageForm, JoinRequestForm
from accounts.companies.models import Company, Invitation
from accounts.companies.permissions import can_edit, can_verify
from content.text import Changed

MEMBERS_SHOWN = 100


def find(request, slug):
    return get_object_or_404(Company.objects.visible_to(request.user).select_related("verified_by"), slug=slug)


@require_safe
def companies(request):
    form = CompanyFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    shown = Company.objects.visible_to(request.user)
    chosen = {name: asked[name] for name in ("region", "q") if asked.get(name)}
    found = shown.filter(is_partner=False).named(chosen.get("q", ""))
    if "region" in chosen:
        found = found.filter(region=chosen["region"])
    rows, has_earlier, has_later = found.page(after=asked.get("after"), before=asked.get("before"))
    context = {
        "companies": rows,
        "earlier": query(**chosen, before=rows[0].pk) if rows and has_earlier else "",
        "later": query(**chosen, after=rows[-1].pk) if rows and has_later else "",
        # Partners are few, and head the first page.
        "partners": [] if chosen or has_earlier else shown.filter(is_partner=True).for_list()[:50],
        "chosen": chosen,
        "regions": shown.regions(),
    }
    return render(request, "accounts/companies.html", context)


def query(**place):
    return "?" + urlencode(place)


@require_safe
def company(request, slug):
    return show_company(request, find(request, slug))


def show_company(request, found, status=200):
    team = list(found.memberships.visible_to(request.user).for_team()[:MEMBERS_SHOWN])
    context = {"company": found, "team": team, "can_verify": can_verify(request.user), **standing(request.user, found)}
    return render(request, "accounts/company.html", context, status=status)


def standing(user, found):
    """Return what this person is to a company: `mine` their membership, `asked` their open request."""
    if not user.is_authenticated:
        return {}
    mine = found.memberships.filter(person=user).first()
    if mine:
        return {"mine": mine, "waiting": mine.in_charge and found.join_requests.open().exists()}
    return {
        "asked": found.join_requests.open().filter(person=user).first(),
        "is_unclaimed": not found.memberships.exists(),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, slug):
    found = find(request, slug)
    if not can_edit(request.user, found):
        raise PermissionDenied(_("Only those in charge of a company change its page."))
    form = CompanyPageForm(request.POST or None, company=found)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            actions.edit_company(by=request.user, company=found, **form.cleaned_data)
            messages.success(request, _("The page is saved."))
            return redirect(found)
        except Changed:
            form.conflict(find(request, slug))
            status = 409
    return render(request, "accounts/edit_company.html", {"company": found, "form": form}, status=status)


@login_required
@require_POST
def verify(request, slug):
    found, verified = find(request, slug), bool(request.POST.get("verified"))
    try:
        actions.verify_company(by=request.user, company=found, verified=verified)
    except actions.AlreadySettled as refusal:
        messages.info(request, str(refusal))
        return show_company(request, find(request, slug), status=409)
    messages.success(request, _("Marked as verified.") if verified else _("No longer marked as verified."))
    return redirect(found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, slug):
    found = find(request, slug)
    known = standing(request.user, found)
    if known.get("mine"):
        return redirect(found)
    form, status = JoinRequestForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        # Without a word the form is empty, and sent all the same.
        form = JoinRequestForm(request.POST)
        if form.is_valid():
            try:
                actions.ask_to_join(person=request.user, company=found, **form.cleaned_data)
                messages.success(request, _("Your request is sent. The answer appears in your notifications."))
                return redirect(found)
            except (PermissionDenied, actions.AlreadySettled, actions.TooMany) as refusal:
                form.add_error(None, str(refusal))
                status = status_of(refusal)
    return render(request, "accounts/ask_to_join.html", {"company": found, "form": form, **known}, status=status)


def status_of(refusal):
    return {actions.AlreadySettled: 409, actions.TooMany: 429}.get(type(refusal), 403)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, slug):
    found = find(request, slug)
    mine = found.memberships.filter(person=request.user).first()
    if request.method != "POST" and mine:
        others = found.memberships.exclude(pk=mine.pk)
        alone = mine.in_charge and not others.filter(in_charge=True).exists()
        context = {"company": found, "leaves_nobody_in_charge": alone and others.exists()}
        return render(request, "accounts/leave_company.html", context)
    if mine:
        actions.leave_company(person=request.user, company=found)
        messages.success(request, _("You are no longer a member of %(company)s.") % {"company": found.name})
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """The page that an invitation opens: one button, because mail scanners open links too."""
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        try:
            membership = actions.accept_invitation(person=request.user, token=token)
        except actions.AlreadySettled:
            return render(request, "accounts/invitation_ended.html", status=404)
        messages.success(request, _("You are a member of %(company)s.") % {"company": membership.company.name})
        return redirect(membership.company)
    found = Invitation.objects.open().with_token(token).select_related("company", "inviter").first()
    if found is None:
        return render(request, "accounts/invitation_ended.html", status=404)
    return render(request, "accounts/invitation.html", {"invitation": found, "company": found.company})
