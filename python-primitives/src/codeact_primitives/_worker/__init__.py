"""Parts of the worker: the persistent interpreter that the bridge feeds with actions."""
