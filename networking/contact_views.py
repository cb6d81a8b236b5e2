"""Contacts over HTTP: whom one met in a session, and those who wish to keep in touch too."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from content.paging import page_of
from content.text import Changed
from networking import contact_actions as actions
from networking.cards import cards_of
from networking.contact_forms import NoteForm
from networking.encounters import met
from networking.models import ContactWish
from networking.permissions import open_to
from networking.views import find_among

LONGEST_SEARCH = 100
MOST_CARDS = 2000


def find(request, pk):
    return get_object_or_404(ContactWish.objects.contacts_of(request.user), pk=pk)


@login_required
@require_safe
def contacts(request):
    """Show one's contacts, the newest first, or those that `?q=` names by their own name or their company's."""
    mine, words = ContactWish.objects.contacts_of(request.user), request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    page = page_of(mine.named(words) if words else mine, request.GET, moment="exchanged_at")
    if words:
        page = page.keeping(request.GET.fromkeys(["q"], words).urlencode())
    return render(request, "networking/contacts.html", {"page": page, "words": words})


@login_required
@require_safe
def all_cards(request):
    contacts = ContactWish.objects.contacts_of(request.user).standing().order_by("other__folded_name", "pk")
    return as_cards(contacts[:MOST_CARDS])


@login_required
@require_safe
def card(request, pk):
    return as_cards([get_object_or_404(ContactWish.objects.contacts_of(request.user).standing(), pk=pk)])


def as_cards(contacts):
    headers = {"Content-Disposition": 'attachment; filename="contacts.vcf"', "Cache-Control": "private, no-store"}
    return HttpResponse(cards_of(contacts), content_type="text/vcard; charset=utf-8", headers=headers)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request, pk):
    """Let a person write a note about a contact: in its place for the page's script, on a page without it."""
    contact = find(request, pk)
    form, status = NoteForm(request.POST or None, contact=contact), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                contact.note = actions.write_note(person=request.user, contact=contact, **form.cleaned_data).note
                return show_note(request, contact)
            except PermissionDenied as refusal:
                form, status = form.refused(refusal)
            except Changed as changed:
                form, status = form.conflict(str(changed))
    elif "show" in request.GET:
        return show_note(request, contact)
    name = "_note_form" if request.htmx else "note"
    return render(request, f"networking/contacts/{name}.html", {"contact": contact, "form": form}, status=status)


def show_note(request, contact):
    if request.htmx:
        return render(request, "networking/contacts/_note.html", {"contact": contact})
    messages.success(request, _("The note is saved."))
    return redirect(contact)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, pk):
    """Ask whether to end a contact, then do."""
    contact = find(request, pk)
    if request.method == "POST":
        actions.take_back(person=request.user, other=contact.other)
        messages.success(request, _("%(name)s is not among your contacts any more.") % {"name": contact.other})
        return redirect("contacts:list")
    return render(request, "networking/contacts/remove.html", {"contact": contact})


@login_required
@require_safe
def people_met(request, pk):
    """Show whom one met in a session, each with the switch to keep in touch."""
    session = find_among(open_to(request.user), pk)
    people = met(session, request.user).select_related("company").order_by("folded_name", "pk")
    return render(request, "networking/met.html", {"session": session, "people": people})


@login_required
@require_POST
def keep(request, pk, person):
    """Wish to keep in touch with someone, or with « stop » no more."""
    session, other = find_among(open_to(request.user), pk), get_object_or_404(User.objects.present(), pk=person)
    if "stop" in request.POST:
        actions.take_back(person=request.user, other=other)
    else:
        actions.keep_contact(person=request.user, other=other, session=session)
    if request.htmx:
        return render(request, "networking/live/_keep.html", {"session": session, "person": other})
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return redirect(target)
    return redirect("networking:met", session.pk)
