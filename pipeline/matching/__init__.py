"""Names against a registry: standardise, find candidates, compare, weigh."""
