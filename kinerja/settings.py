"""The one settings file. What differs between machines comes from the environment, nothing else."""

import os
import secrets
from datetime import timedelta
from pathlib import Path

import django_stubs_ext
from psycopg.conninfo import conninfo_to_dict

django_stubs_ext.monkeypatch()

BASE = Path(__file__).resolve().parent


def _database(address: str) -> dict[str, object]:
    """Return Django's settings for one PostgreSQL address, as `postgresql://...` or `key=value` pairs."""
    parts = {key: str(value) for key, value in conninfo_to_dict(address).items() if value is not None}
    role = os.environ.get("KINERJA_DB_ROLE", "")
    # The server keeps the plan of a statement that a connection sends again: planning is half of what it does for us.
    options: dict[str, object] = {"server_side_binding": True, "prepare_threshold": 3}
    if role:
        options["options"] = f"-c role={role}"
    threads = int(os.environ.get("KINERJA_POOL", "0"))
    if threads:
        options["pool"] = {"min_size": 1, "max_size": threads}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "kinerja"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": {**parts, **options},
        "CONN_HEALTH_CHECKS": not threads,
    }


# A process without a key of its own (tests, checks, one command) gets a fresh one; `kinerja serve` insists on one.
SECRET_KEY = os.environ.get("KINERJA_SECRET_KEY") or secrets.token_urlsafe(50)
DEBUG = False
DEMO = os.environ.get("KINERJA_DEMO") == "1"
CLOCK_SHIFT = timedelta(seconds=int(os.environ.get("KINERJA_CLOCK_SHIFT", "0")))
ALLOWED_HOSTS = os.environ.get("KINERJA_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("KINERJA_ORIGINS", "").split(",") if origin]
VAULT_ROOT = Path(os.environ.get("KINERJA_VAULT") or BASE.parent / "var" / "vault")
UPLOAD_LIMIT = 10 * 1024 * 1024

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "django_htmx",
    "kinerja.audit",
    "kinerja.people",
    "kinerja.vault",
    "kinerja.sop",
    "kinerja.planning",
    "kinerja.performance",
    "kinerja.documents",
    "kinerja.web",
    "kinerja.console",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kinerja.web.acting.ActingMiddleware",
    "kinerja.web.sent.ReadableMiddleware",
]

ROOT_URLCONF = "kinerja.urls"
CSRF_FAILURE_VIEW = "kinerja.web.views.stops.expired"
WSGI_APPLICATION = None
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kinerja.web.acting.frame",
            ],
        },
    }
]

DATABASES = {"default": _database(os.environ.get("DATABASE_URL") or "postgresql:///kinerja")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["kinerja.people.passwords.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "kinerja.web.login.ClosedDoor"
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "tasks"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

LANGUAGE_CODE = "id"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("KINERJA_STATIC") or None  # only where `collectstatic` is used
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT + 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"}}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"
if os.environ.get("KINERJA_HTTPS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
