// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Testing
import Webhook

/// The vectors are those of the Standard Webhooks libraries, and of RFC 8032 for ed25519.
@Suite struct WebhookSignatureTests {
    private let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    private let moment = Timestamp(milliseconds: 1_614_265_330_000)
    private let body = #"{"test": 2432232314}"#

    private func sign(_ secret: String, body: String) throws -> WebhookSignature {
        try WebhookSignature(
            id: id,
            moment: moment,
            body: Array(body.utf8),
            keys: try WebhookKey.keys(in: Secret(secret))
        )
    }

    @Test(arguments: [
        (
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", #"{"test": 2432232314}"#,
            "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        ),
        (
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", #"{"test":2432232314}"#,
            "Vif40peJBP7Iyl0XGmu61n4MwdrcHov5CFREBpE0svs="
        ),
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", #"{"test": 2432232314}"#, "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    ])
    func `an HMAC signature equals the vector of the specification's libraries`(
        _ secret: String,
        _ body: String,
        _ expected: String
    ) throws {
        #expect(try sign(secret, body: body).signatures == ["v1,\(expected)"])
    }

    /// The same key three times: the seed, the seed with its public half, and the former without padding.
    @Test(arguments: [
        "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=",
        "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg==",
        "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    ])
    func `an ed25519 signature equals the vector, from either form of the key`(_ secret: String) throws {
        let expected = "fldxM4gAKugP6nnt1hdz3sgGfZ6d99nzrMFnZOELIxbzEHoVmAb2ADpkJK7zgPePmPsle0zV9jSeGlHFG2NVAw=="
        #expect(try sign(secret, body: body).signatures == ["v1a,\(expected)"])
    }

    @Test func `the second ed25519 vector holds as well`() throws {
        let secret = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
        let expected = "hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="
        #expect(try sign(secret, body: body).signatures == ["v1a,\(expected)"])
    }

    @Test(arguments: [",", " ", "\n", " , "])
    func `while keys are exchanged every one of them signs, in their order`(_ separator: String) throws {
        let first = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        let second = "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
        let both = try sign(first + separator + second, body: body)
        let expected = try sign(first, body: body).signatures + sign(second, body: body).signatures
        #expect(both.signatures == expected)
        #expect(both.headers.last == HTTPHeader("webhook-signature", expected.joined(separator: " ")))
    }

    @Test func `an unpadded secret is the same key as a padded one`() throws {
        let padded = try sign("whsec_c2VjcmV0LWtleS0xMjM0NQ==", body: body)
        let unpadded = try sign("whsec_c2VjcmV0LWtleS0xMjM0NQ", body: body)
        #expect(padded.signatures == unpadded.signatures)
    }

    @Test(arguments: [
        "", "  ,\n", "whsec_", "whsk_", "whsec_====", "whsec_not base64!", "correct-horse-battery", "whsec_A",
        "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "whsk_c2hvcnQ=",
        // The public half of another key.
        "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2CdYbGd7/1aYLqESvSS7CzEREnFaXsyaRlwO6wDHK5/YA==",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,§§",
    ])
    func `what is no key is refused with a reason that repeats nothing of it`(_ secret: String) {
        let refusal = #expect(throws: WebhookKey.Refusal.self) { try WebhookKey.keys(in: Secret(secret)) }
        for word in secret.split(whereSeparator: { $0 == "_" || $0 == "," || $0.isWhitespace }) where word.count > 5 {
            #expect(refusal?.reason.contains(word) == false)
        }
    }

    @Test func `a key shows nothing of what it is made of`() throws {
        let keys = try WebhookKey.keys(in: Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        var dumped = ""
        dump(keys, to: &dumped)
        #expect(!dumped.contains("Symmetric"))
        #expect("\(keys)" == "[•••]")
    }

    @Test func `without a key the id and the time are sent all the same`() throws {
        let signature = try WebhookSignature(id: id, moment: moment, body: [], keys: [])
        #expect(
            signature.headers == [HTTPHeader("webhook-id", id), HTTPHeader("webhook-timestamp", "1614265330")]
        )
    }
}
