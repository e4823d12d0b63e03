"""The registry with the evidence that stands: what people confirmed since takes the place of what it says."""

from schemas.registry import Registry


class Vouched(Registry):
    """One row per organisation, sorted by entity_id, with the columns of the registry."""
