"""What the systems of a drawn company would export: SELECTs with their headers, by file name.

Comes in: the size of the company. Goes out: SELECTs over ``companies``. It never writes a file.
"""

from __future__ import annotations

from drawn import Size, deals_sql, invoices_sql, spend_sql, subscriptions_sql, tags_sql, usage_sql


def exports_sql(size: Size) -> dict[str, str]:
    """SELECTs with the headers of the systems, by file name."""
    customer = """printf('cus_%09d', c.i) as "Customer ID", c.name as "Customer Name",
  'billing@' || c.domain as "Customer Email\""""
    tools = f"""(select string_agg(value, ';' order by value) from ({tags_sql(size)}) t
    where t.account_id = c.account_id)"""
    return {
        "hubspot-companies-2026-10-31.csv": f"""
select 400000000 + c.i as "Record ID", c.name as "Company name", c.domain as "Company Domain Name",
  case when known >= 0.05e0 then c.industry_original end as "Industry",
  case when known >= 0.08e0 then c.people end as "Number of Employees",
  case when known >= 0.25e0 then c.revenue end as "Annual Revenue",
  case when known >= 0.02e0 then c.country_original end as "Country/Region",
  case when known >= 0.20e0 then c.founded_year end as "Year Founded",
  case when known >= 0.10e0 then c.channel end as "Original Source",
  {tools} as "Web Technologies", c.opened_on as "Create Date" from companies c order by c.i""",
        "hubspot-deals-2026-10-31.csv": f"""
select case when d.kind = 'new' then 900000000 + c.i else 1900000000 + c.i end as "Record ID",
  c.name || ' - ' || d.pipeline as "Deal Name", d.pipeline as "Pipeline",
  d.stage as "Deal Stage",
  cast(d.amount as decimal(18,2)) as "Amount", d.opened_on as "Create Date", d.closed_on as "Close Date",
  400000000 + c.i as "Associated Company IDs (Primary)", c.name as "Associated Company Names (Primary)"
from ({deals_sql(size)}) d join companies c on c.account_id = d.account_id order by 1""",
        "stripe-subscriptions-2026-10-31.csv": f"""
select s.subscription_id as "id", {customer}, s.plan as "Plan", cast(s.seats as bigint) as "Quantity",
  'eur' as "Currency", 'month' as "Interval", cast(s.mrr as decimal(18,2)) as "Amount", s.status as "Status",
  s.started_on as "Start Date (UTC)", s.cancelled_on as "Canceled At (UTC)", s.ended_on as "Ended At (UTC)"
from ({subscriptions_sql(size)}) s join companies c on c.i = s.i order by 1""",
        "stripe-invoices-2026-10-31.csv": f"""
select v.invoice_id || '_' || v.part as "id", {customer}, v.subscription_id as "Subscription ID",
  v.issued_on as "Date (UTC)", v.period_start as "Period Start (UTC)", v.period_end as "Period End (UTC)",
  cast(v.amount as decimal(18,2)) as "Subtotal", cast(v.amount * 1.2 as decimal(18,2)) as "Amount Due",
  'eur' as "Currency", v.status as "Status"
from ({invoices_sql(size)}) v join companies c on c.i = v.i order by v.i, v.month, v.part""",
        "feature-usage.csv": f"""
select c.domain as "Company domain", u."on" as "Month", u.feature as "Feature", cast(u.amount as bigint) as "Events"
from ({usage_sql(size)}) u join companies c on c.account_id = u.account_id order by 1, 2, 3""",
        "marketing-spend.csv": f"""
select strftime(month, '%Y-%m') as "Month", channel as "Channel", cast(amount as decimal(18,2)) as "Spend"
from ({spend_sql(size)}) order by 1, 2""",
    }
