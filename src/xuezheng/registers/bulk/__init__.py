"""Whole frames into and out of the register's tables, by the database's fastest plain way.

SQLite takes rows by `executemany`; PostgreSQL takes CSV by COPY, and its sequences are set behind the last ids. Columns
are called by the model's column names (attname: `institution_id`), and come in the order of the table.
"""

from xuezheng.registers.bulk.reading import ids_by, next_id, rows_by, stored
from xuezheng.registers.bulk.shape import columns_of, complete, ordered, schema_of
from xuezheng.registers.bulk.writing import delete, insert, update

__all__ = [
    "columns_of",
    "complete",
    "delete",
    "ids_by",
    "insert",
    "next_id",
    "ordered",
    "rows_by",
    "schema_of",
    "stored",
    "update",
]
