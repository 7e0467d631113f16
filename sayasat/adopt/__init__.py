"""``sayasat adopt`` builds the site of any Git repository of Markdown texts; ``init`` begins a new one."""
