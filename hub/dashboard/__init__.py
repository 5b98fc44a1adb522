"""Pages that read across features: the overview, the bell, help, reports. Changes nothing."""
