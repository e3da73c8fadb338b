// SPDX-License-Identifier: Apache-2.0

/// Who may log in to a personal data server, and by which DID each account is known.
struct BlueskyAccounts: Sendable {
    /// By handle; nil for any.
    private let passwords: [String: String]?
    private let anyPassword = AcceptedKeys(nil)
    let takenDown: Set<String>

    init(passwords: [String: String]?, takenDown: Set<String>) {
        self.passwords = passwords
        self.takenDown = takenDown
    }

    /// The handle of the account that logs in by its handle or DID; nil where the password is not its own.
    func handle(of identifier: String, password: String) -> String? {
        let isName = identifier.contains(".") || identifier.hasPrefix("did:")
        guard let passwords else { return isName && anyPassword.accept(password) ? identifier.lowercased() : nil }
        let handle = passwords.keys.first { $0 == identifier.lowercased() || did(of: $0) == identifier }
        return handle.flatMap { passwords[$0] == password ? $0 : nil }
    }

    /// The same for the same handle, and of another one another.
    func did(of handle: String) -> String {
        if handle.hasPrefix("did:") { return handle }
        return "did:plc:" + Base32.letters(BlueskyRepository.digest(handle), 24)
    }
}
