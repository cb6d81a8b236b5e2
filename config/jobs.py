"""What runs beside the pages: the worker of the job queue, and a ticker for what falls due."""

import logging
import threading

from django.db import close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

TICK = 60  # seconds
POLL = 1  # seconds; each poll takes SQLite's write lock for a moment
PAUSE = 5  # seconds after a failure, so that a database that is away is not hammered

logger = logging.getLogger(__name__)


def tick():
    """Do what fell due: tries again, lost jobs, files nobody sees, names of who left, what people are to be told."""
    from accounts.companies.actions import forget_old_invitations
    from bookmarks import jobs as bookmark_jobs
    from chat import jobs as chat_jobs
    from content import jobs as content_jobs
    from forum import jobs as forum_jobs
    from forum.questions import reminders
    from networking import jobs as networking_jobs
    from notifications import jobs as notification_jobs

    apps = (notification_jobs, content_jobs, forum_jobs, reminders, chat_jobs, bookmark_jobs, networking_jobs)
    for run_due in (*(app.run_due for app in apps), forget_old_invitations):
        close_old_connections()
        try:
            run_due()
        except Exception:
            logger.exception("What fell due could not be done; next try in %s s", TICK)
        finally:
            close_old_connections()


class Jobs:
    """The job worker and the ticker, each in a thread of this process."""

    def __init__(self):
        self.stopping = threading.Event()
        self.worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=POLL,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        # Daemons: a job that hangs must not keep the process from stopping; the ticker of the next start rescues it.
        self.threads = [
            threading.Thread(target=self.work, name="jobs", daemon=True),
            threading.Thread(target=self.tick_each_minute, name="ticker", daemon=True),
        ]

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self, patience=1.5):
        """Ask both threads to end and wait `patience` seconds at most for each."""
        self.worker.running = False
        self.stopping.set()
        for thread in self.threads:
            thread.join(patience)

    def work(self):
        while not self.stopping.is_set():
            try:
                self.worker.run()
            except Exception:
                logger.exception("The job worker failed; it starts again in %s s", PAUSE)
                self.stopping.wait(PAUSE)

    def tick_each_minute(self):
        while not self.stopping.is_set():
            tick()
            self.stopping.wait(TICK)
