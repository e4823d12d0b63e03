"""From files to tables: one module per source format, and the tables that people write."""
