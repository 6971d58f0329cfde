"""The grouping as SQL text: one statement per level, each reading the level before it.

A statement is built in layers of subselects, so that nothing is written twice and every column has a name. Months are
added up per quarter, which is the one grouping of all rows; the quarters of a year then stand side by side and are
added by plain addition. `skeleton` is the same in Python.
"""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from kinerja.core.dialects import (
    CEILING,
    QUANTITY,
    RATIO_TARGET,
    Dialect,
    Term,
    achievement,
    mean_of,
    number_of,
    numbered,
    predicate_of,
    quoted,
)
from kinerja.core.measure import FORMULAS, HUNDRED_PERCENT, Aggregation, Formula, Method, Nature, Polarity, Status
from kinerja.core.numbers import SCALE
from kinerja.core.rollup.flat import (
    AGENCY,
    AMOUNTS,
    GOVERNMENT,
    IDENTITY,
    INDICATOR,
    NATION,
    NODE,
    OBJECTIVE,
    PERIOD,
    QUARTERS,
    RULE,
    Fault,
    Level,
    Row,
)

_RATIO_FACTOR: Final = 100 * SCALE
_FAULTS: Final = list(Fault)

QUARTERLY: Final = "triwulan"
"""What each quarter of an indicator adds up to, kept until the indicators are drawn."""

Columns = Mapping[str, str]


def _flag(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def _one_of(column: str, words: Sequence[StrEnum]) -> str:
    """Return the condition that a numbered column is one of these words."""
    return f"({' OR '.join(f'{column} = {number_of(word)}' for word in words)})"


_RANGE: Final = _one_of("formula", FORMULAS[Polarity.RANGE])
_RANKED: Final = _one_of("formula", (*FORMULAS[Polarity.ORDINAL], *FORMULAS[Polarity.YES_NO]))
_SUM, _LAST_ONE, _AVERAGE, _RATIO = (
    f"aggregation = {number_of(one)}"
    for one in (Aggregation.SUM, Aggregation.LAST, Aggregation.AVERAGE, Aggregation.RATIO)
)
_CUMULATIVE: Final = f"nature = {number_of(Nature.CUMULATIVE)}"
# What the rule of an indicator means for its periods.
_KINDS: Final = {
    "ratio": f"({_RATIO})",
    "last_only": f"({_LAST_ONE} OR {_CUMULATIVE})",
    "divides": f"({_RATIO} OR ({_AVERAGE} AND NOT {_CUMULATIVE}))",
    # A target of zero then means "not targeted yet".
    "zero_is_none_yet": (
        f"(NOT {_RANGE} AND formula <> {number_of(Formula.YES_NO)} AND coalesce(year_target, 0) <> 0)"
    ),
}


def statements(
    dialect: Dialect,
    method: Method,
    *,
    source: str,
    columns: Collection[str],
    relation: Mapping[str, str],
) -> dict[str, str]:
    """Return the SELECT of each level by its name, in the order in which they must run.

    `source` is the flat table (a name or a subselect in brackets) with these `columns`; `relation` says under which
    name the rows of a level that has run can be read by the next. `QUARTERLY` is no level: what it gives is read by
    the indicators only, several times, and may be forgotten afterwards.
    """
    flat = _parts(dialect, source, columns)
    return {
        PERIOD.name: _period(dialect, flat),
        QUARTERLY: _quarters(dialect, flat),
        INDICATOR.name: _indicator(dialect, relation[QUARTERLY], method),
        NODE.name: _node(dialect, relation[INDICATOR.name], method),
        AGENCY.name: _whole(dialect, AGENCY, relation[NODE.name], method),
        GOVERNMENT.name: _whole(dialect, GOVERNMENT, relation[AGENCY.name], method),
        NATION.name: _whole(dialect, NATION, relation[GOVERNMENT.name], method),
    }


def _select(columns: Columns, source: str, name: str, rest: str = "") -> str:
    told = ", ".join(key if key == text else f"{text} AS {key}" for key, text in columns.items())
    return f"SELECT {told} FROM {source if source.isidentifier() else f'({source})'} AS {name} {rest}".rstrip()


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


# --- Rows -------------------------------------------------------------------------------------------------------------


def _parts(dialect: Dialect, source: str, columns: Collection[str]) -> str:
    """Return every row with what it adds: is it reported, is it targeted, its value, its share of a ratio."""
    typed = {name: _typed(dialect, name, columns) for name in Row._fields if name not in ("due", "handed_in")}
    handed_in, due = (f"CAST({name} AS DATE)" if name in columns else "NULL" for name in ("handed_in", "due"))
    typed |= {"due": _flag(f"{due} IS NOT NULL"), "on_time": _flag(f"{handed_in} <= {due}")}
    judged = _same(*typed) | {
        "fault": _fault(),
        "quarter": (
            "CASE WHEN period BETWEEN 4 AND 6 THEN 2 WHEN period BETWEEN 7 AND 9 THEN 3"
            " WHEN period BETWEEN 10 AND 12 THEN 4 ELSE 1 END"
        ),
        **_KINDS,
    }
    kept = [name for name in judged if name not in ("realisation", "numerator", "denominator")]
    valued = _same(*kept) | {
        "result": "CASE WHEN unavailable OR fault IS NOT NULL THEN NULL WHEN ratio THEN numerator ELSE realisation END",
        "share": "CASE WHEN fault IS NOT NULL THEN NULL WHEN ratio THEN denominator ELSE 1 END",
        "targeted": "(target IS NOT NULL AND NOT (zero_is_none_yet AND target = 0))",
    }
    layer = _select(typed, source, "source")
    return _select(valued, _select(judged, layer, "typed", dialect.fence), "judged", dialect.fence)


def _typed(dialect: Dialect, name: str, columns: Collection[str]) -> str:
    if name == "unavailable":
        return "coalesce(unavailable, false)" if name in columns else "false"
    if name in AMOUNTS:
        return f"CAST({name if name in columns else 'NULL'} AS {dialect.wide})"
    if name in _WORDS:
        return numbered(name, _WORDS[name])
    return f"CAST({name} AS INTEGER)" if name in ("year", "period") else name


_WORDS: Final[Mapping[str, type[StrEnum]]] = {"formula": Formula, "aggregation": Aggregation, "nature": Nature}


def _fault() -> str:
    """Return the number of the first thing wrong with a row, in the order of `Fault`, or null."""
    targets = ("target", "upper", "year_target", "year_upper", "baseline")
    large = " OR ".join(f"abs({name}) >= {QUANTITY}" for name in AMOUNTS)
    large_ratio = " OR ".join(f"abs({name}) >= {RATIO_TARGET}" for name in targets)
    conditions = {
        Fault.KEY: " OR ".join(f"{name} IS NULL" for name in (*IDENTITY, "level", "node")),
        Fault.PERIOD: "(period BETWEEN 1 AND 12) IS NOT TRUE",
        Fault.RULE: (f"formula IS NULL OR aggregation IS NULL OR nature IS NULL OR ({_RANKED} AND NOT {_LAST_ONE})"),
        Fault.CEILING: (
            f"(ceiling IS NULL) = (formula = {number_of(Formula.INVERSE)})"
            f" OR ceiling NOT BETWEEN {HUNDRED_PERCENT} AND {CEILING}"
        ),
        Fault.BASELINE: f"(baseline IS NULL) = (formula = {number_of(Formula.PROGRESS)})",
        Fault.RANGE: (
            f"{_RANGE} AND ((target IS NULL) <> (upper IS NULL) OR target > upper"
            " OR (year_target IS NULL) <> (year_upper IS NULL) OR year_target > year_upper)"
        ),
        Fault.RATIO: (
            f"{_RATIO} AND NOT unavailable AND numerator IS NOT NULL AND (denominator IS NULL OR denominator < 0)"
        ),
        Fault.WEIGHT: f"weight NOT BETWEEN 1 AND {HUNDRED_PERCENT}",
        Fault.SIZE: f"{large} OR ({_RATIO} AND ({large_ratio}))",
    }
    cases = (f"WHEN {condition} THEN {_FAULTS.index(fault)}" for fault, condition in conditions.items())
    return f"CASE {' '.join(cases)} END"


def _period(dialect: Dialect, flat: str) -> str:
    """Return basis a of each row: the period alone."""
    drawn = _same(*PERIOD.columns[:5], "formula", "ceiling", "year_target", "zero_is_none_yet") | {
        "baseline": "coalesce(baseline, 0)",
        "target": "CASE WHEN targeted THEN target * CASE WHEN result IS NULL THEN 1 ELSE share END END",
        "upper": f"CASE WHEN {_RANGE} THEN upper * CASE WHEN result IS NULL THEN 1 ELSE share END END",
        "realisation": f"result * CASE WHEN ratio THEN {_RATIO_FACTOR} ELSE 1 END",
        "divisor": "CASE WHEN result IS NOT NULL AND divides THEN share ELSE 1 END",
        "unavailable": "unavailable",
    }
    layers = _select(drawn, flat, "flat", f"WHERE fault IS NULL {dialect.fence}")
    layers = _achieved(dialect, layers, {"achievement": _Parts("target", "realisation", "upper", "divisor")})
    told = _same(*PERIOD.columns[:5]) | {
        "achievement": _exact("achievement"),
        "status": _status("achievement", "target", "realisation", "divisor", "unavailable"),
    }
    return _select(told, layers, "achieved")


def _exact(value: str) -> str:
    return f"CAST({value} AS DECIMAL(38,0))"


class _Parts(NamedTuple):
    """The columns that an achievement is computed from."""

    target: str
    realisation: str
    upper: str
    divisor: str


def _achieved(dialect: Dialect, source: str, wanted: Mapping[str, _Parts]) -> str:
    """Return the source with achievements beside its columns; null without target or realisation, or at divisor 0."""
    divided: dict[str, str] = {}
    quotients: dict[str, str] = {}
    values: dict[str, str] = {}
    for name, parts in wanted.items():
        found = achievement(
            dialect,
            quotient=f"quotient_{name}",
            formula="formula",
            target=Term(parts.target),
            realisation=Term(parts.realisation),
            year_target=Term("year_target", nullable=True),
            upper=Term(parts.upper),
            baseline=Term(f"(baseline * {parts.divisor})"),
            ceiling="ceiling",
        )
        divided |= {f"dividend_{name}": found.dividend, f"divisor_{name}": found.divisor}
        quotients[f"quotient_{name}"] = dialect.call("quotient", dividend=f"dividend_{name}", divisor=f"divisor_{name}")
        nothing = f"{parts.target} IS NULL OR {parts.realisation} IS NULL OR {parts.divisor} = 0"
        values[name] = f"CASE WHEN {nothing} THEN NULL ELSE {found.value} END"
    for columns, name in ((divided, "drawn"), (quotients, "divided"), (values, "quotients")):
        source = _select({"*": "*"} | columns, source, name, dialect.fence)
    return source


def _status(value: str, target: str, realisation: str, divisor: str, unavailable: str) -> str:
    """Return the SQL of what `core.measure.achieve` says of a figure, in the same order."""
    no_target = f"CASE WHEN year_target IS NULL THEN {quoted(Status.NO_TARGET)} ELSE {quoted(Status.NOT_TARGETED)} END"
    silent = f"CASE WHEN {unavailable} THEN {quoted(Status.UNAVAILABLE)} ELSE {quoted(Status.NOT_REPORTED)} END"
    return (
        f"CASE WHEN {value} IS NOT NULL THEN {quoted(Status.MEASURED)}"
        f" WHEN {divisor} = 0 THEN {quoted(Status.NOT_MEASURABLE)}"
        f" WHEN {target} IS NULL THEN {no_target}"
        f" WHEN zero_is_none_yet AND {target} = 0 THEN {quoted(Status.NOT_TARGETED)}"
        f" WHEN {realisation} IS NULL THEN {silent}"
        f" ELSE {quoted(Status.NOT_MEASURABLE)} END"
    )


# --- Periods into figures ---------------------------------------------------------------------------------------------

# What a usable row adds to its quarter, and a quarter to what there is up to a later one.
_HEARD: Final = "result IS NOT NULL"
_ADDED: Final = {
    "reported": _flag(_HEARD),
    "missing": _flag("unavailable"),
    "silent": _flag(f"targeted AND NOT unavailable AND NOT {_HEARD}"),
    "aimed": _flag("targeted"),
    "paired": _flag(f"targeted AND {_HEARD}"),
    "due": "due",
    "on_time": "on_time",
    "aim": "CASE WHEN targeted AND NOT last_only THEN target END",
    "result": "CASE WHEN NOT last_only THEN result END",
    "result_alone": "CASE WHEN NOT last_only AND NOT targeted THEN result END",
    "share": f"CASE WHEN NOT last_only AND {_HEARD} THEN share END",
    "share_alone": f"CASE WHEN NOT last_only AND NOT targeted AND {_HEARD} THEN share END",
    "target": f"CASE WHEN NOT last_only AND targeted AND {_HEARD} THEN target * share END",
    "upper": f"CASE WHEN NOT last_only AND targeted AND {_HEARD} THEN coalesce(upper, 0) * share END",
}
_COUNTED: Final = ("reported", "missing", "silent", "aimed", "paired", "due", "on_time")
# What the last reported period says, where only the last one counts.
_LAST: Final = {
    "last_result": "result",
    "last_share": "share",
    "last_target": "coalesce(target, 0) * share",
    "last_upper": "coalesce(upper, 0) * share",
    "last_targeted": _flag("targeted"),
}


_SUMMED: Final = ("fault", "twice", *_ADDED, *_LAST, "last_period")


def _quarters(dialect: Dialect, flat: str) -> str:
    """Return one row per indicator, rule and quarter: what it adds to later ones, and its achievement alone (basis a).

    What is faulty adds nothing but its fault.
    """
    bit = f"CASE WHEN period BETWEEN 1 AND 12 THEN {dialect.call('bit', place='period')} END"
    rows = _same(*IDENTITY, *RULE, "quarter", "period", "fault") | {"bit": bit}
    rows |= {name: f"CASE WHEN fault IS NULL THEN {text} END" for name, text in _ADDED.items()}
    rows |= dict(_LAST) | {"is_last": f"(last_only AND fault IS NULL AND {_HEARD})"}
    # Two rows of one period add their bit twice, but set it once.
    told = _same(*IDENTITY, *RULE, "quarter") | {"fault": "min(fault)", "twice": _flag("sum(bit) <> bit_or(bit)")}
    told |= {name: f"coalesce(sum({name}), 0)" for name in _ADDED}
    told |= {name: f"CAST({told[name]} AS INTEGER)" for name in _COUNTED}
    told |= {name: dialect.call("last", value=name, key="period", where="is_last") for name in _LAST}
    told |= {"last_period": "max(CASE WHEN reported = 1 THEN period END)"}
    layers = _select(told, _select(rows, flat, "flat"), "rows", f"GROUP BY {', '.join((*IDENTITY, *RULE))}, quarter")
    kept = _same(*IDENTITY, *RULE, "quarter", *_SUMMED)
    layers = _select(kept | dict(_KINDS), layers, "quarters")
    layers = _select(kept | {f"drawn_{name}": text for name, text in _DRAWN.items()} | _same(*_KINDS), layers, "kinds")
    parts = _Parts("drawn_target", "drawn_realisation", "drawn_upper", "drawn_divisor")
    return _select(kept | _same("alone"), _achieved(dialect, layers, {"alone": parts}), "achieved")


def _indicator(dialect: Dialect, quarters: str, method: Method) -> str:
    """Return the three bases of each indicator at the end of each quarter."""
    drawn = _same(*IDENTITY, *RULE, *_KINDS, "quarter", "fault", "last_period", "alone")
    drawn |= _same("reported", "missing", "silent", "due", "on_time") | _DRAWN
    aimed = _same(*drawn) | {
        "year_aim": "year_target * divisor",
        "year_bound": "coalesce(year_upper, 0) * divisor",
    }
    wanted = {
        "achievement": _Parts("target", "realisation", "upper", "divisor"),
        "progress": _Parts("year_aim", "realisation", "year_bound", "divisor"),
    }
    layers = _running(_side_by_side(quarters))
    for columns, name in ((drawn, "running"), (aimed, "drawn")):
        layers = _select(columns, layers, name)
    text = _select(_figures(method), _achieved(dialect, layers, wanted), "achieved")
    return f"{text} UNION ALL {_select(_unruled(), _rules(quarters), 'rules', _UNRULED)}"


def _rules(quarters: str) -> str:
    """Return one row per indicator and year with its rule; `rules` counts them, `first` is the first quarter."""
    told = _same(*IDENTITY, *RULE) | {"quarter": "min(quarter)"}
    rules = _select(told, quarters, "quarters", f"GROUP BY {', '.join((*IDENTITY, *RULE))}")
    window = f"OVER (PARTITION BY {', '.join(IDENTITY)})"
    return _select({"*": "*", "rules": f"count(*) {window}", "first": f"min(quarter) {window}"}, rules, "ruled")


_AGENCY_YEAR: Final = ("government", "agency", "year")
_KEYED: Final = " AND ".join(f"{name} IS NOT NULL" for name in (*IDENTITY, "level", "node"))
_UNRULED: Final = f"WHERE rules > 1 OR NOT ({_KEYED}) GROUP BY {', '.join(IDENTITY)}"


def _unruled() -> Columns:
    """Return the columns of `INDICATOR` where keys lack or rows disagree: one row with the reason."""
    fault = f"CASE WHEN min({_flag(_KEYED)}) = 0 THEN {quoted(Fault.KEY)} ELSE {quoted(Fault.TWO_RULES)} END"
    nothing = dict.fromkeys(INDICATOR.columns, "NULL")
    nothing |= dict.fromkeys(_COUNTS, "0") | {"provisional": "false", "status": fault, "quarter": "min(first)"}
    return nothing | _same(*IDENTITY)


def _side_by_side(quarters: str) -> str:
    """Return one row per sound indicator and year: its rule, and its four quarters beside one another."""
    told = _same(*IDENTITY, *RULE, "first", "horizon")
    joins = ""
    for quarter in QUARTERS:
        told |= {f"{name}_{quarter}": f"q{quarter}.{name}" for name in (*_SUMMED, "alone")}
        one = _select({"*": "*"}, quarters, "quarters", f"WHERE quarter = {quarter}")
        joins += f" LEFT JOIN ({one}) AS q{quarter} ON {_pairs(f'q{quarter}', IDENTITY)}"
    columns = _same(*_AGENCY_YEAR) | {"horizon": "max(quarter)"}
    horizons = _select(columns, quarters, "quarters", f"GROUP BY {', '.join(_AGENCY_YEAR)}")
    joins += f" LEFT JOIN ({horizons}) AS horizons ON {_pairs('horizons', _AGENCY_YEAR)}"
    told |= {name: f"sound.{name}" for name in (*IDENTITY, *RULE)}
    sound = _select({"*": "*"}, _rules(quarters), "rules", f"WHERE rules = 1 AND {_KEYED}")
    return _select(told, sound, "sound", joins.strip())


def _pairs(other: str, names: Sequence[str]) -> str:
    return " AND ".join(f"{other}.{name} = sound.{name}" for name in names)


def _running(side_by_side: str) -> str:
    """Return what there is up to each quarter: sums added, of the last ones the latest."""

    def until(name: str, absent: str) -> list[str]:
        return [f"CASE WHEN until < {quarter} THEN {absent} ELSE {name}_{quarter} END" for quarter in QUARTERS]

    def latest(name: str, told: str) -> str:
        cases = (f"WHEN until >= {one} AND {told}_{one} IS NOT NULL THEN {name}_{one}" for one in reversed(QUARTERS))
        return f"CASE {' '.join(cases)} END"

    twice, number = f"coalesce(greatest({', '.join(until('twice', 'NULL'))}), 0)", _FAULTS.index(Fault.TWICE)
    fault = f"least({', '.join(until('fault', 'NULL'))})"
    told = _same(*IDENTITY, *RULE) | {"quarter": "until"}
    told |= {name: " + ".join(f"coalesce({text}, 0)" for text in until(name, "0")) for name in _ADDED}
    told |= {name: latest(name, "last_share") for name in _LAST}
    told |= {"last_period": latest("last_period", "last_period")}
    told |= {"alone": f"CASE until {' '.join(f'WHEN {one} THEN alone_{one}' for one in QUARTERS)} END"}
    told |= {
        "fault": f"CASE WHEN {twice} = 1 AND coalesce({fault}, {number}) >= {number} THEN {number} ELSE {fault} END"
    }
    untils = " UNION ALL ".join(f"SELECT {quarter} AS until" for quarter in QUARTERS)
    grid = f"CROSS JOIN ({untils}) AS untils WHERE until BETWEEN first AND horizon"
    return _select(_same(*told) | dict(_KINDS), _select(told, side_by_side, "beside", grid), "untils")


def _bound(name: str) -> str:
    return f" WHEN last_only THEN CASE WHEN last_targeted = 1 THEN last_{name} END WHEN paired > 0 THEN {name}"


_WHOLE: Final = f"({_SUM} OR paired = 0)"
# Some periods as one figure, as `up_to_period` draws it. Without a report only whether there is a target counts, and
# whether it is zero: where the last one counts it is not.
_DRAWN: Final = {
    "target": (
        "CASE WHEN reported = 0 THEN CASE WHEN aimed = 0 THEN NULL WHEN last_only THEN 1 ELSE aim END"
        f"{_bound('target')} END"
    ),
    "upper": f"CASE WHEN NOT {_RANGE} THEN NULL{_bound('upper')} END",
    "realisation": (
        f"CASE WHEN ratio THEN {_RATIO_FACTOR} ELSE 1 END * CASE WHEN reported = 0 THEN NULL"
        f" WHEN last_only THEN last_result WHEN {_WHOLE} THEN result ELSE result - result_alone END"
    ),
    "divisor": (
        f"CASE WHEN reported = 0 OR NOT divides THEN 1 WHEN last_only THEN last_share"
        f" WHEN {_WHOLE} THEN share ELSE share - share_alone END"
    ),
}


def _figures(method: Method) -> Columns:
    """Return the columns of `INDICATOR`."""
    status = _status("achievement", "target", "realisation", "divisor", "(missing > 0 AND silent = 0)")
    fault = " ".join(f"WHEN {number} THEN {quoted(fault)}" for number, fault in enumerate(_FAULTS))
    found = _same(*INDICATOR.columns) | {
        "status": f"CASE WHEN fault IS NULL THEN {status} ELSE CASE fault {fault} END END",
        "expected": "reported + missing + silent",
        "unavailable": "missing",
        "weight": "CAST(weight AS INTEGER)",
    }
    base = ("target", "upper", "realisation", "divisor")
    found |= {name: f"CASE WHEN reported > 0 THEN {name} END" for name in base}
    for name in (*base, "last_period", "alone", "achievement", "progress"):
        found[name] = _exact(f"CASE WHEN fault IS NULL THEN {found[name]} END")
    counts = {name: f"CASE WHEN fault IS NULL THEN {found[name]} ELSE 0 END" for name in _COUNTS}
    return (
        found
        | {name: f"CAST({text} AS INTEGER)" for name, text in counts.items()}
        | {
            "predicate": predicate_of(found["achievement"], method),
            "provisional": "(silent > 0 AND fault IS NULL)",
        }
    )


# --- Figures into means -----------------------------------------------------------------------------------------------

_COUNTS: Final = NODE.columns[-5:]


def _node(dialect: Dialect, source: str, method: Method) -> str:
    """Return the mean of a node's own indicators: weighted where each measured one has a weight."""
    # Not `least`: it leaves out what is null.
    capped = (
        "achievement"
        if method.cap is None
        else f"CASE WHEN achievement > {method.cap} THEN {method.cap} ELSE achievement END"
    )
    measured = "count(achievement)"
    weighted = f"count(CASE WHEN achievement IS NOT NULL THEN weight END) = {measured}"
    sums = {"measured": measured, "members": "count(*)", "weighted": f"({weighted})"}
    sums |= {"shares": "sum(CASE WHEN achievement IS NOT NULL THEN weight END)"}
    for name, value in (("capped", capped), ("uncapped", "achievement")):
        wide = f"CAST({value} AS {dialect.wide})"
        sums |= {f"{name}_sum": f"sum({wide})", f"{name}_weighed": f"sum({wide} * weight)"}
    means = {"measured": "measured", "members": "members"} | {
        name: f"CASE WHEN weighted THEN {mean_of(dialect, f'{name}_weighed', 'shares')}"
        f" ELSE {mean_of(dialect, f'{name}_sum', 'measured')} END"
        for name in ("capped", "uncapped")
    }
    return _means(NODE, source, sums, means, method)


def _whole(dialect: Dialect, level: Level, source: str, method: Method) -> str:
    """Return the mean of printed means: the capped of the capped, the uncapped of the uncapped."""
    member = f"level = {quoted(OBJECTIVE)}" if level is AGENCY else "true"
    sums = {"measured": f"count(CASE WHEN {member} THEN capped END)", "members": f"sum({_flag(member)})"}
    for name in ("capped", "uncapped"):
        sums[f"{name}_sum"] = f"sum(CASE WHEN {member} THEN CAST({name} AS {dialect.wide}) END)"
    means = {"measured": "measured", "members": "members"} | {
        name: mean_of(dialect, f"{name}_sum", "measured") for name in ("capped", "uncapped")
    }
    return _means(level, source, sums, means, method)


def _means(level: Level, source: str, sums: Columns, means: Columns, method: Method) -> str:
    """Return a level: its keys are the columns before `capped`; without all of them a figure belongs nowhere."""
    keys = level.columns[: level.columns.index("capped")]
    there = " AND ".join(f"{name} IS NOT NULL" for name in keys)
    counts = {name: f"sum({name})" for name in _COUNTS}
    grouped = _select(
        _same(*keys) | counts | dict(sums), source, "members", f"WHERE {there} GROUP BY {', '.join(keys)}"
    )
    averaged = _select(_same(*keys, *_COUNTS) | dict(means), grouped, "grouped")
    found = _same(*level.columns) | {"predicate": predicate_of("capped", method)}
    found |= {name: _exact(name) for name in ("capped", "uncapped")}
    found |= {name: f"CAST({name} AS BIGINT)" for name in ("measured", "members", *_COUNTS)}
    return _select(found, averaged, "means")
