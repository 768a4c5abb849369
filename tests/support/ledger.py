"""What the credit ledger must add up to."""

# How many users' balances are not the sums of their ledger.
SUMS_DIFFER = """
  select count(*) from public.ai_usage as u
   where (u.weekly_used, u.bank, u.held, u.debt, u.last_entry_no)::text is distinct from (
     select (coalesce(sum(l.weekly_used), 0), coalesce(sum(l.bank), 0), coalesce(sum(l.held), 0), coalesce(sum(l.debt), 0), count(*))::text
       from private.credit_ledger as l where l.user_id = u.user_id)
"""
