"""One view value per part of the report: finished numbers and finished words, nothing to compute.

Comes in: ``ReportInput`` and ``Texts``. Goes out: frozen values that a template, a web page or JSON shows. A view
chooses, orders and names; it never estimates.
"""
