"""What every page is made of: the question, values, cards, charts with their tables, and files of both."""
