"""No figure, target or indicator changes without a row of the trail in the same transaction."""

from typing import ClassVar

from django.db import migrations

TRIGGERS = """
    CREATE CONSTRAINT TRIGGER needs_trail AFTER INSERT OR UPDATE OR DELETE ON performance_figure
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kinerja_needs_trail();
    CREATE CONSTRAINT TRIGGER needs_trail AFTER INSERT OR UPDATE OR DELETE ON performance_result
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kinerja_needs_trail();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("performance", "0001_initial"), ("audit", "0001_initial")]

    operations: ClassVar = [migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop)]
