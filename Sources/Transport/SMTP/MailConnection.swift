// SPDX-License-Identifier: Apache-2.0

import Announcement
import CLibcurl
import ChannelKit
import Glibc

/// One connection to a relay: an easy handle, which keeps it open from mail to mail.
///
/// Made, used and thrown away by one thread of a ``MailPool``; every call blocks.
final class MailConnection {
    /// Providers close a connection after some number of mails: we are first.
    static let mailsAtMost = 100
    /// How long the relay's answer to our farewell is waited for.
    private static let farewell = Duration.seconds(2)

    private let easy: EasyHandle
    private let relay: MailRelay
    private var carried = 0
    private var transfer: MailTransfer?

    init?(relay: MailRelay, caFile: String?) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.relay = relay
        setRules(caFile: caFile)
        setCallbacks()
    }

    /// Says QUIT and closes.
    ///
    /// libcurl would wait two minutes for the answer; closing our ear first makes that none.
    deinit {
        let descriptor = easy.socket
        if descriptor >= 0 { shutdown(descriptor, Int32(SHUT_RD)) }
        curl_easy_cleanup(easy)
    }

    /// Whether it has carried all it should.
    var isSpent: Bool { carried >= Self.mailsAtMost }

    /// Submits one mail and waits for the verdict.
    func submit(_ job: MailJob) -> Result<MailAcceptance, Fault> {
        let first = perform(job)
        guard first.mayBeRepeated else { return first.result }
        easy.set(CURLOPT_FRESH_CONNECT, true)
        defer { easy.set(CURLOPT_FRESH_CONNECT, false) }
        return perform(job).result
    }

    private func perform(_ job: MailJob) -> (result: Result<MailAcceptance, Fault>, mayBeRepeated: Bool) {
        let mail = job.mail
        let isNew = easy.socket < 0
        let transfer = MailTransfer(
            job,
            dialogue: SMTPDialogue(
                isNewConnection: isNew,
                usesStartTLS: relay.usesStartTLS,
                needsAuthentication: relay.username != nil
            ),
            farewell: Self.farewell
        )
        let recipients = curl_slist_append(nil, mail.recipient)
        defer { curl_slist_free_all(recipients) }
        easy.set(CURLOPT_MAIL_FROM, mail.sender)
        easy.set(CURLOPT_MAIL_RCPT, list: recipients)
        easy.set(CURLOPT_INFILESIZE_LARGE, offset: mail.content.count)
        // Each step has its own deadline, kept by `MailTransfer`; these two are the net below it. The first also
        // shares the time between the addresses of a relay that has several.
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, 2 * mail.timeout.curlMilliseconds)
        let longest = max(mail.timeout, mail.verdictTimeout)
        easy.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, longest.curlMilliseconds / 1_000 + 5)

        self.transfer = transfer
        let code = curl_easy_perform(easy)
        self.transfer = nil
        if transfer.hasOpenedConnection { carried = 0 }
        carried += 1
        let osError = Int32(truncatingIfNeeded: easy.integer(CURLINFO_OS_ERRNO))
        let result = transfer.result(code.rawValue, osError: osError)
        return (result, !isNew && transfer.isLostOnIdleConnection)
    }

    private func setRules(caFile: String?) {
        easy.set(CURLOPT_URL, relay.curlURL)
        easy.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        easy.set(CURLOPT_PROXY, "")
        easy.set(CURLOPT_NOSIGNAL, true)
        easy.set(CURLOPT_QUICK_EXIT, true)
        easy.set(CURLOPT_NOPROGRESS, false)
        easy.set(CURLOPT_UPLOAD, true)
        easy.set(CURLOPT_MAXCONNECTS, 1)
        easy.set(CURLOPT_MAXAGE_CONN, Int(MailPool.idleLimit.components.seconds))
        // The other choice, TRY, would go on in clear text where the relay does not offer it.
        let encryption = relay.security == .required ? CURLUSESSL_ALL : CURLUSESSL_NONE
        easy.set(CURLOPT_USE_SSL, Int(encryption.rawValue))
        if let caFile { easy.set(CURLOPT_CAINFO, caFile) }
        if let username = relay.username {
            easy.set(CURLOPT_USERNAME, username)
            easy.set(CURLOPT_PASSWORD, relay.password?.reveal() ?? "")
            // Named, so that no weak challenge mechanism is chosen because the relay lists it.
            easy.set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
            easy.set(CURLOPT_SASL_IR, true)
        }
    }

    private func setCallbacks() {
        let context = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        easy.set(CURLOPT_HEADERDATA, context)
        _ = belfry_easy_set_write(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
            // Any count but the true one makes libcurl end the transfer before the next command.
            return MailConnection.transfer(of: context)?.receive(line) == .proceed ? size * count : 0
        }
        easy.set(CURLOPT_READDATA, context)
        _ = belfry_easy_set_read(easy) { bytes, size, count, context in
            guard let transfer = MailConnection.transfer(of: context) else { return Int(CURL_READFUNC_ABORT) }
            return transfer.copyContent(to: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
        }
        easy.set(CURLOPT_XFERINFODATA, context)
        _ = belfry_easy_set_progress(easy) { context, _, _, _, _ in
            MailConnection.transfer(of: context)?.mustEnd() == true ? 1 : 0
        }
        easy.set(CURLOPT_OPENSOCKETDATA, context)
        _ = belfry_easy_set_open_socket(easy) { context, _, address in
            guard let address else { return CURL_SOCKET_BAD }
            MailConnection.transfer(of: context)?.connectionOpened()
            let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
            return socket(address.pointee.family, kind, address.pointee.protocol)
        }
        // Written by libcurl to standard output otherwise.
        easy.set(CURLOPT_WRITEDATA, context)
        _ = belfry_easy_set_write(easy, CURLOPT_WRITEFUNCTION) { _, size, count, _ in size * count }
    }

    /// The transfer in hand, of a connection that libcurl hands back as it was given to it.
    private static func transfer(of context: UnsafeMutableRawPointer?) -> MailTransfer? {
        context.flatMap { Unmanaged<MailConnection>.fromOpaque($0).takeUnretainedValue().transfer }
    }
}
