// SPDX-License-Identifier: Apache-2.0

import Composition
import Testing

@Suite struct NearestNameTests {
    @Test(
        arguments: [
            ("chanels", ["channels", "audiences"], "channels"), ("Retry", ["retry"], "retry"),
            ("review_by", ["review-by"], "review-by"),
            ("teh", ["the", "tub"], "the"), ("rat", ["rate", "rats"], "rate"), ("a", ["b"], "b"),
            ("platform", ["playbooks"], nil),
            ("x", [], nil), ("", ["abc"], nil), ("concurency", ["concurrency", "currency"], "concurrency"),
        ] as [(String, [String], String?)]
    )
    func `the nearest name is found, and none where none is near`(
        _ name: String,
        candidates: [String],
        nearest: String?
    ) {
        #expect(NearestName.of(name, in: candidates) == nearest)
        #expect(NearestName.of(name, in: candidates.reversed()) == nearest)
    }
}
