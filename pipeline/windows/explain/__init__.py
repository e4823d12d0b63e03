"""What led from raw rows to a published row: found by name, gathered from all tables, told in words.

`private` gathers what the desk may see, `public` what any reader may, from the published folder alone.
"""
