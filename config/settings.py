"""The only settings: read from the environment, with defaults for the embedded run.

Embedded: SQLite, in-memory channel layer, one process. With PRODUCTION=1 nothing is
guessed: a missing secret or address stops the program and says which one.
"""

import ipaddress
import json
import re
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent
env = environ.Env()

PRODUCTION = env.bool("PRODUCTION", False)
DEMO = env.bool("DEMO", False)
DEBUG = False
DATA = Path(env("ESPACE_DATA", default=str(ROOT / "data"))).resolve()

if PRODUCTION:
    needed = "SECRET_KEY SITE_URL DATABASE_URL REDIS_URL EMAIL_URL DEFAULT_FROM_EMAIL PRIVACY_OFFICER".split()
    missing = [name for name in needed if not env(name, default="")]
    if missing:
        raise ImproperlyConfigured(f"PRODUCTION=1 needs these environment variables: {', '.join(missing)}")
    if len(env("SECRET_KEY")) < 50:
        raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters.")


def local_secret():
    """A key of this installation alone, made at the first embedded start and kept in the data folder."""
    path = DATA / "secret_key"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


SECRET_KEY = env("SECRET_KEY", default="") or local_secret()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# ---- Where it is served -------------------------------------------------------------------

SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")
site = urlsplit(SITE_URL)


def is_loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


if DEMO and (PRODUCTION or not is_loopback(site.hostname or "")):
    raise ImproperlyConfigured("DEMO=1 has public passwords: it runs on a loopback address only.")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[site.hostname])
# Full origins, scheme and port included, that may send forms and open sockets.
ORIGINS = [SITE_URL]
if is_loopback(site.hostname or ""):
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
    ORIGINS += [f"{site.scheme}://{host}:{site.port}" for host in ("localhost", "127.0.0.1", "[::1]")]
CSRF_TRUSTED_ORIGINS = ORIGINS
# Reverse proxies in front of us whose X-Forwarded-For may be believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1 if PRODUCTION else 0)

SECURE = site.scheme == "https"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_ENGINE = "accounts.sessions"
CSRF_FAILURE_VIEW = "config.views.csrf_failure"

# The import map is the one inline script: it carries the request's nonce.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# ---- Apps ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "channels",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "live",
    "content",
    "search",
    "notifications",
    "bookmarks",
    "accounts",
    "forum",
    "chat",
    "networking",
    "moderation",
    "config",
]
if DEMO:
    INSTALLED_APPS.insert(-1, "demo")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.security_headers",
    "config.middleware.CompressText",
    "csp.middleware.CSPMiddleware",
    "config.middleware.no_nul",
    "config.middleware.no_flood",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.person_settings",
    "django.contrib.messages.middleware.MessageMiddleware",
    "moderation.middleware.second_factor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "content.loaders.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "config.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "content.templatetags.ui",
                "content.templatetags.constants",
            ],
        },
    }
]

# ---- Data ---------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA / 'espace.sqlite3'}")}
database = DATABASES["default"]
database["ATOMIC_REQUESTS"] = False
database["CONN_MAX_AGE"] = 0
# After a restart of PostgreSQL no request meets a dead connection of the pool.
database["CONN_HEALTH_CHECKS"] = True
if database["ENGINE"].endswith("sqlite3"):
    database["OPTIONS"] = {
        # Writers queue instead of failing when they turn from reading to writing.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    database["OPTIONS"] = {
        # Seconds: while PostgreSQL is away requests fail soon, and the next one tries again (not after a long pause).
        "pool": {"max_size": env.int("DATABASE_POOL", default=8), "min_size": 1, "timeout": 3, "reconnect_timeout": 1},
        "connect_timeout": 3,
        "prepare_threshold": 2,  # what is asked on every page (content/prepared.py) is planned once in a connection
        # A request gives up rather than pile up behind another; a long migration is given its own limit.
        # Data on an SSD or in memory: with the default cost of 4 the planner reads small tables whole for a few rows.
        "options": (
            f"-c lock_timeout=2s -c statement_timeout={env('STATEMENT_TIMEOUT', default='5s')} -c random_page_cost=1.1"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            # redis-py closes an idle subscription after its own time limit unless told not to.
            "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None, "socket_connect_timeout": 1}]},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "config.cache.BreakerRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_timeout": 0.1, "socket_connect_timeout": 0.1},
        }
    }
else:
    CHANNEL_LAYERS = {
        # The hub is one reader for the whole process: its channel must hold a burst of every topic.
        "default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 100_000}}
    }
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Pages that all guests see alike, a few hundred in each process: to fetch one from Redis costs a tenth of the answer.
CACHES["pages"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"}

# ---- People -------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "login": "accounts.forms.LoginForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True  # one address each: a new one takes the place of the old when it is confirmed
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Per account or address (key) and per network address (ip); emails to one address are the scarcer thing.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/5m/key,10/m/ip",
    "signup": "10/m/ip,60/h/ip",
    "confirm_email": "1/3m/key",
    "reset_password": "10/m/ip,60/h/ip,2/3m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Espace Aluminium"
MFA_TOTP_TOLERANCE = 1  # phones whose clock is half a minute off
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.CodeAgainForm",
    "activate_totp": "accounts.forms.FirstCodeForm",
    "add_webauthn": "accounts.passkeys.AddForm",
    "edit_webauthn": "accounts.passkeys.RenameForm",
    "authenticate_webauthn": "accounts.passkeys.SecondStepForm",
    "reauthenticate_webauthn": "accounts.passkeys.OnceMoreForm",
    "login_webauthn": "accounts.passkeys.SignInForm",
}
# Of who runs or moderates the site. The accounts of a demonstration are everybody's.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=not DEMO)
PRIVACY_OFFICER = env("PRIVACY_OFFICER", default="")

# ---- Email and jobs -----------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Espace Aluminium <ne-pas-repondre@localhost>")
EMAIL_TIMEOUT = 20
if env("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "emails"
# Answers by email are taken at this address with « +letters » in its first part, and brought by a program that has the
# secret (docs/production.md); off without them.
INBOUND_ADDRESS = env("INBOUND_ADDRESS", default="").lower()
INBOUND_SECRET = env("INBOUND_SECRET", default="")
if INBOUND_ADDRESS or INBOUND_SECRET:
    if not re.fullmatch(r"[a-z0-9._-]{1,15}@[a-z0-9.-]+", INBOUND_ADDRESS):
        raise ImproperlyConfigured("INBOUND_ADDRESS is an email address with 15 characters at most before the @.")
    if len(INBOUND_SECRET) < 32:
        raise ImproperlyConfigured("INBOUND_SECRET must have at least 32 characters.")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# ---- Languages ----------------------------------------------------------------------------

LANGUAGE_CODE = "fr-ca"
LANGUAGES = [("fr-ca", "Français"), ("en-ca", "English")]
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = USE_TZ = True
TIME_ZONE = "America/Toronto"

# ---- Files --------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(DATA / "static")))
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.StaticStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# What people attach. nginx sends it where it may read it: this is then its internal address, with a slash at its end.
MEDIA_ROOT = DATA / "files"
ACCEL_REDIRECT = env("ACCEL_REDIRECT", default="")
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# ---- Log: request ids and what was refused, never contents ---------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.log.line_formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "daphne": {"level": "WARNING"},
        "django.channels.server": {"level": "WARNING"},
        # The worker command of production sets its own; beside the pages it stays quiet.
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
    },
}

# ---- Build --------------------------------------------------------------------------------


def collected_build():
    """The digest of all collected static files: another one after a deploy that changed what open pages run."""
    manifest = Path(STATIC_ROOT) / "staticfiles.json"
    return json.loads(manifest.read_text()).get("hash") if manifest.exists() else None


# Pages that see another build after a deploy offer to reload.
BUILD = env("BUILD", default="") or collected_build() or "dev"
