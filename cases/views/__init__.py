"""Pages of the reception, the queues, the case file, the directory."""
