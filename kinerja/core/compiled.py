"""The arithmetic of `measure` as Python source, compiled once per formula.

It is not a second definition: the very function that computes with `PYTHON` is run once over names instead of
numbers, and every operation it asks for becomes one line of source. What is left is a straight run of assignments,
without the calls, the comparisons of formulas and the keywords that cost most of the time of a single figure.
"""

from collections.abc import Callable
from typing import Any, Final

Compiled = Callable[[int, int, int, int, int], int | None]
"""(target, realisation, year's target, upper bound, baseline) to hundredths of a percent, as `measure` gives them."""

_INPUTS: Final = ("target", "realisation", "year_target", "upper", "baseline")


class _Name:
    """A value that has a name in the source: each operation on it becomes a line that names its result."""

    __slots__ = ("lines", "text")

    def __init__(self, lines: dict[str, str], text: str) -> None:
        self.lines = lines  # what was computed so far, to its name: nothing is computed twice
        self.text = text

    def __str__(self) -> str:
        return self.text

    def let(self, expression: str) -> "_Name":
        """Write down a line, unless it stands there already, and return the name that it gives."""
        return _Name(self.lines, self.lines.setdefault(expression, f"v{len(self.lines)}"))

    def __add__(self, other: "_Name | int") -> "_Name":
        return self.let(f"{self} + {other}")

    def __sub__(self, other: "_Name | int") -> "_Name":
        return self.let(f"{self} - {other}")

    def __mul__(self, other: "_Name | int") -> "_Name":
        return self.let(f"{self} * {other}")

    def __lt__(self, other: "_Name | int") -> "_Name":
        return self.let(f"{self} < {other}")

    def __gt__(self, other: "_Name | int") -> "_Name":
        return self.let(f"{self} > {other}")


class _SourceOps:
    """The operators as lines of source; nothing is computed but what is the same for all figures.

    No input is null: who asks has settled that, and the lines for it fall away.
    """

    def __init__(self, lines: dict[str, str]) -> None:
        self.null = _Name(lines, "None")

    def case(self, condition: Any, then: _Name, otherwise: _Name, /) -> _Name:
        if condition is False:
            return otherwise
        return self.null.let(f"{then} if {condition} else {otherwise}")

    def abs(self, value: _Name, /) -> _Name:
        return value.let(f"abs({value})")

    def isnull(self, _: _Name, /) -> bool:
        return False

    def idiv(self, dividend: _Name, divisor: _Name, /) -> _Name:
        return dividend.let(f"{dividend} // {divisor}")


def compiled(define: Callable[..., Any]) -> Compiled:
    """Return what `define(ops, **inputs)` computes as a function of its five inputs."""
    spaces: dict[str, Any] = {}
    # The source is made of this module's own lines and whole numbers: nothing that anybody typed gets into it.
    exec(source(define), {"__builtins__": {"abs": abs}}, spaces)  # noqa: S102
    found: Compiled = spaces["figure"]
    return found


def source(define: Callable[..., Any]) -> str:
    """Return the text of that function, one operation a line."""
    lines: dict[str, str] = {}
    answer = define(_SourceOps(lines), **{name: _Name(lines, name) for name in _INPUTS})
    body = [f"    {name} = {expression}" for expression, name in lines.items()]
    return "\n".join([f"def figure({', '.join(_INPUTS)}):", *body, f"    return {answer}"])
