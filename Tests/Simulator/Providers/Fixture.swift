// SPDX-License-Identifier: Apache-2.0

import Simulator

enum Fixture {
    /// Made once: an RSA key takes a while.
    static let accounts = Result { try StandInAccounts(seed: "tests") }
}
