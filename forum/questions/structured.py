"""What a public question says of itself to search engines: schema.org QAPage."""

from content.templatetags.ui import as_data, excerpt
from forum.models import Board, Post, Thread
from notifications.letters import absolute

MOST_WORDS = 5000  # characters of one text


def structured(user, thread, posts):
    """Return the JSON-LD of the page of a question that guests see from its beginning, "" for any other page."""
    is_public = thread.board.readable_by == Board.Readers.EVERYONE and not thread.hidden_at
    asked = thread.kind == Thread.Kind.QUESTION and posts and posts[0].number == 1
    if user.is_authenticated or not is_public or not asked:
        return ""
    opening, *replies = posts
    question = {
        "@type": "Question",
        "name": thread.title,
        "answerCount": thread.replies,
        **described(opening),
    }
    if opening.answer_id:
        question["acceptedAnswer"] = answer(opening.answer)
    if also := [answer(post) for post in replies if post.mark == Post.Mark.ALSO]:
        question["suggestedAnswer"] = also
    return as_data({"@context": "https://schema.org", "@type": "QAPage", "mainEntity": question})


def answer(post):
    return {"@type": "Answer", "url": absolute(post.get_absolute_url()), **described(post)}


def described(post):
    said = {
        "text": excerpt(post.html, MOST_WORDS),
        "inLanguage": post.language,
        "upvoteCount": post.votes,
        "datePublished": post.created_at.isoformat(),
    }
    if post.author.closed_at:  # who left is nobody
        return said
    sort = "Organization" if post.author.is_signature else "Person"
    return {**said, "author": {"@type": sort, "name": post.author.shown_name}}
