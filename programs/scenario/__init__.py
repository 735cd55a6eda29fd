"""Player of scenarios: from outside, as people would, through the HTTP APIs, under a business clock that it moves."""
