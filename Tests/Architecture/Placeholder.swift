import Testing

@Test func `Architecture placeholder`() { #expect(1 + 1 == 2) }
