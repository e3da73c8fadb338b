// SPDX-License-Identifier: Apache-2.0

/// The headers of a notification, and what Apple finds wrong with them.
struct APNsHeaders {
    let topic: String
    let type: String
    let id: String?
    let collapseID: String?
    /// Apple's word for the first thing that is wrong; nil where nothing is.
    let flaw: String?

    private static let types: Set = [
        "alert", "background", "complication", "controls", "fileprovider", "liveactivity", "location", "mdm",
        "pushtotalk", "voip", "widgets",
    ]

    init(_ request: ProviderRequest) {
        self.topic = request.header("apns-topic") ?? ""
        self.type = request.header("apns-push-type") ?? ""
        self.id = request.header("apns-id")
        self.collapseID = request.header("apns-collapse-id")
        self.flaw = Self.flaw(in: request)
    }

    private static func flaw(in request: ProviderRequest) -> String? {
        let names = request.raw.headers.map { $0.name.lowercased() }.filter { $0.hasPrefix("apns-") }
        if Set(names).count < names.count { return "DuplicateHeaders" }
        guard let topic = request.header("apns-topic") else { return "MissingTopic" }
        guard topic.contains("."), topic.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return "BadTopic" }
        let type = request.header("apns-push-type") ?? ""
        guard types.contains(type) else { return "InvalidPushType" }
        let priority = request.header("apns-priority") ?? "10"
        guard ["1", "5", "10"].contains(priority), type != "background" || priority == "5" else { return "BadPriority" }
        if let end = request.header("apns-expiration"), Int64(end).map({ $0 < 0 }) ?? true {
            return "BadExpirationDate"
        }
        if let id = request.header("apns-collapse-id"), !(1...64).contains(id.utf8.count) { return "BadCollapseId" }
        if let id = request.header("apns-id") {
            let groups = id.split(separator: "-", omittingEmptySubsequences: false)
            guard groups.map(\.count) == [8, 4, 4, 4, 12], groups.joined().allSatisfy(\.isHexDigit) else {
                return "BadMessageId"
            }
        }
        return nil
    }
}
