"""The whole questionnaire played by browsers against the product, a stock wizard and two floors, side by side."""
