// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct ConfigurationTests {
    @Test func `the configuration that ships keeps the contract`() throws {
        let missing = try ConfigurationContract.missing(from: Repository.text("Config/belfry.yaml"))
        #expect(missing == [])
    }

    @Test func `the audience's file that it names is there, with known columns`() throws {
        let text = try Repository.text("Config/audiences/buyers.csv")
        let lines = text.split(separator: "\n")
        #expect(lines.first == "channel,to,locale,tags,secret")
        #expect(lines.count > 1)
        for line in lines { #expect(line.split(separator: ",", omittingEmptySubsequences: false).count == 5) }
    }

    @Test(arguments: [
        ("listen: \"127.0.0.1:8080\"", "listen: \"0.0.0.0:8080\"", "/hub/listen is not “127.0.0.1:8080”"),
        ("  environment: \"production\"\n", "", "/hub/environment is missing"),
        ("- name: mail-backup", "- name: spare", "/channels/1 (mail-backup) is missing"),
        ("concurrency: 8", "concurrency: 9", "/channels/0 (mail)/concurrency is not “8”"),
        ("schedule: [1s, 5s, 30s]", "schedule: [1s, 5s]", "/channels/0 (mail)/retry/schedule/2 is missing or differs"),
        ("tags: [vip]", "tags: []", "/audiences/0 (buyers)/destinations/0 is missing or differs"),
        ("monitoring: 60m", "monitoring: 61m", "/playbooks/0 (checkout-down)/cadence/monitoring is not “60m”"),
    ])
    func `what departs from the contract is reported`(part: String, change: String, violation: String) throws {
        let text = ConfigurationContract.text
        #expect(text.contains(part))
        #expect(try ConfigurationContract.missing(from: text.replacing(part, with: change)) == [violation])
    }

    @Test func `what is added to the contract is not reported`() throws {
        let text = ConfigurationContract.text.replacing("hub:\n", with: "hub:\n  locale: de\n")
            .replacing("channels:\n", with: "channels:\n  - { name: ops, plugin: webhook }\n")
        #expect(try ConfigurationContract.missing(from: text) == [])
    }
}
