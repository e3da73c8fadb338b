// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Testing

@Suite struct SettingsTableTests {
    @Test func `a table is read row by row, several keys in one`() {
        let table = SettingsTable(
            readme: """
                # Pager

                | what | why |
                |---|---|
                | `no` | table of settings |

                | key | default | meaning |
                |---|---|---|
                | `user`, `password` | required | `a` or `b` |
                | `timeout` | `15s` | for one request |

                | `other` | `thing` | nothing |
                """
        )
        #expect(table.rows.map(\.key) == ["user", "password", "timeout"])
        #expect(table.rows.map(\.standard) == ["required", "required", "15s"])
    }

    @Test(arguments: BuiltIn.all)
    func `an adapter's README names its settings and what they are by default`(plugin: BuiltIn) throws {
        let rows = SettingsTable(readme: try SettingsTable.readme(of: plugin.folder)).rows
        let settings = plugin.manifest.settings
        #expect(Set(rows.map(\.key)) == Set(settings.map(\.key)))
        #expect(rows.count == settings.count)
        for setting in settings {
            guard let row = rows.first(where: { $0.key == setting.key }) else { continue }
            #expect((row.standard == "required") == setting.isRequired, "\(setting.key)")
            guard let standard = setting.defaultValue else { continue }
            #expect(row.standard == standard.filter { $0 != " " }, "\(setting.key)")
        }
    }

    @Test func `every folder of an adapter is looked at`() throws {
        #expect(BuiltIn.all.map(\.folder).sorted() == (try SettingsTable.folders()))
        #expect(Set(BuiltIn.all.map(\.manifest.kind)).count == BuiltIn.all.count)
    }
}
