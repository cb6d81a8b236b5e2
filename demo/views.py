"""The emails of the demo, shown in the browser: it sends none."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from demo import mailbox


@require_safe
def emails(request):
    return render(request, "demo/emails.html", {"letters": mailbox.letters()})


@require_safe
def email(request, name, number):
    letter = mailbox.letter(name, number)
    if letter is None:
        raise Http404
    return render(request, "demo/email.html", {"letter": letter})
