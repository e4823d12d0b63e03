"""What a reader could infer, and how to keep it from being inferred.

The reader knows every published range, sum and claim of all revisions, and that counts are whole; insiders know their
own counts besides. Where the desk itself does not know an insider's count of an earlier revision, its present count
stands in (or the nearest in its range then). The reader is not assumed to ask why a sum was told in wide ranges.
"""
