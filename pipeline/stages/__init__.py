"""The eight stages, one pure function each, in the order of the walk of a row."""
