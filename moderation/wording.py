"""What each decision is called, what it does, and how its author and the log are told. No database."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Words:
    action: Promise  # the button and the title of its page
    effect: Promise  # what happens, before deciding
    told: Promise  # to the author
    undone: Promise  # to the author, when it was undone
    logged: Promise
    icon: str
    takes_away: bool = False


WORDS = {
    ("thread", "close"): Words(
        _("Close the thread"),
        _("Everyone can still read it; nobody can reply or edit until it is opened again."),
        _("Your thread was closed: nobody can reply to it any more."),
        _("Your thread is open again: it had been closed."),
        _("closed a thread"),
        "lock",
    ),
    ("thread", "reopen"): Words(
        _("Open the thread again"),
        _("Members can reply again."),
        _("Your thread is open again."),
        _("Your thread is closed again."),
        _("opened a thread again"),
        "lock-open",
    ),
    ("thread", "hide"): Words(
        _("Hide the thread"),
        _("The thread and all its messages disappear at once for everyone but the moderators of its board."),
        _("Your thread was hidden: only moderators see it."),
        _("Your thread is visible again: it had been hidden."),
        _("hid a thread"),
        "eye-off",
        takes_away=True,
    ),
    ("thread", "show"): Words(
        _("Show the thread again"),
        _("Everyone who reads this board sees the thread and its messages again."),
        _("Your thread is visible again."),
        _("Your thread is hidden again."),
        _("showed a thread again"),
        "eye",
    ),
    ("post", "hide"): Words(
        _("Hide the message"),
        _("The message disappears at once for everyone but the moderators of the board. The rest of the thread stays."),
        _("Your message was hidden: only moderators see it."),
        _("Your message is visible again: it had been hidden."),
        _("hid a message"),
        "eye-off",
        takes_away=True,
    ),
    ("post", "show"): Words(
        _("Show the message again"),
        _("Everyone who reads this thread sees the message again."),
        _("Your message is visible again."),
        _("Your message is hidden again."),
        _("showed a message again"),
        "eye",
    ),
    ("trial", "hide"): Words(
        _("Hide the trial"),
        _("It disappears at once for everyone but the moderators of the board, and counts no more."),
        _("Your trial of an answer was hidden: only moderators see it."),
        _("Your trial of an answer is visible again: it had been hidden."),
        _("hid a trial"),
        "eye-off",
        takes_away=True,
    ),
    ("trial", "show"): Words(
        _("Show the trial again"),
        _("Everyone who reads this thread sees the trial again, and it counts."),
        _("Your trial of an answer is visible again."),
        _("Your trial of an answer is hidden again."),
        _("showed a trial again"),
        "eye",
    ),
    ("message", "hide"): Words(
        _("Hide the message"),
        _("The message disappears from the room at once for everyone but the moderators of rooms."),
        _("Your message was hidden: only moderators see it."),
        _("Your message is visible again: it had been hidden."),
        _("hid a message in a room"),
        "eye-off",
        takes_away=True,
    ),
    ("message", "show"): Words(
        _("Show the message again"),
        _("Everyone in the room sees the message again."),
        _("Your message is visible again."),
        _("Your message is hidden again."),
        _("showed a message in a room again"),
        "eye",
    ),
    ("message", "expel"): Words(
        _("Remove the author from the room"),
        _("They leave the room at once and can neither read nor write there until this is undone. The message stays."),
        _("A moderator removed you from a room, for a message that you wrote there."),
        _("You were let into a room again: you had been removed from it."),
        _("removed someone from a room"),
        "ban",
        takes_away=True,
    ),
    ("message", "readmit"): Words(
        _("Let the author into the room again"),
        _("They can read and write there again; into a group, its members may invite them again."),
        _("You were let into a room again."),
        _("You are removed from a room again."),
        _("let someone into a room again"),
        "rotate-ccw",
    ),
    ("person", "suspend"): Words(
        _("Suspend this person"),
        _("They can still read everything, but no longer write, edit or report. It ends by itself on that date."),
        _("Your account is suspended: you can read, but not write."),
        _("Your account is no longer suspended: you can write again."),
        _("suspended someone"),
        "ban",
        takes_away=True,
    ),
    ("person", "lift"): Words(
        _("Lift the suspension"),
        _("They can write again at once."),
        _("Your account is no longer suspended: you can write again."),
        _("Your account is suspended again: you can read, but not write."),
        _("lifted a suspension"),
        "rotate-ccw",
    ),
}
INVERSE = {"close": "reopen", "hide": "show", "suspend": "lift", "expel": "readmit"}
INVERSE |= {after: before for before, after in INVERSE.items()}


def kinds_for(what):
    return [kind for target, kind in WORDS if target == what]
