// SPDX-License-Identifier: Apache-2.0

import Incidents

extension MaintenanceWindow {
    /// Reads `scheduled_for` and `scheduled_until`.
    static func read(_ fields: Fields) -> MaintenanceWindow {
        MaintenanceWindow(start: fields.timestamp("scheduled_for"), end: fields.timestamp("scheduled_until"))
    }
}
