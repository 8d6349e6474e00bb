"""What a formula is made of, as a hash: so that its compiled SQL can be found again without compiling it.

A formula is a Python function over an Ibis table. Its fingerprint covers its byte code, its constants and whatever it
reaches outside itself (closures, module constants, other functions), to any depth.
"""

import hashlib
import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import version
from types import CodeType, FunctionType, ModuleType
from typing import Any, cast

from xuezheng.engine.figures import Measure

COMPILER = 5  # raised when compiling.py compiles differently
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")  # where a thing lies in memory says nothing of what it is
_PLAIN = (str, bytes, int, float, bool, type(None))


@cache
def tools() -> str:
    """The versions on which compiled SQL and byte code depend."""
    return f"compiler {COMPILER} python {sys.version_info[:2]} ibis {version('ibis-framework')} sqlglot {version('sqlglot')}"


def _constant(value: Any, seen: set[int]) -> str:
    if isinstance(value, _PLAIN):
        return repr(value)
    if isinstance(value, CodeType):
        return _code(value, seen)
    if isinstance(value, tuple | list):
        return "(" + ",".join(_constant(part, seen) for part in cast(Iterable[Any], value)) + ")"
    if isinstance(value, set | frozenset):
        return "{" + ",".join(sorted(_constant(part, seen) for part in cast(Iterable[Any], value))) + "}"
    if isinstance(value, dict):
        pairs = cast(dict[Any, Any], value).items()
        return "{" + ",".join(f"{_constant(k, seen)}:{_constant(v, seen)}" for k, v in pairs) + "}"
    if isinstance(value, FunctionType):
        return _function(value, seen)
    return _ADDRESS.sub("", repr(value))


def _code(code: CodeType, seen: set[int]) -> str:
    constants = ",".join(_constant(part, seen) for part in code.co_consts)
    return f"[{code.co_code.hex()}|{constants}|{code.co_names}|{code.co_varnames}]"


def _names(code: CodeType) -> set[str]:
    names = set(code.co_names)
    for part in code.co_consts:
        if isinstance(part, CodeType):
            names |= _names(part)
    return names


def _function(function: FunctionType, seen: set[int]) -> str:
    if id(function) in seen:
        return function.__name__
    seen.add(id(function))
    parts = [_code(function.__code__, seen), _constant(function.__defaults__, seen)]
    parts.append(_constant(function.__kwdefaults__, seen))
    for cell in function.__closure__ or ():
        parts.append(_constant(cell.cell_contents, seen))
    names = _names(function.__code__)
    for name in sorted(names & function.__globals__.keys()):
        value = function.__globals__[name]
        if isinstance(value, ModuleType):
            attributes = sorted(names & vars(value).keys()) if value.__name__.startswith("xuezheng") else []
            parts.append(name + "".join(f".{a}={_constant(getattr(value, a), seen)}" for a in attributes))
        else:
            parts.append(f"{name}={_constant(value, seen)}")
    return "\n".join(parts)


def function_fingerprint(function: Callable[..., Any] | None) -> str:
    """A hash that changes when the function, or a constant or function it uses, changes."""
    text = _constant(function, set())
    return hashlib.sha256(text.encode()).hexdigest()


def measure_fingerprint(measure: Measure) -> str:
    """The hash under which a measure's compiled SQL is kept."""
    table = measure.table
    columns = [
        (name, repr(c.dtype), c.nullable, (c.metadata or {}).get("least")) for name, c in table.schema.columns().items()
    ]
    formula = (function_fingerprint(measure.value), function_fingerprint(measure.where))
    text = repr((tools(), table.name, table.version, columns, formula, measure.of_none))
    return hashlib.sha256(text.encode()).hexdigest()
