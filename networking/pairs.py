"""The round in which someone is, or is about to be, as their own page shows it: a place, or a word in the lobby."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from networking.models import PairingMember, Registration, Round
from networking.models.rounds import MOST_MORE
from networking.reasons import why
from networking.whereabouts import Place


@dataclass
class Turn:
    """What one person's page holds of a round: the place of their pairing, or the word that they have none."""

    round: Round
    stay: PairingMember | None  # None: they came after it was planned, or left it

    @property
    def has_place(self):
        return bool(self.stay and self.stay.pairing.room)

    @property
    def until(self):
        return self.round.latest_at if self.stay and self.stay.pairing.extended_at else self.round.ends_at


def turns_of(person, session, **only):
    """Return the turns of someone in the rounds that are planned and not over: one, or two in a break."""
    now = timezone.now()
    rounds = session.rounds.planned().filter(ends_at__gt=now - MOST_MORE, **only)
    rounds = list(rounds.select_related("segment"))
    stays = PairingMember.objects.standing().filter(round__in=rounds, person=person) if rounds else []
    mine = {stay.round_id: stay for stay in stays and stays.select_related("pairing__room", "round")}
    turns = [Turn(each, mine.get(each.pk)) for each in rounds]
    turns = [turn for turn in turns if turn.until > now]
    if (
        any(turn.stay is None for turn in turns)
        and not session.registrations.confirmed().filter(person=person).exists()
    ):
        turns = [turn for turn in turns if turn.stay]  # who runs the session without a place misses nothing
    return turns


def place_of(turn, session, request):
    """Return the place of a turn that has one, with the cards of those whom one meets there."""
    pairing, each = turn.stay.pairing, turn.round
    others = pairing.members.standing().exclude(person=request.user).values("person")
    said = Registration.objects.filter(session=session, person__in=others).order_by("person__folded_name", "person")
    said = list(said.select_related("person__company").prefetch_related("sought_tags", "offered_tags"))
    context = {
        "session": session,
        "round": each,
        "pairing": pairing,
        "stay": turn.stay,
        "others": said,
        "why": why(request.user, pairing, [row.person for row in said]),
    }
    return Place(
        name=f"round-{each.pk}",
        title=_("Round %(number)s") % {"number": each.number},
        room=pairing.room,
        starts_at=each.starts_at,
        ends_at=turn.until,
        card=render_to_string("networking/live/_pairing.html", context, request),
    )


def word_of(turn):
    """Return, as HTML, why someone meets nobody in a round."""
    return render_to_string("networking/live/_unpaired.html", {"turn": turn})


def add_turns(places, session, request):
    """Add the places of the rounds to those of a person; without one, the lobby says why."""
    for turn in turns_of(request.user, session):
        if turn.has_place:
            places.append(place_of(turn, session, request))
        else:
            places[0].card += word_of(turn)
    return places
