import Testing

@Test func `DeliveryEngine placeholder`() { #expect(1 + 1 == 2) }
