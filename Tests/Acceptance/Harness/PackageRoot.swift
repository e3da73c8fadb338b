// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What the acceptance tests need and do not make themselves.
struct MissingTool: Error, CustomStringConvertible {
    let description: String
}

/// Where the package, the program under test and its independent receivers are.
enum PackageRoot {
    /// The folder of `Package.swift`.
    static let path: String = {
        var parts = #filePath.split(separator: "/").dropLast()
        while !parts.isEmpty, !FileManager.default.fileExists(atPath: "/\(parts.joined(separator: "/"))/Package.swift")
        {
            parts.removeLast()
        }
        return "/" + parts.joined(separator: "/")
    }()

    /// The program: `BELFRY_BINARY`, else the newer of what `swift build` and `make build` have made.
    static func program() throws -> String {
        if let named = environment("BELFRY_BINARY") {
            guard FileManager.default.isExecutableFile(atPath: named) else {
                throw MissingTool(description: "BELFRY_BINARY names no program: \(named)")
            }
            return named
        }
        let built = ["debug", "release"].map { "\(path)/.build/\($0)/belfry" }
            .filter { FileManager.default.isExecutableFile(atPath: $0) }
        guard let newest = built.max(by: { modified($0) < modified($1) }) else {
            throw MissingTool(
                description: "There is no belfry to test. Run “make test”, or “swift build --product belfry” first."
            )
        }
        return newest
    }

    /// The Python that has aiosmtpd and standardwebhooks: in `BELFRY_VENV`, else where `make test` puts it.
    static func python() throws -> String {
        let folder = environment("BELFRY_VENV") ?? "\(path)/.build/acceptance-venv"
        let python = "\(folder)/bin/python3"
        guard FileManager.default.isExecutableFile(atPath: python) else {
            throw MissingTool(
                description:
                    "The independent receivers are missing: there is no \(python). Run “make test”, which makes "
                    + "them, or set BELFRY_VENV to a virtual environment with Tests/Acceptance/requirements.txt."
            )
        }
        return python
    }

    /// A script of `Tests/Acceptance/Support`.
    static func script(_ name: String) -> String { "\(path)/Tests/Acceptance/Support/\(name)" }

    private static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func modified(_ file: String) -> Date {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        return attributes?[.modificationDate] as? Date ?? .distantPast
    }
}
