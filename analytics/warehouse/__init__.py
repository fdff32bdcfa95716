"""The facts as Parquet files, by month, for engines that are not our PostgreSQL."""
