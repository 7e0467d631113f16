"""How a web server serves the site: one table of rules, and the configuration of each server made from it."""
