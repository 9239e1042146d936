"""What is told of results: tables, figures, and all their words in English and Chinese."""
