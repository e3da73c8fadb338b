import Testing

@Test func `Transport placeholder`() { #expect(1 + 1 == 2) }
