"""A cache that may vanish: no request waits for it or depends on it."""

import time

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger("cache")
PAUSE = 5  # seconds without asking, after a failure


class BreakerRedisCache(RedisCache):
    """Redis that answers "miss" while it is away, and is asked again only every few seconds.

    Callers that count (pace limits) see each count start anew: they are lenient without Redis, never closed.
    """

    def __init__(self, *args):
        super().__init__(*args)
        self._closed_until = 0.0

    def _try(self, call, fallback):
        if time.monotonic() < self._closed_until:
            return fallback
        try:
            return call()
        except (RedisError, OSError) as error:
            self._closed_until = time.monotonic() + PAUSE
            log.warning("cache away", error=type(error).__name__)
            return fallback

    def add(self, *args, **kwargs):
        return self._try(lambda: super(BreakerRedisCache, self).add(*args, **kwargs), True)

    def get(self, key, default=None, version=None):
        return self._try(lambda: super(BreakerRedisCache, self).get(key, default, version), default)

    def set(self, *args, **kwargs):
        return self._try(lambda: super(BreakerRedisCache, self).set(*args, **kwargs), None)

    def touch(self, *args, **kwargs):
        return self._try(lambda: super(BreakerRedisCache, self).touch(*args, **kwargs), False)

    def delete(self, *args, **kwargs):
        return self._try(lambda: super(BreakerRedisCache, self).delete(*args, **kwargs), False)

    def get_many(self, *args, **kwargs):
        return self._try(lambda: super(BreakerRedisCache, self).get_many(*args, **kwargs), {})

    def has_key(self, *args, **kwargs):
        return self._try(lambda: super(BreakerRedisCache, self).has_key(*args, **kwargs), False)

    def incr(self, key, delta=1, version=None):
        return self._try(lambda: super(BreakerRedisCache, self).incr(key, delta, version), delta)

    def set_many(self, *args, **kwargs):
        return self._try(lambda: super(BreakerRedisCache, self).set_many(*args, **kwargs), [])

    def delete_many(self, *args, **kwargs):
        return self._try(lambda: super(BreakerRedisCache, self).delete_many(*args, **kwargs), None)
