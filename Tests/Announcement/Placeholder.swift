import Testing

@Test func `Announcement placeholder`() { #expect(1 + 1 == 2) }
