// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// Reads what a provider says of its limits in the headers of an answer, a successful one as well: that nothing more
/// may be sent before a moment.
///
/// Three dialects are understood, each only where it says that nothing is left:
/// - `X-RateLimit-Remaining` (or `X-Rate-Limit-Remaining`) with `-Reset-After` in seconds or `-Reset`: seconds since
///   1970, a number of seconds, or a date.
/// - `RateLimit-Remaining` with `RateLimit-Reset`, and the older `RateLimit: limit=5, remaining=0, reset=12`.
/// - `RateLimit: "minute";r=0;t=12` (draft-ietf-httpapi-ratelimit-headers); without `t`, the window `w` of that name in
///   `RateLimit-Policy`.
///
/// What cannot be read says nothing: providers' own limits are only ever kept the better for these headers.
public enum RateHeaders {
    /// No provider's word is trusted for longer.
    public static let longest: Duration = .seconds(3_600)

    private static let families = ["x-ratelimit-", "x-rate-limit-", "ratelimit-"]
    /// A number of at least this many seconds is a time since 1970; of at least a hundred times that, in milliseconds.
    private static let earliestTime = 1_000_000_000.0

    /// When the provider lets the next message come; nil where it may come at once, or the headers do not say.
    ///
    /// Of several limits that are used up the last to be lifted counts, and no moment is further off than ``longest``.
    public static func restUntil(in response: HTTPResponse, now: Timestamp) -> Timestamp? {
        var moments: [Timestamp] = []
        for family in families where number(response.header(family + "remaining")) == 0 {
            let span = number(response.header(family + "reset-after")).map { now + milliseconds($0) }
            if let moment = span ?? response.header(family + "reset").flatMap({ moment($0, now: now) }) {
                moments.append(moment)
            }
        }
        if response.header("ratelimit") != nil {
            moments += listed(values(of: "ratelimit", in: response), values(of: "ratelimit-policy", in: response), now)
        }
        guard let latest = moments.max(), latest > now else { return nil }
        return min(latest, now + longest)
    }

    /// The moments at which limits are lifted that a `RateLimit` header says are used up.
    private static func listed(_ limits: [Substring], _ policies: [Substring], _ now: Timestamp) -> [Timestamp] {
        var moments: [Timestamp] = []
        var pairs: [Substring: Substring] = [:]
        for limit in limits {
            let (name, parameters) = item(limit)
            if let (key, value) = pair(name) { pairs[key] = value }
            guard number(parameters["r"]) == 0 else { continue }
            let policy = policies.lazy.map(item).first { $0.name == name }
            let reset = parameters["t"] ?? policy?.parameters["w"]
            if let moment = reset.flatMap({ moment(String($0), now: now) }) { moments.append(moment) }
        }
        if number(pairs["remaining"]) == 0, let moment = pairs["reset"].flatMap({ moment(String($0), now: now) }) {
            moments.append(moment)
        }
        return moments
    }

    /// A moment that is written as a date, a time since 1970 or a span.
    private static func moment(_ text: String, now: Timestamp) -> Timestamp? {
        guard let number = number(text) else {
            // A fraction finer than a millisecond was cut: too early would be refused.
            let date = Timestamp(text).map { text.contains(".") ? $0 + .milliseconds(1) : $0 }
            return date ?? HTTPDate.parse(text, now: now)
        }
        if number < earliestTime { return now + milliseconds(number) }
        let seconds = number < earliestTime * 100 ? number : number / 1_000
        return Timestamp.distantPast + milliseconds(seconds)
    }

    private static func milliseconds(_ seconds: Double) -> Duration {
        .milliseconds(Int64((min(seconds, earliestTime * 100) * 1_000).rounded(.up)))
    }

    /// A number without a sign or an exponent; nil for anything else.
    private static func number(_ text: (some StringProtocol)?) -> Double? {
        guard
            let text, !text.isEmpty, text.first != ".",
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") })
        else { return nil }
        return Double(text)
    }

    private static func values(of name: String, in response: HTTPResponse) -> [Substring] {
        response.headers.filter { $0.name == name }.flatMap { $0.value.split(separator: ",").map(trimmed) }
    }

    /// An element of a list, with its parameters.
    private static func item(_ text: Substring) -> (name: Substring, parameters: [Substring: Substring]) {
        let parts = text.split(separator: ";").map(trimmed)
        let parameters = parts.dropFirst().compactMap(pair)
        return (parts.first ?? "", Dictionary(parameters) { first, _ in first })
    }

    private static func pair(_ text: Substring) -> (Substring, Substring)? {
        let parts = text.split(separator: "=", maxSplits: 1)
        return parts.count == 2 ? (trimmed(parts[0]), trimmed(parts[1])) : nil
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
