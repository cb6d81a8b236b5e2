"""What the live page of a session shows of what people say to everyone there."""

from networking.poll_forms import PollForm
from networking.talk_forms import AskForm


def talk_of(person, session):
    questions = session.questions.shown().in_order().with_vote_of(person)
    hands = list(session.hands.up().select_related("person"))
    return {
        "questions": questions.select_related("author"),
        "ask": AskForm(),
        "hands": hands,
        "polls": session.polls.with_answer_of(person).order_by("-pk"),
        "poll_form": PollForm(),
        "has_hand_up": person in [hand.person for hand in hands],
    }
