"""What people did besides writing, one after the other, each by an action of the product."""

from datetime import timedelta

from demo import bookmarks, chat, companies, forum, moderation
from demo.past import at

# What `do` of a moment names.
DEEDS = {
    "verify": companies.verify,
    "ask_to_join": companies.ask_to_join,
    "invite": companies.invite,
    "start": forum.start,
    "reply": forum.reply,
    "edit": forum.edit,
    "read": forum.read,
    "watch": forum.watch,
    "follow": forum.follow,
    "begin": forum.begin,
    "pin": forum.pin,
    "settle": forum.settle,
    "vote": forum.vote,
    "try": forum.tell_trial,
    "bring": forum.bring,
    "move": forum.move,
    "merge": forum.merge,
    "send": chat.send,
    "react": chat.react,
    "choose_level": chat.choose_level,
    "keep": bookmarks.keep,
    "remind": bookmarks.remind,
    "report": moderation.report,
    "decide": moderation.decide,
}


def play(moments, names, now):
    """Let people do all this at its moment of the past. Moments are in their order: oldest first."""
    for moment in moments:
        said = {name: value for name, value in moment.items() if name not in ("hours_ago", "do")}
        with at(now - timedelta(hours=moment["hours_ago"])):
            DEEDS[moment["do"]](names, **said)
