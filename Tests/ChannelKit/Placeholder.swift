import Testing

@Test func `ChannelKit placeholder`() { #expect(1 + 1 == 2) }
