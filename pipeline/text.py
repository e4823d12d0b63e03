"""Small rules of text that several stages share."""


def fold_blanks(text: str) -> str:
    """Fold each run of blanks to one space and strip the ends: how a raw name becomes the key of a name."""
    return " ".join(text.split())
