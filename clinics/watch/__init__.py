"""The week's signals: rules, what they are counted on, what they come to."""
