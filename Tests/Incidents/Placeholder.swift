import Testing

@Test func `Incidents placeholder`() { #expect(1 + 1 == 2) }
