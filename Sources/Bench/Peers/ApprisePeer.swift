// SPDX-License-Identifier: Apache-2.0

/// Apprise's JSON notification to many URLs, as its own interface sends them: all in one call.
///
/// Its threads are as many as it chooses itself. The time runs from the call to its return; reading the URLs is not
/// counted.
struct ApprisePeer {
    let urls: Int

    private static let script = """
        import sys, time, apprise
        port, count, title, body = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
        sender = apprise.Apprise()
        for number in range(count):
            sender.add(f"json://127.0.0.1:{port}/hooks/{number}")
        begin = time.monotonic()
        sender.notify(title=title, body=body)
        print("seconds", time.monotonic() - begin, flush=True)

        """

    /// - Returns: posts a second.
    func run(in folder: String, on ground: Ground) throws -> Double {
        let executable = try ground.tools.find(ground.settings.python)
        ground.progress("Apprise, \(urls) URLs")
        let nginx = try NginxSink(in: folder, tools: ground.tools)
        let (script, output, log) = ("\(folder)/apprise_peer.py", "\(folder)/output", "\(folder)/apprise.log")
        try TextFile.write(Self.script, to: script)
        let before = try nginx.count
        let program = try ChildProgram(
            executable,
            [script, "\(nginx.port)", "\(urls)", HubUnderTest.title, HubUnderTest.body],
            output: output,
            errors: log
        )
        let seconds = try Waiting.until("Apprise's end", within: .seconds(60 + urls / 10)) { () -> Double? in
            let isRunning = program.isRunning
            if let found = Self.seconds(in: TextFile.read(output) ?? "") { return found }
            guard isRunning else { throw NotMeasured("it has ended: \(FileTail.read(log, 300))") }
            return nil
        }
        let arrived = try nginx.count - before
        guard arrived == urls else { throw NotMeasured("\(arrived) of \(urls) posts arrived.") }
        return Double(urls) / seconds
    }

    private static func seconds(in text: String) -> Double? {
        let line = text.split(separator: "\n").last { $0.hasPrefix("seconds ") }
        return line.flatMap { Double($0.dropFirst(8)) }
    }
}
