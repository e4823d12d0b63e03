"""The closed lists of words that tables may hold."""

OUTCOMES = ("published", "dropped", "pending", "quarantined")
DROPPED = ("no_match", "unconfirmed", "out_of_scope", "below_minimum", "not_an_entity")
PENDING = ("needs_review", "tie")
QUARANTINED = ("bad_count", "bad_region", "bad_date", "missing_name", "bad_row", "unreadable")
REASONS = DROPPED + PENDING + QUARANTINED

LINK_DECISIONS = ("link", "possible_link", "non_link")
LINK_BASES = ("model", "decision", "pattern", "reopened")
VERDICTS = ("match", "no_match", "not_an_entity", "unsure")
STATUSES = ("confirmed", "unconfirmed")

LISTS = ("published", "dropped")
STRATA = ("whole", "random")
LOOKS = ("1", "2")
FINDINGS = ("right", "wrong", "unsure")
SIGNATURES = ("approved", "withdrawn")

EVENTS = ("asked", "answered")
ANSWERS = ("confirmed", "unaware", "denied", "declined")
RESPONSES = ("confirmed", "denied", "declined", "no_response", "not_asked")
DIMENSIONS = ("all", "country", "kind", "response")

CORRECTION_REASONS = ("correction", "new_response", "new_verification", "new_data", "method", "withdrawal")

CHANGES = (
    "added",
    "removed",
    "withdrawn",
    "renamed",
    "merged",
    "split",
    "range_up",
    "range_down",
    "range_redrawn",
    "response",
    "statement",
    "kind",
    "region",
    "detail",
    "column_added",
    "column_removed",
)

AUDITED = ("organisation", "difference", "contradiction")
AUDIT_VERDICTS = ("safe", "declared", "known", "exposed", "leak", "unproved", "contradiction")

# What each word tells a reader; pages and summaries print these, and nothing else explains them.
MEANING = {
    "no_match": "no organisation of the registry bears the name",
    "unconfirmed": "the organisation's existence is not confirmed",
    "out_of_scope": "outside the scope of the table (region, kind or date)",
    "below_minimum": "the organisation's total is below the smallest published range",
    "not_an_entity": "the name is no organisation",
    "needs_review": "a person must decide which organisation is meant",
    "tie": "two organisations fit the name equally well",
    "bad_count": "the count is not a whole number",
    "bad_region": "the region is unknown or fits several regions",
    "bad_date": "the date is not a date of the form 2020-02-29",
    "missing_name": "the row has no name",
    "bad_row": "the row does not have the columns of its file",
    "unreadable": "the row cannot be read",
    "confirmed": "the organisation said that it, or people in it, used the system",
    "denied": "the organisation said that it did not use the system",
    "declined": "the organisation would not answer the question",
    "no_response": "the organisation was asked and did not reply",
    "not_asked": "the organisation has not been asked",
}
