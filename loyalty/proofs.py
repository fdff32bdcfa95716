"""The registry of proof queries; filled by the packages that own the data."""
