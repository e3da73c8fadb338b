enum DeliveryEnginePlaceholder {}
