"""From tables to files: one module per published form. `forms.render` makes them all."""
