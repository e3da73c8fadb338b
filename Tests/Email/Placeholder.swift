import Testing

@Test func `Email placeholder`() { #expect(1 + 1 == 2) }
