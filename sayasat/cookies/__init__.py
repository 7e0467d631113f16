"""The inventory of what a site keeps in a browser, and the visitor's consent."""
