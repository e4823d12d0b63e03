"""The published table as one web page; `page.page` makes it."""
