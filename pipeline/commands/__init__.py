"""What each command does, as a report: words for a person, JSON for a program, an exit code."""
