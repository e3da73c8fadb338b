import Testing

@Test func `Simulator placeholder`() { #expect(1 + 1 == 2) }
