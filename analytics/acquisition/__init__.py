"""What winning one new customer costs: an input beside what it costs to keep one."""
