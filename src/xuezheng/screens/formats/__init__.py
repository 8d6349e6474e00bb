"""A table as a file: XLSX, CSV and Parquet, each with its definition, source, hash and, where it applies, the synthetic mark.

`xlsx.write`, `delimited.write` and `parquet.write` take the columns and rows of `components.table`, an `About` and a
language, and return bytes; the same input gives the same bytes. `downloads.download` answers a request with them.
"""
