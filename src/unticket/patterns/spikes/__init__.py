"""Days and hours that brought more tickets than their past makes likely."""
