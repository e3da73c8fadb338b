// SPDX-License-Identifier: Apache-2.0

/// A measure could not be taken here, and why: a tool is missing, or what it needs did not come about.
///
/// The run goes on with the next measure; the report says what was left out.
package struct NotMeasured: Error, CustomStringConvertible {
    /// Reads on after “not measured: ”.
    package let description: String

    package init(_ reason: String) { self.description = reason }
}
