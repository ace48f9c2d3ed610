"""Results of surveys: charts, tables, exports, the card for other sites."""
