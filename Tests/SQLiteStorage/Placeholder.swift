import Testing

@Test func `SQLiteStorage placeholder`() { #expect(1 + 1 == 2) }
