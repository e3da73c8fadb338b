import Testing

@Test func `Outbox placeholder`() { #expect(1 + 1 == 2) }
