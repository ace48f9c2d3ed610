"""The audit: events of the ledger in the CMS, for auditors and operators, and an object's history
for the desks (``projections.history_of``)."""
