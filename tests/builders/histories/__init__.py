"""Random histories of orders: real commands by random people at random times, then judged."""
