"""What programs read of a site: feeds, the sitemap, the JSON API, the search index, HTTP headers."""
