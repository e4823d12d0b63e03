"""The declaration of a dataset: its text with places, its model, and the rules that span several keys."""
