"""The hub: the server's half of the sync protocol. It knows neither the product nor a framework."""
