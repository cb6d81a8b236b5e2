"""Boards, their threads, the posts in them, and the tags that find them."""

from forum.models.boards import Board
from forum.models.feeds import FeedKey
from forum.models.followings import Following
from forum.models.incoming import IncomingEmail
from forum.models.links import PostLink
from forum.models.posts import MovedPost, Post, PostMention, PostRevision
from forum.models.readings import ThreadReading
from forum.models.signed import SignedPost
from forum.models.tags import Tag, TaggedThread
from forum.models.threads import Thread, ThreadEvent
from forum.models.trials import Trial
from forum.models.votes import PostVote

__all__ = [
    "Board",
    "FeedKey",
    "Following",
    "IncomingEmail",
    "MovedPost",
    "Post",
    "PostLink",
    "PostMention",
    "PostRevision",
    "PostVote",
    "SignedPost",
    "Tag",
    "TaggedThread",
    "Thread",
    "ThreadEvent",
    "ThreadReading",
    "Trial",
]
