"""Sessions: what is planned, who comes, and what happens there."""

from networking.models.attendance import Attendance
from networking.models.contacts import ContactWish
from networking.models.opinions import Opinion
from networking.models.polls import Poll, PollAnswer
from networking.models.proposals import Proposal
from networking.models.registrations import Registration
from networking.models.rounds import Pairing, PairingMember, Round
from networking.models.sessions import Segment, Session
from networking.models.tables import Seat, Table, TableInvitation
from networking.models.talk import Hand, Question, QuestionVote

__all__ = [
    "Attendance",
    "ContactWish",
    "Hand",
    "Opinion",
    "Pairing",
    "PairingMember",
    "Poll",
    "PollAnswer",
    "Proposal",
    "Question",
    "QuestionVote",
    "Registration",
    "Round",
    "Seat",
    "Segment",
    "Session",
    "Table",
    "TableInvitation",
]
