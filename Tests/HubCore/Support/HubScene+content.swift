// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials
import GRDB
import Testing

extension HubScene {
    /// What was accepted under a message's id, as it is kept.
    func content(of message: Message.ID) async throws -> MessageSet {
        var configuration = Configuration()
        configuration.readonly = true
        let data = try await DatabaseQueue(path: database, configuration: configuration)
            .read { database in
                try Data.fetchOne(
                    database,
                    sql: "SELECT c.content FROM message_content c JOIN message m ON m.id = c.message WHERE m.name = ?",
                    arguments: [message.text]
                )
            }
        return try JSONDecoder().decode(MessageSet.self, from: #require(data))
    }
}
