"""The database work of sockets: a few threads of its own, and questions that gather into one query.

Channels' default is the one thread that Django's own async code shares: a single slow query
there would stall every socket of the process.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections

THREADS = 4


def new_threads():
    return ThreadPoolExecutor(THREADS, thread_name_prefix="live-database")


_threads = new_threads()


async def in_thread(function, *args):
    """Run a function that asks the database, without holding up the loop."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _with_own_connection, function, args)


def _with_own_connection(function, args):
    close_old_connections()
    try:
        return function(*args)
    finally:
        close_old_connections()


class Gathered:
    """Questions asked while an earlier one is being answered go to the database together.

    A thousand pages that come back at once cost a few dozen queries; a lone page waits for nobody.
    `answer(questions)` runs in a thread and returns the answers in the same order.
    """

    def __init__(self, answer, most=100):
        self.answer = answer
        self.most = most
        self.waiting = []
        self.task = None

    async def ask(self, question):
        answer = asyncio.get_running_loop().create_future()
        self.waiting.append((question, answer))
        if self.task is None:
            self.task = asyncio.create_task(self._answer_all())
        return await answer

    async def _answer_all(self):
        try:
            while self.waiting:
                asked, self.waiting = self.waiting[: self.most], self.waiting[self.most :]
                await self._answer(asked)
        finally:
            self.task = None

    async def _answer(self, asked):
        try:
            answers = await in_thread(self.answer, [question for question, _answer in asked])
        except Exception as failure:
            for _question, answer in asked:
                if not answer.done():
                    answer.set_exception(failure)
            return
        for (_question, answer), value in zip(asked, answers, strict=True):
            if not answer.done():
                answer.set_result(value)


def forget_threads():
    """A forked worker has none of its parent's threads."""
    global _threads
    _threads = new_threads()


os.register_at_fork(after_in_child=forget_threads)
