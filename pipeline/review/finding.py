"""Search the registry as one types: every word somewhere in the name, else whatever is most like it."""

from collections.abc import Sequence
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz import fuzz, process

MOST = 9  # as many as there are digit keys


class Finder:
    """The registry's names and aliases, ready to be searched."""

    def __init__(self, ids: Sequence[str], names: Sequence[str], aliases: Sequence[str]) -> None:
        self._ids = list(ids)
        self._names = [plain(name) for name in names]
        self._texts = [
            f"{name} {plain(more)} {entity_id.casefold()}" if more else f"{name} {entity_id.casefold()}"
            for name, more, entity_id in zip(self._names, aliases, ids, strict=True)
        ]

    def find(self, query: str, most: int = MOST) -> list[str]:
        """Find organisations: by identifier, by all words (the shortest names first), else by likeness."""
        if query.strip() in self._ids:
            return [query.strip()]
        words = plain(query).split()
        if not words:
            return []
        found = [at for at, text in enumerate(self._texts) if all(word in text for word in words)]
        found.sort(key=lambda at: (not self._names[at].startswith(words[0]), len(self._names[at]), self._ids[at]))
        if len(found) < most:
            alike = process.extract(
                " ".join(words), self._names, scorer=fuzz.token_set_ratio, limit=most, score_cutoff=60
            )
            found += [at for _, _, at in alike if at not in set(found)]
        return [self._ids[at] for at in found[:most]]


@lru_cache(maxsize=1 << 17)
def plain(text: str) -> str:
    """Write a name in small plain letters, whatever its script and accents."""
    return (text if text.isascii() else str(anyascii(text))).casefold()
