// SPDX-License-Identifier: Apache-2.0

import Announcement
import CLibcurl
import ChannelKit
import Glibc

/// What libcurl is told, and what it calls while it makes the connection.
extension MailConnection {
    var isEncrypted: Bool { pool.relay.security == .required || pool.relay.isImplicitTLS }

    func setRules(trust: TrustedCertificates?) {
        let relay = pool.relay
        easy.set(CURLOPT_URL, relay.curlURL)
        easy.set(CURLOPT_CONNECT_ONLY, true)
        easy.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        easy.set(CURLOPT_PROXY, "")
        easy.set(CURLOPT_NOSIGNAL, true)
        // Otherwise giving up a mail waits for its name resolution, and every other mail with it.
        easy.set(CURLOPT_QUICK_EXIT, true)
        // The other choice, TRY, would go on in clear text where the relay does not offer it.
        let encryption = relay.security == .required ? CURLUSESSL_ALL : CURLUSESSL_NONE
        easy.set(CURLOPT_USE_SSL, Int(encryption.rawValue))
        easy.trust(trust)
        if let username = relay.username {
            easy.set(CURLOPT_USERNAME, username)
            easy.set(CURLOPT_PASSWORD, relay.password?.reveal() ?? "")
            // Named, so that no weak challenge mechanism is chosen because the relay lists it.
            easy.set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
            easy.set(CURLOPT_SASL_IR, true)
        }
    }

    /// Sets the net below the deadlines that the loop keeps for each step.
    ///
    /// The first also shares the time between the addresses of a relay that has several.
    func setTimeouts(_ mail: MailSubmission) {
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, 2 * mail.timeout.curlMilliseconds)
        easy.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, mail.timeout.curlMilliseconds / 1_000 + 5)
    }

    func setCallbacks() {
        let context = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        easy.set(CURLOPT_PRIVATE, context)
        easy.set(CURLOPT_HEADERDATA, context)
        _ = belfry_easy_set_write(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            // Any count but the true one makes libcurl end the transfer before the next command.
            return MailConnection.from(context)?.receive(greeting: line) == .proceed ? line.count : 0
        }
        easy.set(CURLOPT_OPENSOCKETDATA, context)
        _ = belfry_easy_set_open_socket(easy) { context, _, address in
            guard let connection = MailConnection.from(context), let address else { return CURL_SOCKET_BAD }
            return connection.open(address)
        }
        // The socket's end is told to the watch itself: libcurl may close it after the connection object has gone.
        easy.set(CURLOPT_CLOSESOCKETDATA, UnsafeRawPointer(Unmanaged.passUnretained(sockets).toOpaque()))
        _ = belfry_easy_set_close_socket(easy) { context, descriptor in
            if let context { Unmanaged<SocketWatch>.fromOpaque(context).takeUnretainedValue().closed(descriptor) }
            return close(descriptor)
        }
        // Written by libcurl to standard output otherwise.
        easy.set(CURLOPT_WRITEDATA, context)
        _ = belfry_easy_set_write(easy, CURLOPT_WRITEFUNCTION) { _, size, count, _ in size * count }
    }

    /// The connection behind a pointer that libcurl hands back as it was given to it.
    static func from(_ context: UnsafeMutableRawPointer?) -> MailConnection? {
        context.map { Unmanaged<MailConnection>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Takes a line of what is said before the first mail.
    private func receive(greeting line: UnsafeRawBufferPointer) -> SMTPDialogue.Step {
        guard let transfer else { return .refuse }
        wait(transfer.patience)
        return self.transfer?.dialogue.receive(line: line) ?? .refuse
    }

    private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        guard let transfer else { return CURL_SOCKET_BAD }
        wait(transfer.patience)
        self.transfer?.dialogue.connectionOpened()
        let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.pointee.family, kind, address.pointee.protocol)
        guard descriptor >= 0 else {
            socketError = errno
            return descriptor
        }
        guard !DescriptorLimit.isReserved(descriptor) else {
            close(descriptor)
            socketError = EMFILE
            return CURL_SOCKET_BAD
        }
        sockets.opened(descriptor)
        return descriptor
    }
}
