// SPDX-License-Identifier: Apache-2.0

/// The hub's mail against the raw limit of libcurl, to the same smtp-sink.
struct MailMeasure: Measure {
    /// Connections of the hub's channel, threads of the bare loop, sessions of smtp-source.
    private static let concurrency = 16

    func run(on ground: Ground) throws -> [Figure] {
        try ground.withFolder { folder in
            let count = ground.scale.recipients
            let sink = try SMTPSink(in: folder, tools: ground.tools)
            let (hub, mail) = try hub(in: folder, on: ground, to: sink)
            ground.progress("the bare loop, \(count) mails")
            let taken = try BareMailLoop(port: sink.port, mail: mail, threads: Self.concurrency).run(count)
            let orientation = try ground.attempt("smtp-source") {
                try source(in: folder, on: ground, to: sink, mail.count)
            }
            return [
                Figure(
                    "mail fan-out",
                    hub,
                    .perSecond,
                    against: Figure.Reference(
                        "bare libcurl, \(Self.concurrency) threads",
                        Double(count) / taken.inSeconds
                    ),
                    goal: .ratioAtLeast(0.6)
                )
            ] + orientation
        }
    }

    private func hub(in folder: String, on ground: Ground, to sink: SMTPSink) throws -> (Double, [UInt8]) {
        let count = ground.scale.recipients
        ground.progress("the hub, to \(count) mailboxes")
        let witness = try MailCapture()
        var site = try HubSite(in: folder)
        try site.addMailboxes("crowd", count, channel: "mail")
        try site.addMailboxes("witness", 1, channel: "witness")
        try site.configure([
            .mail("mail", port: sink.port, connections: Self.concurrency),
            .mail("witness", port: witness.port, connections: 1),
        ])
        let hub = try HubUnderTest(site, executable: ground.settings.hub)
        try hub.start()
        _ = try hub.declare(to: "witness", expecting: 1)
        let mail = try Waiting.until("the hub's first mail", within: .seconds(30)) { witness.lastMail }
        let before = sink.count
        let begin = ContinuousClock.now
        let incident = try hub.declare(to: "crowd", expecting: count)
        let end = try sink.wait(for: before + count, within: FanOut.bound(for: count))
        try hub.waitForRecords(of: incident, count)
        return (Double(count) / (end - begin).inSeconds, mail)
    }

    /// For orientation: Postfix's own load generator, with mails of the same size over as many sessions.
    private func source(in folder: String, on ground: Ground, to sink: SMTPSink, _ size: Int) throws -> [Figure] {
        let executable = try ground.tools.find("smtp-source")
        let count = ground.scale.recipients
        let program = try ChildProgram(
            executable,
            [
                "-d", "-s", "\(Self.concurrency)", "-l", "\(size)", "-m", "\(count)", "-f", "status@market.example",
                "-t", "reader@example.com", "127.0.0.1:\(sink.port)",
            ],
            errors: "\(folder)/smtp-source.log"
        )
        let before = sink.count
        let begin = program.startedAt
        let end = try sink.wait(for: before + count, within: FanOut.bound(for: count))
        return [
            Figure("smtp-source, \(Self.concurrency) sessions", Double(count) / (end - begin).inSeconds, .perSecond)
        ]
    }
}
