"""A flat table as large as wished, the same every time: quantities, silence and ties out of a hash, no chance."""

from pathlib import Path
from typing import Any

AGENCIES, INDICATORS, MONTHS = 50, 134, 12
A_GOVERNMENT_YEAR = AGENCIES * INDICATORS * MONTHS
"""Rows of one government in one year."""


def write(connection: Any, path: Path, *, governments: int, years: int) -> int:
    """Write a Parquet file ordered by government and return how many rows it has.

    Every formula and aggregation occurs; a row in fifty is silent, one in five hundred unavailable.
    """
    rows = governments * years * A_GOVERNMENT_YEAR
    connection.execute(f"COPY ({select(governments, years)}) TO '{path}' (FORMAT parquet)")
    return rows


def select(governments: int, years: int) -> str:
    """Return the SELECT of the rows, in DuckDB's SQL."""
    numbered = f"""
        SELECT k // {A_GOVERNMENT_YEAR * years} AS g, k // {INDICATORS * MONTHS * years} % {AGENCIES} AS a,
            (k // {INDICATORS * MONTHS} % {years})::INTEGER + 2020 AS y, k // {MONTHS} % {INDICATORS} AS i,
            (k % {MONTHS} + 1)::INTEGER AS m, (hash(k) >> 2)::BIGINT AS h, (hash(k // {MONTHS}) >> 2)::BIGINT AS yearly
        FROM range({governments * years * A_GOVERNMENT_YEAR}) AS numbers(k)
    """
    # Ranks and yes/no know only the last value, a range has two bounds: what goes together comes from i.
    return f"""
        SELECT g AS government, g * 100 + a AS agency,
            ['sasaran', 'program', 'kegiatan'][i % 3 + 1] AS level, (g * 100 + a) * 100 + i % 30 AS node,
            (g * 100 + a) * 1000 + i AS indicator, y AS year, m AS period,
            ['R/T', '(2T-R)/T', 'R/T', 'T/R', 'R/T', 'rentang', 'R/T', 'stabil', 'kemajuan', 'ya/tidak'][i % 10 + 1]
                AS formula,
            CASE WHEN i % 10 = 9 THEN 'terakhir'
                ELSE ['jumlah', 'terakhir', 'rata-rata', 'rasio'][i // 10 % 4 + 1] END AS aggregation,
            CASE WHEN i % 7 = 0 THEN 'kumulatif' ELSE 'mandiri' END AS nature,
            NULL::BIGINT AS weight, CASE WHEN i % 10 = 3 THEN 12000 END::BIGINT AS ceiling,
            CASE WHEN i % 10 = 8 THEN 5000000 + yearly % 100 END::BIGINT AS baseline,
            CASE WHEN i % 10 = 9 THEN 10000 ELSE 12000000 + yearly % 1000 * 10000 END AS year_target,
            CASE WHEN i % 10 = 5 THEN 12000000 + yearly % 1000 * 10000 + 500000 END AS year_upper,
            CASE WHEN i % 10 = 9 THEN 10000 ELSE 1000000 + yearly % 1000 * 833 END AS target,
            CASE WHEN i % 10 = 5 THEN 1100000 + yearly % 1000 * 833 END AS upper,
            CASE WHEN h % 50 = 0 OR (i // 10 % 4 = 3 AND i % 10 <> 9) THEN NULL WHEN i % 10 = 9 THEN h % 2 * 10000
                ELSE (h >> 8) % 2200000 END AS realisation,
            CASE WHEN h % 50 <> 0 AND i // 10 % 4 = 3 AND i % 10 <> 9 THEN (h >> 8) % 2200000 END AS numerator,
            CASE WHEN i // 10 % 4 = 3 AND i % 10 <> 9 THEN 1000000 + (h >> 10) % 2200000 END AS denominator,
            h % 500 = 1 AS unavailable, make_date(y, m, 27) AS due, make_date(y, m, 19 + (h % 10)::INTEGER) AS handed_in
        FROM ({numbered}) AS numbered
    """
