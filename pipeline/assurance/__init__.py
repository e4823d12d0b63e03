"""How sure a publication is of itself: samples that people judge, bounds on the share of errors, sign-off."""
