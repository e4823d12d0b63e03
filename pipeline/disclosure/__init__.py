"""What a reader could infer, and how to keep it from being inferred.

The reader knows every published range, sum and claim of all revisions, and that counts are whole; insiders know their
own counts of every revision besides. Where the desk itself does not know such a count, the worst of what it may have
been is taken. The reader is not assumed to ask why a sum was told in wide ranges.
"""
