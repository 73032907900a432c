"""The demo company 澄湾安禾燃气集团（演示）: invented throughout, filled through the one door."""
