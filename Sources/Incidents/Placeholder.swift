enum IncidentsPlaceholder {}
