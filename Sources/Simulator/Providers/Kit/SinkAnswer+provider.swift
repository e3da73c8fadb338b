// SPDX-License-Identifier: Apache-2.0

extension SinkAnswer {
    /// A provider's answer in JSON.
    static func json(_ status: Int, headers: [SinkHeader] = [], _ body: some Encodable) -> SinkAnswer {
        json(status, headers, bytes: try? SinkJSON.encode(body))
    }

    /// A provider's answer in JSON that is written down where it is given.
    static func json(_ status: Int, headers: [SinkHeader] = [], _ body: ProviderJSON) -> SinkAnswer {
        json(status, headers, bytes: try? SinkJSON.encode(body))
    }

    private static func json(_ status: Int, _ headers: [SinkHeader], bytes: [UInt8]?) -> SinkAnswer {
        guard let bytes else { return 500 }
        let type = SinkHeader("content-type", "application/json; charset=utf-8")
        return SinkAnswer(.reply(SinkReply(status, headers: [type] + headers, bytes: bytes)))
    }
}
