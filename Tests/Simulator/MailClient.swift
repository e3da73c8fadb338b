// SPDX-License-Identifier: Apache-2.0

/// A socket that has been greeted and has said EHLO.
struct MailClient {
    let socket: RawClient

    init(port: Int, patience: Duration = .seconds(10)) throws {
        socket = try RawClient(port: port, patience: patience)
        _ = try socket.reply()
        try socket.say("EHLO client.example")
    }

    /// Hands over a mail that is in order up to the final dot.
    ///
    /// - Returns: the last reply.
    @discardableResult
    func deliver(
        from sender: String = "status@market.example",
        to recipient: String,
        _ mail: String = "Subject: Test\r\n\r\nHello.\r\n"
    ) throws -> String {
        for line in ["MAIL FROM:<\(sender)>", "RCPT TO:<\(recipient)>", "DATA"] {
            let reply = try socket.say(line)
            guard reply.hasPrefix("2") || reply.hasPrefix("3") else {
                try socket.say("RSET")
                return reply
            }
        }
        return try socket.say(mail + ".")
    }
}
