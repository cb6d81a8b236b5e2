from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content import drafts, markdown
from content.actions import TooMany, upload
from content.fields import BodyField
from content.forms import DraftForm, UploadForm
from content.images import Refused
from content.models import Attachment
from content.pace import is_too_fast
from content.serving import send_file
from live.answers import answer_errors, wants_frames
from live.streams import parse_topic

MOST_SAVES_A_MINUTE = 120


class PreviewForm(forms.Form):
    body = BodyField()


@require_POST
def preview(request):
    """Show how a text will look: its HTML alone, for a composer; 422 with the reason in words."""
    if not request.user.is_authenticated:
        # No redirect: the page that asks would show the sign-in form inside the composer.
        raise PermissionDenied(_("Sign in to write."))
    form = PreviewForm(request.POST)
    if not form.is_valid():
        return render(request, "content/_preview_refused.html", {"form": form}, status=422)
    return HttpResponse(markdown.render(form.cleaned_data["body"]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def files(request):
    """Take a file and answer with the words that show it: for a composer, or on a page to copy them from."""
    if request.method != "POST":
        if not request.user.may_write:
            raise PermissionDenied(_("You may read but not write for now."))
        return render(request, "content/files.html", {"form": UploadForm()})
    form = UploadForm(request.POST, request.FILES)
    try:
        if form.is_valid():
            return uploaded(request, upload(uploader=request.user, **form.cleaned_data))
    except (PermissionDenied, TooMany, Refused) as refusal:
        form.refuse(refusal)
    if wants_frames(request):
        response = answer_errors(form, form.status)
    else:
        response = render(request, "content/files.html", {"form": form}, status=form.status)
    if form.status == 429:
        response["Retry-After"] = str(form.wait)
    return response


def uploaded(request, attachment):
    if wants_frames(request):
        return JsonResponse({"markdown": attachment.markdown}, status=201)
    return render(request, "content/files.html", {"form": UploadForm(), "attachment": attachment}, status=201)


@require_safe
def file(request, key):
    """Send a picture at its full size, or a PDF to be kept: no browser runs it among our pages."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=key)
    if attachment.is_picture:
        return send_file(request, attachment.path, content_type="image/webp")
    return send_file(request, attachment.path, content_type="application/pdf", download_as=attachment.name)


@require_safe
def small_picture(request, key):
    """Send a picture at the size that texts show."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=key)
    if not attachment.is_picture:
        raise Http404
    return send_file(request, attachment.small_path, content_type="image/webp")


@login_required
@require_POST
def save_draft(request):
    """Keep what was typed until now, for a place that this person sees: 204, or 409 past the number that is kept."""
    if is_too_fast(request.user, "drafts", most=MOST_SAVES_A_MINUTE):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    form = DraftForm(request.POST)
    if not form.is_valid():
        return answer_errors(form, 422)
    topic = parse_topic(form.cleaned_data["place"])
    if not topic or not topic.pk or not topic.visible_to(request.user).exists():
        raise Http404
    try:
        drafts.save_draft(person=request.user, **{**form.cleaned_data, "place": topic.name})
    except drafts.TooManyDrafts:
        return HttpResponse(status=409)
    return HttpResponse(status=204)
