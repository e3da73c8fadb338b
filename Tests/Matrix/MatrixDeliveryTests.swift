// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Matrix
import Testing

@Suite struct MatrixDeliveryTests {
    private static let first = "$first:market.example"
    private static let key = "dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R"

    @Test func `a message is put with the delivery's key as its transaction`() async throws {
        let fixture = try MatrixFixture()
        #expect(try await fixture.deliver() == Receipt(id: "$new:market.example"))
        let request = try #require(fixture.http.requests.first)
        #expect(request.method == "PUT")
        #expect(
            request.url == "https://matrix.market.example/_matrix/client/v3/rooms/%21AbCdEf%3Amarket.example"
                + "/send/m.room.message/\(Self.key)"
        )
        #expect(request.header("authorization") == "Bearer \(MatrixFixture.token)")
        let event = try request.event
        #expect(event.words.msgtype == "m.notice" && event.words.format == "org.matrix.custom.html")
        #expect(event.relation == nil && event.newContent == nil)
        #expect(String(decoding: request.body, as: UTF8.self).contains(#""m.mentions":{}"#))
    }

    @Test func `a later update hangs below the first, as a reply where there are no threads`() async throws {
        let fixture = try MatrixFixture()
        _ = try await fixture.deliver(thread: Self.first)
        let relation = try #require(try fixture.http.requests.first?.event.relation)
        #expect(relation.rel_type == "m.thread" && relation.event_id == Self.first)
        #expect(relation.is_falling_back == true && relation.reply?.event_id == Self.first)
    }

    @Test func `messages of their own hang below nothing`() async throws {
        let fixture = try MatrixFixture(updates: .post)
        _ = try await fixture.deliver(thread: Self.first)
        #expect(try fixture.http.requests.first?.event.relation == nil)
    }

    @Test(arguments: UpdateMode.allCases)
    func `a receipt that cannot be read leads to a new message and a note`(_ updates: UpdateMode) async throws {
        for receipt in ["", "$", "first", "!room:market.example", "$a b", "$a\"b"] {
            let fixture = try MatrixFixture(updates: updates)
            let answer = try await fixture.deliver(thread: receipt)
            #expect(fixture.http.requests.map(\.transaction) == [Self.key])
            #expect(try fixture.http.requests.first?.event.relation == nil)
            #expect(answer.note == "the receipt of the first message cannot be read")
        }
    }

    @Test func `an update edits the first message in place`() async throws {
        let fixture = try MatrixFixture(updates: .edit)
        #expect(try await fixture.deliver(thread: Self.first) == Receipt(id: Self.first, note: "edited in place"))
        #expect(fixture.http.requests.map(\.transaction) == [Self.key + "-edit"])
        let event = try #require(try fixture.http.requests.first?.event)
        #expect(event.relation?.rel_type == "m.replace" && event.relation?.event_id == Self.first)
        let words = try #require(event.newContent)
        #expect(event.words.body == "* " + words.body && event.words.formatted_body == "* " + words.formatted_body)
        #expect(words.msgtype == "m.notice" && words.mentions.isEmpty)
    }

    @Test func `the resolution edits the first message and is announced below it`() async throws {
        let fixture = try MatrixFixture(updates: .edit)
        let receipt = try await fixture.deliver(.sample(phase: .resolved), thread: Self.first)
        #expect(fixture.http.requests.map(\.transaction) == [Self.key + "-edit", Self.key])
        #expect(try fixture.http.requests.last?.event.relation?.rel_type == "m.thread")
        #expect(receipt == Receipt(id: "$new:market.example", note: "the first message is edited as well"))
    }

    @Test(arguments: [(400, "M_UNKNOWN"), (404, "M_NOT_FOUND")])
    func `where the first message is gone, a new one is posted`(_ status: Int, _ code: String) async throws {
        let gone = (status, MatrixFixture.refusal(code))
        let edit = try MatrixFixture(updates: .edit, [gone, gone, (200, MatrixFixture.taken)])
        let receipt = try await edit.deliver(thread: Self.first)
        #expect(edit.http.requests.map(\.transaction) == [Self.key + "-edit", Self.key, Self.key + "-new"])
        #expect(try edit.http.requests.last?.event.relation == nil)
        #expect(receipt.id == "$new:market.example")
        #expect(
            receipt.note
                == "the first message can be edited no more; the first message is not there to reply to"
        )
        let thread = try MatrixFixture([gone, (200, MatrixFixture.taken)])
        #expect(try await thread.deliver(thread: Self.first).note == "the first message is not there to reply to")
    }

    @Test func `an edit that fails for another reason is a failure, and nothing is announced`() async throws {
        let fixture = try MatrixFixture(updates: .edit, [(429, MatrixFixture.refusal("M_LIMIT_EXCEEDED"))])
        let fault = await #expect(throws: Fault.self) {
            try await fixture.deliver(.sample(phase: .resolved), thread: Self.first)
        }
        #expect(fault?.code == .rateLimited)
        #expect(fixture.http.requests.count == 1)
    }

    @Test func `the check asks whose the token is`() async throws {
        let fixture = try MatrixFixture([(200, #"{"user_id":"@bot:market.example"}"#)])
        #expect(await fixture.channel.check() == [])
        #expect(fixture.http.requests.map(\.method) == ["GET"])
        #expect(fixture.http.requests.first?.url.hasSuffix("/_matrix/client/v3/account/whoami") == true)
        let refused = try MatrixFixture([(401, MatrixFixture.refusal("M_UNKNOWN_TOKEN"))])
        #expect(await refused.channel.check().map(\.rule) == [FaultCode.authenticationRejected.rawValue])
    }
}
