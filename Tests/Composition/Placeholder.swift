import Testing

@Test func `Composition placeholder`() { #expect(1 + 1 == 2) }
