"""Deskcheck: from a messy list of organisations with counts to a table that a newsroom can publish and defend."""
