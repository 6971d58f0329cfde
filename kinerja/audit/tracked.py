"""Models that tell what a change changed, so that the trail can say before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from psycopg.types.range import Range


@dataclass(frozen=True, slots=True)
class Changes:
    """Fields with their values before and after, as JSON can hold them."""

    rows: tuple[tuple[str, Any, Any], ...] = ()

    @property
    def fields(self) -> list[str]:
        """Names of the changed fields, for `save(update_fields=...)`."""
        return [name for name, _, _ in self.rows]

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(self.rows + other.rows)

    def under(self, prefix: str) -> "Changes":
        """Return the same changes with `prefix.` before each field, for one row about several objects."""
        return Changes(tuple((f"{prefix}.{name}", before, after) for name, before, after in self.rows))


def created(**values: Any) -> Changes:
    """Return the changes of a thing that did not exist before."""
    return Changes(tuple((name, None, plain(value)) for name, value in values.items()))


def plain(value: Any) -> Any:
    """Return `value` as JSON can hold it: decimals and moments as text, rows as their key, a range as its ends."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Decimal):
        return format(value.normalize() if value else Decimal(0), "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, Range):
        return [plain(value.lower), plain(value.upper)]
    raise TypeError(f"{type(value).__name__} has no place in the trail")


def together(*fields: str) -> models.Q:
    """Return the condition that the fields (a moment and who) are all there or all absent."""
    return models.Q(**{f"{field}__isnull": True for field in fields}) | models.Q(
        **{f"{field}__isnull": False for field in fields}
    )


class Tracked(models.Model):
    """A row whose changes are told. `version` rises with each change: a page that showed an older one is stale."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def set(self, **values: Any) -> Changes:
        """Put the values on this row, raise its version, and return what really changed; saves nothing."""
        rows = []
        for name, value in values.items():
            # A reference is compared by its key: what stood there need not be fetched to be told.
            before = getattr(self, self._meta.get_field(name).attname)  # type: ignore[union-attr]
            if before != (value.pk if isinstance(value, models.Model) else value):
                setattr(self, name, value)
                rows.append((name, plain(before), plain(value)))
        if rows:
            rows.append(("version", self.version, self.version + 1))
            self.version += 1
        return Changes(tuple(rows))

    def touch(self) -> Changes:
        """Raise the version because something that belongs to this row changed."""
        self.version += 1
        return Changes((("version", self.version - 1, self.version),))


def keep(*changed: tuple[Tracked, Sequence[str]]) -> None:
    """Write the named fields of rows that the running operation has locked, all in one statement."""
    statements: list[str] = []
    values: list[Any] = []
    for row, names in changed:
        fields: list[Any] = [row._meta.get_field(name) for name in sorted(set(names))]
        statements.append(_UPDATE.format(row._meta.db_table, ", ".join(f'"{field.column}" = %s' for field in fields)))
        values += [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        values.append(row.pk)
    if statements:
        *before, last = statements
        first = ", ".join(f"kept{number} AS ({statement})" for number, statement in enumerate(before))
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {first} {last}" if first else last, values)


_UPDATE = 'UPDATE "{}" SET {} WHERE id = %s'


M = TypeVar("M", bound=models.Model)


def partly(model: type[M], names: tuple[str, ...], values: Sequence[Any]) -> M:
    """Return a row of which only the named columns were read; the others are fetched where somebody asks for them."""
    order, converters = _columns(model, names)
    told = [
        values[place] if convert is None else convert(values[place], None, connection) for place, convert in converters
    ]
    return model.from_db(connection.alias, order, told)


@cache
def _columns(model: type[models.Model], names: tuple[str, ...]) -> tuple[list[str], list[tuple[int, Any]]]:
    """Return the columns in the order of the model, each with its place among the names and what reads its value."""
    fields: list[Any] = [field for field in model._meta.concrete_fields if field.attname in names]
    return [field.attname for field in fields], [
        (names.index(field.attname), getattr(field, "from_db_value", None)) for field in fields
    ]
