enum EmailPlaceholder {}
