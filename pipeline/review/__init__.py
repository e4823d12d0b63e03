"""The page on which people decide: a queue in order of worth, an append-only journal, a server for this machine."""
