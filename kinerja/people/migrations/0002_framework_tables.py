"""What the framework itself deletes: sessions that end, and the shared cache of the web processes."""

from typing import ClassVar

from django.db import migrations

CACHE = """
CREATE TABLE web_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX web_cache_expires ON web_cache (expires);
GRANT DELETE ON web_cache, django_session TO kinerja_web;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0001_initial"), ("sessions", "0001_initial")]

    operations: ClassVar = [migrations.RunSQL(CACHE, "DROP TABLE web_cache")]
