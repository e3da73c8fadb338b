// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Alertmanager's webhook receiver: alerts, each a group of its own, to one receiver.
///
/// Settings that favour it: nothing waits (`group_wait: 0s`), nothing is grouped, so that each alert is one small
/// post over kept connections; no cluster; its record is in memory. Alerts come in batches of a thousand, and the time
/// runs from the first batch to the last post.
struct AlertmanagerPeer {
    let alerts: Int

    private static let batch = 1_000

    /// - Returns: posts a second at the sink.
    func run(in folder: String, on ground: Ground) throws -> Double {
        let executable = try ground.tools.find("prometheus-alertmanager")
        ground.progress("Alertmanager, \(alerts) alerts")
        let nginx = try NginxSink(in: folder, tools: ground.tools)
        let file = "\(folder)/alertmanager.yml"
        try TextFile.write(Self.configuration(url: nginx.url("/alerts")), to: file)
        let port = try FreePort.find()
        let program = try ChildProgram(
            executable,
            [
                "--config.file=\(file)", "--storage.path=\(folder)/alertmanager", "--cluster.listen-address=",
                "--web.listen-address=127.0.0.1:\(port)", "--log.level=error",
            ],
            errors: "\(folder)/alertmanager.log"
        )
        let http = try HTTPCall("http://127.0.0.1:\(port)", headers: ["Content-Type: application/json"])
        _ = try Waiting.until("Alertmanager's start", within: .seconds(30)) { () -> Bool? in
            guard program.isRunning else {
                throw NotMeasured("it has ended: \(FileTail.read("\(folder)/alertmanager.log", 300))")
            }
            guard LoopbackPort(port).isOpen else { return nil }
            return try http.get("/-/ready").status == 200 ? true : nil
        }
        let before = try nginx.count
        let begin = ContinuousClock.now
        for first in stride(from: 0, to: alerts, by: Self.batch) {
            let answer = try http.post("/api/v2/alerts", Self.alerts(first..<min(first + Self.batch, alerts)))
            guard answer.status == 200 else { throw NotMeasured("it answered \(answer.status): \(answer.text)") }
        }
        let end = try nginx.wait(for: before + alerts, within: .seconds(30 + alerts / 300))
        return Double(alerts) / (end - begin).inSeconds
    }

    static func configuration(url: String) -> String {
        """
        route:
          receiver: sink
          group_by: ["..."]
          group_wait: 0s
          group_interval: 24h
          repeat_interval: 24h
        receivers:
          - name: sink
            webhook_configs:
              - url: "\(url)"
                send_resolved: false

        """
    }

    private static func alerts(_ numbers: Range<Int>) -> String {
        let items = numbers.map { number in
            #"{"labels":{"alertname":"Checkout","severity":"sev2","endpoint":"\#(number)"},"#
                + #""annotations":{"summary":"\#(HubUnderTest.title)","description":"\#(HubUnderTest.body)"}}"#
        }
        return "[\(items.joined(separator: ","))]"
    }
}
