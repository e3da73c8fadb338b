// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// A channel whose attempt is one HTTP request: two pure functions, and the kit does the rest.
public protocol WebChannel: Channel {
    var services: ChannelServices { get }

    /// The request for one attempt. Pure but for the clock: a signature carries the time of the attempt.
    func request(for delivery: Delivery) throws(Fault) -> HTTPRequest

    /// Reads the provider's answer: a receipt, or the fault that its error table names.
    ///
    /// Where the provider says in the headers of a success that its limit is used up, ``RateHeaders`` reads until when:
    /// put it in the receipt's ``Receipt/restUntil``. The same moment serves as the wait of a refusal for a limit that
    /// comes without `Retry-After`. An adapter whose endpoints belong to strangers leaves both alone.
    func receipt(from response: HTTPResponse, for delivery: Delivery) throws(Fault) -> Receipt
}

extension WebChannel {
    public func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        let request = try request(for: delivery)
        return try receipt(from: try await services.http.execute(request), for: delivery)
    }
}
