"""The parts of the report on a proposed change."""
