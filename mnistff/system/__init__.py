"""What the project runs on: addresses, proxies, folders, signals, the log, and text from elsewhere."""
