import Testing

@Test func `HubCore placeholder`() { #expect(1 + 1 == 2) }
