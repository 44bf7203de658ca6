"""Static report pages of a release: query, figure, page, publish, serve."""
