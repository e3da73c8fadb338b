import Testing

@Test func `Acceptance placeholder`() { #expect(1 + 1 == 2) }
