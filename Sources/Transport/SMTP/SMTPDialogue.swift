// SPDX-License-Identifier: Apache-2.0

/// Where a mail's submission stands: the step whose answer is awaited, or the one that was refused.
package enum SMTPPhase: String, Hashable, Sendable, CaseIterable {
    case connect, greeting, ehlo, helo, starttls, auth, mail, rcpt, data
    /// The mail's bytes are being handed over.
    case content
    /// All bytes have been handed over: the mail may have been accepted, whatever breaks now.
    case verdict
}

/// What a relay's replies say about one submission, read line by line.
///
/// libcurl shows the lines and not the commands, so this follows the order in which libcurl speaks: greeting, EHLO,
/// STARTTLS and EHLO again, AUTH. From MAIL on, where a kept connection begins, the commands are ours: RCPT, DATA,
/// verdict. A pure value: no time, no I/O.
package struct SMTPDialogue: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        case proceed
        /// Stop before another command leaves: the mail would go out unauthenticated.
        case refuse
    }

    /// What the relay can do beyond the protocol's first version.
    struct Extensions: Hashable, Sendable {
        /// Whether it wants to hear a mail's size beforehand (RFC 1870).
        var takesSize = false
        /// Whether it takes several commands at once (RFC 2920).
        var takesGroups = false
    }

    package private(set) var phase: SMTPPhase
    private(set) var extensions = Extensions()
    /// The last reply, before the QUIT's.
    package private(set) var reply: SMTPReply?
    /// Whether nothing but the farewell can follow.
    package private(set) var isOver = false
    package private(set) var isAccepted = false
    /// Whether the relay offered no AUTH although there are credentials.
    package private(set) var lacksAuthentication = false

    private let usesStartTLS: Bool
    private let needsAuthentication: Bool
    private var isEncrypted = false
    private var offersStartTLS = false
    private var offersAuthentication = false
    /// The reply of which further lines are to come.
    private var unfinished: SMTPReply?

    /// - Parameters:
    ///   - isNewConnection: false where the connection has carried a mail before.
    ///   - usesStartTLS: whether the connection is to be encrypted by STARTTLS.
    ///   - needsAuthentication: whether there are credentials, which the relay then must have accepted.
    package init(isNewConnection: Bool, usesStartTLS: Bool, needsAuthentication: Bool) {
        self.phase = isNewConnection ? .connect : .mail
        self.usesStartTLS = usesStartTLS
        self.needsAuthentication = needsAuthentication
    }

    /// A socket is being opened: whatever was expected, the dialogue begins at its beginning.
    package mutating func connectionOpened() {
        self = SMTPDialogue(
            isNewConnection: true,
            usesStartTLS: usesStartTLS,
            needsAuthentication: needsAuthentication
        )
    }

    /// The last of the mail's bytes has been handed to the network layer.
    package mutating func contentHandedOver() {
        if phase == .content { phase = .verdict }
    }

    /// Takes one line of a reply, with or without its line end.
    package mutating func receive(_ line: String) -> Step {
        var line = line
        return line.withUTF8 { receive(line: UnsafeRawBufferPointer($0)) }
    }

    /// Takes one line of a reply, with or without its line end.
    mutating func receive(line bytes: UnsafeRawBufferPointer) -> Step {
        let end = bytes.firstIndex { $0 == 0x0d || $0 == 0x0a } ?? bytes.count
        let line = UnsafeRawBufferPointer(rebasing: bytes[..<end])
        guard !isOver, let code = SMTPReply.code(of: line) else { return .proceed }
        if phase == .connect { phase = .greeting }

        let words = UnsafeRawBufferPointer(rebasing: line.dropFirst(4))
        if phase == .ehlo { note(capability: words) }
        if unfinished?.code != code { unfinished = SMTPReply(code: code) }
        // The words of the others explain nothing to anybody, and there are several for each mail.
        if code >= 400 || phase == .content || phase == .verdict {
            unfinished?.append(String(decoding: words, as: UTF8.self))
        }
        guard SMTPReply.isLast(line), let whole = unfinished else { return .proceed }
        unfinished = nil
        reply = whole
        return advance(code)
    }

    /// In capitals only: libcurl before 8.17 knows no others.
    private mutating func note(capability: UnsafeRawBufferPointer) {
        let name = capability.prefix { $0 != UInt8(ascii: " ") }
        if name.elementsEqual("STARTTLS".utf8) { offersStartTLS = true }
        if name.elementsEqual("AUTH".utf8), name.count < capability.count { offersAuthentication = true }
        if name.elementsEqual("SIZE".utf8) { extensions.takesSize = true }
        if name.elementsEqual("PIPELINING".utf8) { extensions.takesGroups = true }
    }

    private mutating func advance(_ code: Int) -> Step {
        switch (phase, code / 100) {
        case (.greeting, 2): phase = .ehlo
        case (.ehlo, 2): return greeted()
        case (.ehlo, 4...) where !usesStartTLS || isEncrypted:
            // libcurl falls back to HELO now, after which there is no AUTH.
            if needsAuthentication { return refuse() }
            extensions = Extensions()
            phase = .helo
            reply = nil
        case (.helo, 2): phase = .mail
        case (.starttls, 2):
            isEncrypted = true
            offersStartTLS = false
            offersAuthentication = false
            extensions = Extensions()
            phase = .ehlo
        case (.auth, 3): break
        case (.auth, 2): phase = .mail
        case (.mail, 2): phase = .rcpt
        case (.rcpt, 2): phase = .data
        case (.data, 3): phase = .content
        case (.verdict, 2):
            isAccepted = true
            isOver = true
        default: isOver = true
        }
        return .proceed
    }

    private mutating func greeted() -> Step {
        if usesStartTLS, !isEncrypted {
            phase = .starttls
            isOver = !offersStartTLS
        } else if !needsAuthentication {
            phase = .mail
        } else {
            phase = .auth
            lacksAuthentication = !offersAuthentication
            if lacksAuthentication { return refuse() }
        }
        return .proceed
    }

    private mutating func refuse() -> Step {
        isOver = true
        return .refuse
    }
}
