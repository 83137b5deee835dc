"""Out: stored reports become what people see."""
