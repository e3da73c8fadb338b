import Testing

@Test func `Banner placeholder`() { #expect(1 + 1 == 2) }
