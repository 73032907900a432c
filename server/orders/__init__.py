"""Orders (三色督查落实单): issue, deliver, rectify, review."""
