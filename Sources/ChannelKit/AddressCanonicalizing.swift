// SPDX-License-Identifier: Apache-2.0

/// A channel on which one address can be written in several ways.
public protocol AddressCanonicalizing: Channel {
    /// The one way of writing an address by which the hub keeps it, so that no reader is taken for two.
    ///
    /// Pure. An address that is none is returned as it is.
    func canonicalAddress(_ address: String) -> String
}
