// SPDX-License-Identifier: Apache-2.0

/// What one run of the command line came to.
struct CommandResult: Sendable {
    let end: ProcessEnd
    let output: [String]
    let errors: [String]

    var text: String { output.joined(separator: "\n") }
    var errorText: String { errors.joined(separator: "\n") }
    var json: JSON? { try? JSON(text) }
}

extension Stage {
    /// Runs `belfry` to its end.
    func belfry(
        _ arguments: String...,
        environment: [String: String] = [:],
        folder: String? = nil,
        within bound: Duration = .seconds(60)
    ) async throws -> CommandResult {
        try await belfry(arguments, environment: environment, folder: folder, within: bound)
    }

    /// Runs `belfry` to its end.
    func belfry(
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String = "",
        folder: String? = nil,
        within bound: Duration = .seconds(60)
    ) async throws -> CommandResult {
        let child = try spawn(PackageRoot.program(), arguments, environment: environment, folder: folder)
        try child.closeInput(after: input)
        let end = try await child.waitForEnd(within: bound)
        return CommandResult(end: end, output: child.output.value, errors: child.errors.value)
    }

    /// Runs one statement on a database that no hub has open, and returns its rows.
    func database(_ path: String, _ statement: String) async throws -> [JSON] {
        let child = try spawn(PackageRoot.python(), [PackageRoot.script("database.py"), path, statement])
        let end = try await child.waitForEnd(within: .seconds(20))
        guard end == .exited(0) else { throw MissingTool(description: child.errors.value.joined(separator: "\n")) }
        return try child.output.value.map { try JSON($0) }
    }
}
