from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content import markdown
from content.fields import BodyField


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
