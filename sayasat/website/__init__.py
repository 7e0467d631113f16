"""What all pages share: URLs, links, the catalogue of the archive, and the theme's page around a text."""
