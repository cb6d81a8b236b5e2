from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from search.finding import Found, Narrowing, find
from search.forms import SINCE, SearchForm
from search.pages import Choice, page_of, tabs_of
from search.registry import facets, kinds


@require_safe
def results(request):
    """Show what a person finds; what they typed and chose is the address."""
    form = SearchForm(request.GET if "q" in request.GET else None)
    context, status = {"form": form, "text": request.GET.get("q", "")}, 200
    if form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound and form.cleaned_data["q"]:
        kind = request.GET.get("type", "") if request.GET.get("type") in kinds else ""
        chosen = {name: facets[name].read(request.user, request.GET[name]) for name in facets if request.GET.get(name)}
        found = look_up(request, form.cleaned_data["q"], chosen)
        hits = found.of_kind(kind)
        context |= {
            "found": found,
            "kind": kind,
            "tabs": tabs_of(found, kind, request.GET),
            "choices": [Choice.of(facet, request.user, hits, chosen) for facet in facets.values()],
            "since": [(value, label, value == request.GET.get("since")) for value, (_span, label) in SINCE.items()],
            "is_narrowed": bool(chosen or request.GET.get("since")),
            "page": page_of(found, hits, request),
        }
    return render(request, "search/results.html", context, status=status)


def look_up(request, text, chosen):
    if None in chosen.values():  # a board that is not there, or not for this person: it holds nothing
        return Found([], None)
    since = SINCE.get(request.GET.get("since"))
    return find(request.user, text, Narrowing(chosen, timezone.now() - since[0] if since else None))
