"""Small files, small functions."""

import ast
from collections.abc import Iterator

from tests.architecture.house import House

FILE_LINES = 500
FUNCTION_LINES = 100


def files_are_small(house: House) -> Iterator[str]:
    """A file that holds code has at most 500 lines; one of nothing but values, and a migration, may be longer."""
    for source in house.sources:
        count = source.text.count("\n")
        holds_code = any(
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for node in source.tree.body
        )
        if count > FILE_LINES and holds_code and not source.is_migration:
            yield f"{source.path} has {count} lines; at most {FILE_LINES}. Make it a folder of the same name."


def functions_are_small(house: House) -> Iterator[str]:
    """A function has at most 100 lines."""
    for source in house.sources:
        for node in source.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                count = (node.end_lineno or node.lineno) - node.lineno + 1
                if count > FUNCTION_LINES:
                    yield f"{source.at(node.lineno)}: {node.name} has {count} lines; at most {FUNCTION_LINES}."


RULES = (files_are_small, functions_are_small)
