// SPDX-License-Identifier: Apache-2.0

import Testing

/// The program as a process, over its public interface, against servers that share no code with it.
///
/// One after the other: each test starts processes of its own, and several measure time.
@Suite(.serialized) struct Acceptance {}
