"""The one door to parallel work."""
