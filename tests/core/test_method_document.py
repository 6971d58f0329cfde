"""The method's page prints the worked examples as they are computed today."""

import pytest

from tests.core.method_document import PAGE, TABLES, filled


def test_the_tables_of_the_method_are_not_stale() -> None:
    text = PAGE.read_text("utf-8")
    assert filled(text) == text, "Run make docs."


def test_every_table_stands_on_the_page_once() -> None:
    text = PAGE.read_text("utf-8")
    assert [text.count(f"<!-- table: {name} -->") for name in TABLES] == [1] * len(TABLES)
    assert text.count("<!-- end of table -->") == len(TABLES)


def test_a_stale_table_would_be_found_and_an_unknown_one_refused() -> None:
    stale = "<!-- table: means -->\n| example |\n<!-- end of table -->\nrest"
    assert filled(stale) != stale
    assert filled(stale).endswith("<!-- end of table -->\nrest")
    with pytest.raises(KeyError):
        filled("<!-- table: none -->\n<!-- end of table -->")
