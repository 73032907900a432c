"""Reports (报表): the slip as PDF, its verification page, and a month's orders in one file."""
