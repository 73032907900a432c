"""督查通 Ducha: the server. Start reading at server/app.py."""
