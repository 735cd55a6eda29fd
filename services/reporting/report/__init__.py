"""Reports, put together from what has been heard: tables, words, the chain; and the form of it that is for all."""
