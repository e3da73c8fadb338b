// SPDX-License-Identifier: Apache-2.0

/// Something that reached a reader.
package enum Arrival: Hashable, Sendable {
    case mail(MailArrival)
    case webhook(WebhookArrival)
    case banner(BannerArrival)
    case post(ProviderPost)
}
