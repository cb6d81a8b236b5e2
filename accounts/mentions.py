"""Who is called in a text, and whom somebody who writes may call: always people who may read it."""

from django.db.models import Case, OuterRef, Q, When
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.companies.models import Company, Membership
from accounts.models import User
from accounts.profiles import Audience
from content.mentions import named_in, without_quotes
from content.pace import is_too_fast
from content.text import fold
from notifications.models import CappedCount

MOST_TOLD = 50  # by one text: companies are called with all their people
PEOPLE_SHOWN, COMPANIES_SHOWN = 6, 2
MOST_A_MINUTE = 120


def called_in(html, *, readers, before):
    """Return (people named, people to tell) for a rendered text: two lists of people that are not among `before`.

    Told are those named and the people of the companies named, as far as they are among `readers`: fifty at most,
    those named first. Named may be who left: the ticker takes their name out of that text too. The same number of
    queries whatever the text; none when it names nobody.
    """
    names = named_in(html)
    if not names:
        return [], []
    named = Q(pk__in=names.people)
    news = ~Q(pk__in=before)
    colleagues = Membership.objects.filter(company__slug__in=names.companies).values("person")
    called = readers.filter(named | Q(pk__in=colleagues), news)
    by_name_first = called.order_by(Case(When(named, then=0), default=1), "pk")
    return list(User.objects.filter(named, news)), list(by_name_first[:MOST_TOLD])


def called_outside_quotes(html, told):
    """Return those of `told`, whom called_in returned, whom the text calls itself, not only where it quotes."""
    names = named_in(without_quotes(html)) if told else None
    if not names:
        return []
    colleagues = Membership.objects.filter(company__slug__in=names.companies, person__in=told)
    called = names.people | set(colleagues.values_list("person", flat=True) if names.companies else ())
    return [person for person in told if person.pk in called]


def answer_names(request, readers):
    """Answer the type-ahead of a place: eight people and companies at most, whose names begin so.

    `readers` are the people who may read there; others, and those this person may not see, are never shown.
    """
    if is_too_fast(request.user, "names", most=MOST_A_MINUTE):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    beginning = fold(request.GET.get("q", "")[:60])
    if not beginning:
        return JsonResponse({"names": []})
    people, companies = (named(beginning, request.user, readers) for named in (people_named, companies_named))
    return JsonResponse({"names": people + companies})


def people_named(beginning, user, readers):
    found = readers.visible_to(user).exclude(pk=user.pk).beginning(beginning)
    return [
        row(person, person.shown_name, about(person))
        for person in found.select_related("company").order_by("folded_name", "pk")[:PEOPLE_SHOWN]
    ]


def about(person):
    company = person.company_for_members
    return ", ".join(filter(None, (person.role_for_members, company and company.name)))


def companies_named(beginning, user, readers):
    # Those who keep their company to themselves are told too, but not counted: where two read, « one » says who.
    known = readers.exclude(company_shown_to=Audience.NOBODY)
    members = known.filter(memberships__company=OuterRef("pk")).order_by().values("pk")[:MOST_TOLD]
    found = Company.objects.visible_to(user).filter(folded_name__startswith=beginning)
    told = found.annotate(told=CappedCount(members)).order_by("folded_name", "pk")[:COMPANIES_SHOWN]
    return [row(company, company.name, who_is_told(company.told)) for company in told]


def who_is_told(number):
    if not number:
        return _("nobody of this company reads here")
    return ngettext("%(n)s person will be told", "%(n)s people will be told", number) % {"n": number}


def row(target, name, what):
    """Return what the page shows of a person or company, and the text that calls them."""
    # Brackets and backslashes are Markdown's.
    plain = name.translate(dict.fromkeys(map(ord, "[]\\")))
    return {"name": name, "about": what, "text": f"@[{plain}]({target.get_absolute_url()})"}
