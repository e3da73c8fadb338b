// SPDX-License-Identifier: Apache-2.0

/// Every provider that a sink can stand in for, by kind.
package enum ProviderDialects {}
