"""Foreign keys and migrations point downward too; the import contracts do not see them, for they may be strings."""

import ast

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models

from tests.house.tree import FLOORS, PACKAGE, floor_of, modules

OURS = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("kinerja.")]
# What is no agency's: people and governments, and the agency itself, whose key it is.
NOBODYS = {"people.user", "people.government", "people.agency", "people.user_groups", "people.user_user_permissions"}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_foreign_key_points_to_the_same_floor_or_below(model: type[models.Model]) -> None:
    own = FLOORS.index(model._meta.app_label)
    for field in model._meta.get_fields():
        target = getattr(field, "remote_field", None) and field.related_model
        if isinstance(target, type) and not field.auto_created and target.__module__.startswith("kinerja."):
            assert FLOORS.index(target._meta.app_label) <= own, field


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_row_of_an_agency_carries_its_key(model: type[models.Model]) -> None:
    if model._meta.label_lower not in NOBODYS:
        assert any(field.attname == "agency_id" for field in model._meta.concrete_fields)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_model_points_anywhere_or_orders_itself(model: type[models.Model]) -> None:
    assert not any(isinstance(field, GenericForeignKey) for field in model._meta.private_fields)
    assert not model._meta.ordering or not model.__module__.startswith("kinerja.")


def test_a_foreign_key_named_by_a_string_points_down_as_well() -> None:
    keys = 0
    for path, tree in modules():
        own = floor_of(path.relative_to(PACKAGE).parts[0])
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            named = getattr(call.func, "attr", "")
            texts = [
                arg.value
                for arg in [*call.args, *(k.value for k in call.keywords if k.arg == "to")]
                if isinstance(arg, ast.Constant)
            ]
            if own is None or named not in ("ForeignKey", "OneToOneField", "ManyToManyField") or not texts:
                continue
            keys += 1
            floor = floor_of(str(texts[0]).lower())
            assert floor is None or floor <= own, f"{path}: {texts[0]}"
    assert keys > 50  # the migrations' own


def test_migrations_depend_on_the_same_floor_or_below() -> None:
    found = 0
    for path, tree in modules():
        if path.parent.name != "migrations" or path.name == "__init__.py":
            continue
        own = floor_of(path.relative_to(PACKAGE).parts[0])
        for node in ast.walk(tree):
            if isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[0], ast.Constant):
                floor = floor_of(str(node.elts[0].value))
                if floor is not None and own is not None and str(getattr(node.elts[1], "value", ""))[:4].isdigit():
                    found += 1
                    assert floor <= own, f"{path}: {node.elts[0].value}"
    assert found > 10
