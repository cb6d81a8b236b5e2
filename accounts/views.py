"""Pages of people: find, validate, call, render. Sign-up and passwords are in entrance.py, companies in companies/."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.devices import devices_of
from accounts.forms import (
    ChangeEmailForm,
    LanguageForm,
    PasswordForm,
    PhotoForm,
    ProfileForm,
    ThemeForm,
    refused_status,
)
from accounts.models import User
from accounts.photos import LARGE, SMALL, path_of
from accounts.privacy import officer
from accounts.second_factor import codes_left, has_application, passkeys_of
from content.actions import TooMany
from content.images import Refused
from content.serving import send_file
from live.answers import answer_errors


@require_safe
def person(request, pk):
    """Show what this reader may see of a person. Guests are led to sign in, also where there is nobody."""
    found = User.objects.visible_to(request.user).select_related("company").filter(pk=pk).first()
    if found is None:
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())
    shows = found.parts_for(request.user)
    also = found.companies.exclude(pk=found.company_id).for_list() if shows["company"] else []
    return render(request, "accounts/person.html", {"person": found, "shows": shows, "also_at": also})


@require_safe
def photo(request, pk, photo, size):
    """Send the photo of a person to whom they show it. Its address changes with it: browsers keep it for a day."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk, photo=photo)
    if size not in (SMALL, LARGE) or not person.shows("photo", request.user):
        raise Http404
    return send_file(request, path_of(photo, size), content_type="image/webp", kept_for=24 * 3600)


@login_required
def profile(request):
    form, photo_form, status = ProfileForm(request.POST or None, person=request.user), PhotoForm(), 200
    if request.method == "POST":
        photo_form, status = PhotoForm(request.POST, request.FILES), 422
        if form.is_valid() and photo_form.is_valid():
            try:
                save_profile(request, form, photo_form)
            except PermissionDenied as refusal:
                form.add_error(None, str(refusal))
                status = 403
            except (TooMany, Refused) as refusal:
                photo_form.refuse(refusal)
            else:
                return redirect("accounts:profile")
        if photo_form.errors:
            status = photo_form.status
    return render(request, "accounts/profile.html", {"form": form, "photo_form": photo_form}, status=status)


def save_profile(request, form, photo_form):
    # The photo first: it may be refused, and then nothing is saved.
    if photo_form.cleaned_data["file"]:
        actions.set_photo(person=request.user, file=photo_form.cleaned_data["file"])
    actions.update_profile(person=request.user, **form.cleaned_data)
    if photo_form.cleaned_data["remove"] and not photo_form.cleaned_data["file"]:
        actions.remove_photo(person=request.user)
    with translation.override(form.cleaned_data["language"]):
        messages.success(request, _("Your profile is saved."))


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
        "has_application": has_application(request.user),
        "passkeys": passkeys_of(request.user),
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


@login_required
@require_POST
def set_theme(request):
    """Keep the theme that the switch of the page's head chose; the page shows it already."""
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return answer_errors(form, 422)
    actions.set_theme(person=request.user, **form.cleaned_data)
    return HttpResponse(status=204)


@require_safe
def shortcuts(request):
    return render(request, "accounts/shortcuts.html")
