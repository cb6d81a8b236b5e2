"""What happens in a session by the clock, while pages of it are open: called every two seconds in each process.

Each step asks whether it is still to be done under the lock of its session, so any process may do it and any may die.
"""

from datetime import timedelta

from django.utils import timezone

from networking.lobby import end_session
from networking.models import Attendance, Hand, Session
from networking.planning import keep_rounds
from networking.talk_actions import lower_outdated

NOTED_EVERY = timedelta(seconds=8)


def attend(people):
    """End what is over, lower hands, note who is there, keep the rounds.

    `people` holds, by session, those with an open page in this process.
    """
    for session in Session.objects.past().with_open_lobby().filter(pk__in=people):
        end_session(session)
    outdated = Hand.objects.outdated().filter(session__in=people)
    for session in Session.objects.filter(pk__in=outdated.order_by().values("session")):
        lower_outdated(session)
    now = timezone.now()
    for session, here in people.items():
        seen = Attendance.objects.filter(session=session, person__in=here, seen_at__lt=now - NOTED_EVERY)
        seen.update(seen_at=now)
    keep_rounds(people)
