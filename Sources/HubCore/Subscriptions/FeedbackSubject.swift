// SPDX-License-Identifier: Apache-2.0

package import Announcement
import Incidents

/// The update that a reader is asked about, and a name for that reader which tells nobody who it is.
package struct FeedbackSubject: Codable, Hashable, Sendable {
    package var incident: IncidentReference.ID
    package var update: Identifier<UpdateSubject>
    /// The same for one reader and one update only: two answers of one reader about two updates cannot be joined.
    package var reader: String
    package var locale: LocaleTag?
}
