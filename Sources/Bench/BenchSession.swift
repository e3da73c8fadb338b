// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Takes measure after measure, run after run, and gathers what they say.
///
/// Everything in it blocks: it is a program's whole work, on its main thread.
package struct BenchSession {
    private let settings: BenchSettings
    private let say: (String) -> Void

    /// Here `say` takes a line of progress.
    package init(_ settings: BenchSettings, say: @escaping (String) -> Void) {
        self.settings = settings
        self.say = say
    }

    /// - Throws: where not even the folder can be made; what a measure meets is in the report.
    package func run() throws -> BenchReport {
        // A sink that closes must not end the bench.
        signal(SIGPIPE, SIG_IGN)
        let ground = try Ground(settings, say: say)
        defer { ground.leave() }
        var report = BenchReport(machine: Machine(folder: ground.folder), settings: settings)
        say("\(report.machine.text)\n")
        for run in 1...max(1, settings.runs) {
            ground.begin()
            for name in settings.measures where !report.hasGivenUp(name) {
                say("run \(run) of \(settings.runs): \(name.rawValue)")
                do {
                    let figures = try name.measure().run(on: ground)
                    for figure in figures { say("  \(figure.line)") }
                    report.add(figures, of: name)
                    for reason in ground.takeOmissions() { report.leaveOut(name, because: reason) }
                } catch let reason as NotMeasured {
                    say("  not measured: \(reason)")
                    report.leaveOut(name, because: reason.description)
                }
            }
        }
        return report
    }
}
