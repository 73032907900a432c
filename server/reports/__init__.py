"""Reports (报表): slips as PDF, their verification page, months in one file, lists as Excel."""
