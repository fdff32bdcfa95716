"""The one settings file. Everything that differs between installations comes from the environment (`.env.example`),
and a missing or weak value stops the start with a sentence that names it."""

from pathlib import Path

import django_stubs_ext
import environ
from django.core.exceptions import ImproperlyConfigured

from config.analytics_url import read_analytics_url
from config.databases import app_database, owner_database
from config.keys import KEY_NAMES, read_key, refuse_weak
from config.unfold import UNFOLD as UNFOLD
from config.workbooks import load_late

django_stubs_ext.monkeypatch()  # generic Django classes may be written with their types: ModelForm[Product]
load_late()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()  # NAME_FILE=/run/secrets/name reads the value from that file
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

# --- Where we are ----------------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=True)  # off only for a demo or a test on one's own machine
BASE_URL = env.str("BASE_URL").rstrip("/")  # how people reach us; links in messages start with it
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [BASE_URL, *env.list("CSRF_TRUSTED_ORIGINS", default=[])]
ADMIN_URL = env.str("ADMIN_URL", default="admin/").strip("/") + "/"
if BASE_URL.startswith("https://") is not HTTPS:
    raise ImproperlyConfigured("BASE_URL must start with https:// (or with http:// where HTTPS=off)")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts; * would let a forged Host header into our links")

DEMO = env.bool("DEMO", default=False)  # /demo/ shows passwords and keys to whoever opens it
DEMO_ACCOUNTS = Path(env.str("DEMO_ACCOUNTS", default=str(BASE_DIR / "var" / "demo" / "accounts.json")))
if DEMO and HTTPS:
    raise ImproperlyConfigured("DEMO is for one's own machine: it must be off where HTTPS is on")

# --- Secrets ---------------------------------------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
KEYS = {name: read_key(name, env.str(name)) for name in KEY_NAMES}
refuse_weak(SECRET_KEY, KEYS)
PII_KEY = KEYS["PII_KEY"]  # encrypts phones and e-mails
PII_KEY_FALLBACKS = [  # older keys that still open what they sealed
    read_key("PII_KEY_FALLBACKS", text) for text in env.list("PII_KEY_FALLBACKS", default=[])
]
BLIND_INDEX_KEY = KEYS["BLIND_INDEX_KEY"]  # finds them again
QUOTE_KEY = KEYS["QUOTE_KEY"]  # seals quotes

# --- Applications ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "unfold",  # before the admin, whose templates it replaces
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "rest_framework_api_key",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "import_export",
    "django_celery_beat",
    "loyalty",
    "segments",
    "campaigns",
    "analytics",
    "cabinet",
]
MIDDLEWARE = [
    "config.middleware.RequestId",
    "config.middleware.Headers",
    "config.middleware.ContentPolicy",
    "config.middleware.PlainHttpApi",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.middleware.Addresses",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.Acting",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Databases: the app role runs, the owner role migrates (docs/adr/0001) -------------------------------------------
DATABASES = {
    "default": app_database(
        env.db_url("DATABASE_URL"),
        profile=env.str("DATABASE_PROFILE", default="command"),
        pool_size=env.int("DATABASE_POOL_SIZE", default=8),
    ),
}
if env.str("DATABASE_OWNER_URL", default=""):
    DATABASES["owner"] = owner_database(env.db_url("DATABASE_OWNER_URL"))
_ANALYTICS_URL = env.str("ANALYTICS_URL", default="")  # who counts the figures: docs/scale.md
_ANALYTICS = read_analytics_url(_ANALYTICS_URL)
ANALYTICS_ENGINE = _ANALYTICS.engine
ANALYTICS_WAREHOUSE = _ANALYTICS.warehouse
ANALYTICS_MASTER = _ANALYTICS.master
if _ANALYTICS_URL and _ANALYTICS.engine == "postgresql":  # a replica
    DATABASES["analytics"] = app_database(env.db_url("ANALYTICS_URL"), profile="command", pool_size=0)
INSTANCE_EPOCH = env.str("INSTANCE_EPOCH", default="")  # changed by hand, it fences a copy nothing else tells apart
DATABASE_APP_ROLE = DATABASES["default"]["USER"]  # migrations grant to this role, and to no other

# --- Valkey: cache and task broker. Nothing that matters lives only there --------------------------------------------
REDIS_URL = env.str("REDIS_URL")
CACHE_URL = env.str("CACHE_URL", default="") or REDIS_URL  # an instance of its own may evict; the broker's must not
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "loyalty",
        "OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2},
    },
}
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="") or REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "socket_timeout": 0.5, "socket_connect_timeout": 0.5}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_EXPIRES = None  # there are none: Beat adds no task of its own to remove them
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "jobs"
CELERY_TASK_QUEUES = {name: {"exchange": name, "routing_key": name} for name in ("outbox", "jobs", "notify")}
CELERY_TASK_ALWAYS_EAGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULER = "config.beat:Scheduler"

# --- People and sessions ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "loyalty.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_RESET_TIMEOUT = 3600
SESSION_ENGINE = "config.sessions"  # PostgreSQL: a dead Valkey must not sign people out
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 31_536_000  # a choice made once; without it the browser forgets when it is closed
LANGUAGE_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False  # htmx sends the token in a header

# --- HTTP ------------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^api/", r"^health/"]  # an API call over plain HTTP is refused, not redirected
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
NUM_PROXIES = env.int("NUM_PROXIES", default=int(BEHIND_PROXY))  # how many of ours add to X-Forwarded-For
if BEHIND_PROXY:  # only with a proxy that sets the header itself and strips a client's
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

STRICT_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "worker-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": STRICT_POLICY}
ADMIN_CONTENT_SECURITY_POLICY = {  # Unfold evaluates Alpine expressions and styles elements inline
    **STRICT_POLICY,
    "script-src": ["'self'", "'unsafe-eval'"],
    "style-src": ["'self'", "'unsafe-inline'"],
}

# --- Words and time --------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]  # wins over the catalogues of apps and libraries

# --- Files -----------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
STATIC_STORAGE = env.str("STATIC_STORAGE", default="compressed")
WHITENOISE_USE_FINDERS = STATIC_STORAGE == "source"
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": {
            "compressed": "whitenoise.storage.CompressedManifestStaticFilesStorage",  # half a minute of brotli
            "hashed": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",  # a second: the demo
            "source": "django.contrib.staticfiles.storage.StaticFilesStorage",  # no collectstatic: tests, development
        }[STATIC_STORAGE]
    },
}

# --- Messages --------------------------------------------------------------------------------------------------------
# "email" sends letters; "file" writes what would be sent into OUTBOX_DIR. The first that carries a contact takes it.
MESSAGE_CHANNELS = env.list("MESSAGE_CHANNELS", default=["file"])
OUTBOX_DIR = Path(env.str("OUTBOX_DIR", default=str(BASE_DIR / "var" / "outbox")))
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="")
_MAIL = env.email_url("EMAIL_URL", default="smtp://127.0.0.1:25")
vars().update(_MAIL)
EMAIL_PORT = _MAIL["EMAIL_PORT"] or (465 if _MAIL.get("EMAIL_USE_SSL") else 587)
EMAIL_TIMEOUT = 10  # seconds; one message waits for it, nobody at a till
if "email" in MESSAGE_CHANNELS and not (DEFAULT_FROM_EMAIL and env.str("EMAIL_URL", default="")):
    raise ImproperlyConfigured('MESSAGE_CHANNELS has "email": EMAIL_URL and MAIL_FROM must be set')

# --- Programme -------------------------------------------------------------------------------------------------------
CABINET_ACCENT = env.str("CABINET_ACCENT", default="#0f6b4f")  # the retailer's colour in the cabinet, #rrggbb
LOYALTY_OFFERS = "campaigns.offers.CampaignOffers"  # who decides on discounts and points beyond the base earn

# --- Limits (docs/deploy.md, 9) --------------------------------------------------------------------------------------
LIMIT_API_WRITES = env.int("LIMIT_API_WRITES", default=50)  # a second for each key; a key may have its own
LIMIT_API_READS = env.int("LIMIT_API_READS", default=100)  # quotes and whatever else changes nothing
LIMIT_ENROLMENTS_OF_KEY = env.int("LIMIT_ENROLMENTS_OF_KEY", default=100)  # an hour
LIMIT_WRONG_CERTIFICATES = env.int("LIMIT_WRONG_CERTIFICATES", default=100)  # an hour for a key or a member
LIMIT_CODES_FROM_ADDRESS = env.int("LIMIT_CODES_FROM_ADDRESS", default=20)  # an hour
LIMIT_SIGN_INS_FROM_ADDRESS = env.int("LIMIT_SIGN_INS_FROM_ADDRESS", default=50)  # an hour, failed ones
for _name in [name for name in globals() if name.startswith("LIMIT_")]:
    if globals()[_name] < 1:
        raise ImproperlyConfigured(f"{_name} must be 1 or more")

# --- API -------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["config.permissions.Nobody"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "loyalty.api.kit.errors.handle",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Loyalty shop API",
    "VERSION": "1",
    "DESCRIPTION": (BASE_DIR / "loyalty" / "api" / "introduction.md").read_text(encoding="utf-8"),
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": [],  # they expect schemas of serializers; ours come from msgspec
}

# --- Operations ------------------------------------------------------------------------------------------------------
MONITORING_TOKEN = env.str("MONITORING_TOKEN", default="")  # lets monitoring read /health/deps and /metrics
if 0 < len(MONITORING_TOKEN) < 32:
    raise ImproperlyConfigured("MONITORING_TOKEN must have 32 characters or more")
DRAIN_FILE = Path(env.str("DRAIN_FILE", default=str(BASE_DIR / "var" / "drain")))  # there: /health/ready says no

# --- Spreadsheets ----------------------------------------------------------------------------------------------------
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True

# --- Logs: one JSON line per event, without bodies, parameters or personal data; a command's stdout is its result -----
_LOG_STREAM = "ext://sys.stderr" if env.str("DATABASE_PROFILE", default="command") == "command" else "ext://sys.stdout"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonLine"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "stream": _LOG_STREAM, "formatter": "json"}},
    "root": {"handlers": ["lines"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},  # 4xx have their line already
    },
}
