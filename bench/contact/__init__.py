"""The contact handler and its worker under faults, under load, and at a cold start."""
