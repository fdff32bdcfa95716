"""What metrics read: flat tables, the same in PostgreSQL and in the Parquet warehouse."""
