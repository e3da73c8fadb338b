// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging
import Transport

/// What the number of files that may be open lets a hub do at once.
extension HubAssembly {
    /// What the limit in force leaves for what, with an event loop for each processor.
    static func descriptorBudget() -> DescriptorBudget {
        DescriptorBudget(limit: DescriptorLimit.current, loops: sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// Says so where the limit is low: everything works then, and less of it at once.
    func warnOfFewDescriptors() {
        let limit = DescriptorLimit.current
        guard limit < DescriptorBudget.comfortable else { return }
        logger.warning(
            "only \(limit) files and sockets may be open at once: little is delivered or asked at the same time",
            metadata: [
                "attempts_at_once": "\(budget.attempts)", "api_connections": "\(budget.visitors)",
                "action": "Allow at least 1024, by ulimit -n, LimitNOFILE= in systemd, or --ulimit of a container.",
            ]
        )
    }
}
