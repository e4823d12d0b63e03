"""What is published in the forms that newsrooms work with: a spreadsheet, Parquet, a database. One module per form."""
