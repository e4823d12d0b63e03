"""How a check is told to machines: annotations, a job summary, JUnit and SARIF. Nothing private is in any of them."""
