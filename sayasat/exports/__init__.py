"""The files that programs read: feeds, the sitemap, the JSON API, the search index, HTTP headers."""
