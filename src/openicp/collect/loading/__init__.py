"""One raw table with its mapping to canonical loaded tables: each column read, each row derived, doubts noted.

Comes in: clean CSVs and mappings. Goes out: Parquet files and what was set aside. It never joins companies.
"""
