"""Pages of people and companies: find, validate, call, render. Sign-up and passwords are in entrance.py."""

from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.devices import devices_of
from accounts.forms import ChangeEmailForm, CompanyFilterForm, LanguageForm, PasswordForm, ProfileForm, refused_status
from accounts.models import Company, User
from accounts.privacy import officer
from accounts.second_factor import codes_left, has_second_factor

MEMBERS_SHOWN = 100


@require_safe
@login_required
def person(request, pk):
    found = get_object_or_404(User.objects.visible_to(request.user).select_related("company"), pk=pk)
    return render(request, "accounts/person.html", {"person": found})


@login_required
def profile(request):
    form = ProfileForm(request.POST or None, person=request.user)
    status = 200 if request.method != "POST" else 422
    if form.is_valid():
        try:
            actions.update_profile(person=request.user, **form.cleaned_data)
        except PermissionDenied as refusal:
            form.add_error(None, str(refusal))
            status = 403
        else:
            with translation.override(form.cleaned_data["language"]):
                messages.success(request, _("Your profile is saved."))
            return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form}, status=status)


@sensitive_post_parameters("password")
@login_required
def close(request):
    form = PasswordForm(request.POST or None, person=request.user)
    status = 200 if request.method != "POST" else refused_status(form)
    if form.is_valid():
        try:
            actions.close_account(person=request.user)
        except PermissionDenied as refusal:
            form.add_error(None, str(refusal))
            status = 403
        else:
            logout(request)
            messages.success(request, _("Your account is closed. Thank you for the time you gave here."))
            return redirect(settings.LOGOUT_REDIRECT_URL)
    return render(request, "accounts/close.html", {"form": form}, status=status)


@require_safe
@login_required
def security(request):
    context = {
        "devices": devices_of(request.user, this_key=request.session.session_key),
        "new_email": EmailAddress.objects.get_new(request.user),
        "has_second_factor": has_second_factor(request.user),
        "codes_left": codes_left(request.user),
    }
    return render(request, "accounts/security.html", context)


@login_required
@require_POST
def sign_out(request):
    """End one other session, or all others."""
    handle = request.POST.get("device")
    if handle:
        actions.sign_out_device(person=request.user, handle=handle)
        messages.success(request, _("This device is signed out."))
    else:
        actions.sign_out_elsewhere(person=request.user, keep=request.session.session_key)
        messages.success(request, _("You are signed out everywhere but here."))
    return redirect("accounts:security")


@sensitive_post_parameters("password")
@login_required
def change_email(request):
    """Mail a link to the new address; the old one stays until the link is used (entrance.ConfirmEmail)."""
    form = ChangeEmailForm(request.POST or None, person=request.user)
    status = 200 if request.method != "POST" else refused_status(form)
    if form.is_valid():
        EmailAddress.objects.add_new_email(request, request.user, form.cleaned_data["email"])
        return redirect("accounts:security")
    return render(request, "accounts/change_email.html", {"form": form}, status=status)


@require_safe
def companies(request):
    form = CompanyFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    shown = Company.objects.visible_to(request.user)
    members, region = shown.filter(is_partner=False), asked.get("region", "")
    found = members.filter(region=region) if region else members
    rows, has_earlier, has_later = found.page(after=asked.get("after"), before=asked.get("before"))
    context = {
        "companies": rows,
        "earlier": query(region, before=rows[0].pk) if rows and has_earlier else "",
        "later": query(region, after=rows[-1].pk) if rows and has_later else "",
        # Partners are few, and head the first page.
        "partners": [] if region or has_earlier else shown.filter(is_partner=True).for_list()[:50],
        "region": region,
        "regions": shown.regions(),
    }
    return render(request, "accounts/companies.html", context)


def query(region, **place):
    return "?" + urlencode({**({"region": region} if region else {}), **place})


@require_safe
def company(request, slug):
    found = get_object_or_404(Company.objects.visible_to(request.user), slug=slug)
    members = found.members.visible_to(request.user).order_by("name", "pk")[:MEMBERS_SHOWN]
    return render(request, "accounts/company.html", {"company": found, "members": members})


@require_safe
def privacy(request):
    """Law 25: what is kept, why, for how long, and who answers for it."""
    name = f"accounts/privacy_{translation.get_language()[:2]}.html"
    return render(request, name, {"officer": officer(), "version": actions.WORDING})


@require_POST
def set_language(request):
    """Change the language of the pages: a cookie for guests, kept with the account for people."""
    form = LanguageForm(request.POST)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if form.is_valid():
        language = form.cleaned_data["language"]
        if request.user.is_authenticated:
            actions.set_language(person=request.user, language=language)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
    return response
