"""Which totals are shown beside a person's own, in the order people ask for them."""

TOTALS = {
    "ever_customers": ("customers", "number"),
    "paying_customers": ("active", "number"),
    "mrr": ("mrr", "money"),
    "won_deals": ("won", "number"),
    "lost_deals": ("lost", "number"),
    "open_deals": ("open", "number"),
    "spend": ("spend", "money"),
}
"""Total of ``facts.totals``: its code and unit."""
