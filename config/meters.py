"""What each process counts for Prometheus. With several processes set PROMETHEUS_MULTIPROC_DIR: then they add up."""

from prometheus_client import Counter, Histogram

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.08, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUESTS = Histogram(
    "loyalty_request_seconds", "Time to answer, by route template", ["method", "route", "status"], buckets=BUCKETS
)
REFUSALS = Counter("loyalty_refusals", "Answers that say no, by the code of the refusal", ["code"])
STATEMENT_ERRORS = Counter(
    "loyalty_statement_errors",
    "Statements the database refused: 40P01 deadlock, 40001 serialization, 55P03 lock timeout, 57014 statement timeout",
    ["sqlstate"],
)
SLOW_STATEMENTS = Counter("loyalty_slow_statements", "Statements of half a second or more")
