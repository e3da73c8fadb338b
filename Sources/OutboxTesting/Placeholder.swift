enum OutboxTestingPlaceholder {}
