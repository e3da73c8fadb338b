// SPDX-License-Identifier: Apache-2.0

public import Announcement
public import ChannelKit

extension Delivery {
    /// One attempt at bringing a message to a destination.
    ///
    /// `address` counts where `destination` is nil; where `rendering` is nil, it is the title as a `text`.
    public static func sample(
        id: Int64 = 42,
        attempt: Int = 1,
        message: Message = .sample(),
        address: String = "ada@example.com",
        destination: Destination? = nil,
        rendering: Rendering? = nil,
        thread: Receipt? = nil,
        acceptedAt: Timestamp = Timestamp(milliseconds: 1_795_269_900_000),
        unsubscribeURL: String? = nil,
        bounceToken: String? = nil
    ) -> Delivery {
        Delivery(
            id: ID(id),
            key: "dlv_\(id)-01JD8F0V6S9T3B5X7Z1Q4W6Y8R",
            attempt: attempt,
            message: message,
            destination: destination ?? Destination(channel: .sample("stub"), address: address),
            rendering: rendering ?? Rendering(parts: [RenderedPart("text", "text/plain", message.title)]),
            thread: thread,
            acceptedAt: acceptedAt,
            deadline: acceptedAt + .seconds(15),
            unsubscribeURL: unsubscribeURL,
            bounceToken: bounceToken
        )
    }
}
