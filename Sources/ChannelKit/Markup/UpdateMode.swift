// SPDX-License-Identifier: Apache-2.0

/// What a channel does with an incident's later updates, where its provider can.
///
/// The setting `updates` of every channel that can do more than one of them.
public enum UpdateMode: String, Codable, Hashable, Sendable, CaseIterable {
    /// Each is a message of its own.
    case post
    /// Each hangs below the incident's first message.
    case thread
    /// The first message is changed to say what the latest update says. The resolution is announced all the same: a
    /// changed message rings nobody's bell.
    case edit
}
