enum SQLiteStoragePlaceholder {}
