import Testing

@Test func `Webhook placeholder`() { #expect(1 + 1 == 2) }
