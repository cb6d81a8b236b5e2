"""Requests that come at the same moment."""

import threading

from django.db import connection


def at_once(*calls):
    """Run the calls in threads that start together; return their outcomes: a result or an exception."""
    start, outcomes = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        start.wait()
        try:
            outcomes[place] = call()
        except Exception as failure:
            outcomes[place] = failure
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
