// SPDX-License-Identifier: Apache-2.0

extension Breaker {
    /// When a breaker opens, for how long, and when it closes.
    package struct Rules: Hashable, Sendable {
        /// Opens after so many failures in a row, however long they take.
        package var consecutiveFailures: Int
        /// How far back results are counted.
        package var window: Duration
        /// So many results have to be in the window before their share of failures counts.
        package var fewestResults: Int
        /// Opens where such a share of the window's results are failures.
        package var failureShare: Double
        /// For how long it opens first; twice as long each time in a row.
        package var openTime: Duration
        package var longestOpenTime: Duration
        /// Closes after so many successful probes in a row.
        package var successesToClose: Int

        package init(
            consecutiveFailures: Int = 5,
            window: Duration = .seconds(60),
            fewestResults: Int = 20,
            failureShare: Double = 0.5,
            openTime: Duration = .seconds(30),
            longestOpenTime: Duration = .seconds(900),
            successesToClose: Int = 3
        ) {
            self.consecutiveFailures = consecutiveFailures
            self.window = window
            self.fewestResults = fewestResults
            self.failureShare = failureShare
            self.openTime = openTime
            self.longestOpenTime = longestOpenTime
            self.successesToClose = successesToClose
        }

        func openTime(afterOpenings openings: Int) -> Duration {
            min(openTime * (1 << min(max(0, openings - 1), 20)), longestOpenTime)
        }
    }
}
