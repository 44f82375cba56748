"""Views, pictures and documents: finished values in, pages and tables for people out.

Comes in: one ``ReportInput`` filled by ``actions``, and ``Texts``. Goes out: HTML in one file, CSV and XLSX.
It never computes a statistic and never touches an engine: numbers arrive finished.
"""
