// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Glibc

/// A child's process and the hub's ends of its three pipes.
struct ChildPipes {
    let process: pid_t
    /// Towards its standard input; does not block.
    var input: Int32
    /// From its standard output; does not block.
    let output: Int32
    /// From its standard error; does not block.
    let errors: Int32

    /// Starts a program: no shell, nothing open but its three streams, a process group of its own, no signal blocked
    /// or ignored.
    ///
    /// - Parameters:
    ///   - command: the program, looked for in the hub's PATH where it holds no slash, and its arguments.
    ///   - environment: the whole of it, as `NAME=value`.
    ///   - folder: its working directory, where a relative path in the command starts as well.
    /// - Throws: ``PluginEnding/notStarted(reason:)``
    init(command: [String], environment: [String], folder: String) throws(PluginEnding) {
        guard let program = command.first else { throw .notStarted(reason: "no command is named") }
        var ends: [(read: Int32, write: Int32)] = []
        for _ in 0..<3 {
            var pair: [Int32] = [-1, -1]
            guard pipe2(&pair, O_CLOEXEC) == 0 else {
                let reason = String(cString: strerror(errno))
                for end in ends { Self.close([end.read, end.write]) }
                throw .notStarted(reason: reason)
            }
            ends.append((pair[0], pair[1]))
        }
        let (input, output, errors) = (ends[0], ends[1], ends[2])
        var id = pid_t()
        let code = Self.spawn(
            &id,
            program,
            command,
            environment,
            folder,
            streams: [input.read, output.write, errors.write]
        )
        Self.close([input.read, output.write, errors.write])
        guard code == 0 else {
            Self.close([input.write, output.read, errors.read])
            throw .notStarted(reason: String(cString: strerror(code)))
        }
        for end in [input.write, output.read, errors.read] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        self.process = id
        self.input = input.write
        self.output = output.read
        self.errors = errors.read
    }

    /// Ends its input: it reads the end of the file.
    mutating func closeInput() {
        guard input >= 0 else { return }
        Glibc.close(input)
        input = -1
    }

    mutating func close() {
        closeInput()
        Self.close([output, errors])
    }

    private static func close(_ ends: [Int32]) { for end in ends { Glibc.close(end) } }

    private static func spawn(
        _ id: inout pid_t,
        _ program: String,
        _ command: [String],
        _ environment: [String],
        _ folder: String,
        streams: [Int32]
    ) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, end) in streams.enumerated() { posix_spawn_file_actions_adddup2(&actions, end, Int32(number)) }
        // What a library of the hub opened without O_CLOEXEC is none of the child's business.
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        posix_spawn_file_actions_addchdir_np(&actions, folder)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        )
        var arguments = command.map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        return posix_spawnp(&id, program, &actions, &attributes, &arguments, &variables)
    }
}
