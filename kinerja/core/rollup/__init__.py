"""From the periods of indicators to a nation: one skeleton of grouping, in Python here and as SQL text for engines.

`flat` tells the one table that goes in and the tables that come out, `skeleton` groups in Python with the functions of
`core.measure`, `statements` writes the same grouping as SQL. A test holds both equal, level by level.
"""
