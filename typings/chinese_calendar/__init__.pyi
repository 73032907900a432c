"""What we use of chinesecalendar, which ships no types."""

from datetime import date

def is_holiday(date: date) -> bool: ...
