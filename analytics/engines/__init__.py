"""What counts figures: PostgreSQL itself, or another engine that `ANALYTICS_URL` names."""
