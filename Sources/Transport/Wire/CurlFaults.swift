// SPDX-License-Identifier: Apache-2.0

package import Announcement
import CLibcurl
import Glibc

/// What a libcurl code means for a delivery.
package enum CurlFaults {
    /// The fault of a transfer that brought no answer.
    ///
    /// - Parameters:
    ///   - code: the `CURLcode`.
    ///   - wasSentInFull: whether the whole request had been handed to the network: then it may have been acted on,
    ///     whatever broke afterwards.
    ///   - osError: the `errno` of the failed connection, 0 where there is none.
    /// - Returns: the fault's code.
    package static func code(_ code: UInt32, wasSentInFull: Bool, osError: Int32 = 0) -> FaultCode {
        // First, for libcurl replays a request whose connection has died: the second try can fail in any way,
        // while the first may have been acted on.
        if wasSentInFull { return afterSending(CURLcode(code)) }
        switch CURLcode(code) {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return .addressInvalid
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: return .proxyFailed
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_OBSOLETE51, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS:
            return .tlsUntrusted
        case CURLE_COULDNT_RESOLVE_HOST: return .hostUnknown
        case CURLE_COULDNT_CONNECT, CURLE_QUIC_CONNECT_ERROR:
            return exhaustion.contains(osError) ? .resourcesExhausted : .connectionRefused
        case CURLE_OPERATION_TIMEDOUT: return .timedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_CLIENTCERT:
            return .tlsFailed
        case CURLE_USE_SSL_FAILED: return .encryptionUnavailable
        case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR: return .authenticationRejected
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT, CURLE_INTERFACE_FAILED, CURLE_NO_CONNECTION_AVAILABLE,
            CURLE_UNRECOVERABLE_POLL:
            return .resourcesExhausted
        case CURLE_ABORTED_BY_CALLBACK: return .cancelled
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_SEND_FAIL_REWIND,
            CURLE_SSL_SHUTDOWN_FAILED, CURLE_AGAIN, CURLE_HTTP2_STREAM:
            return .connectionLost
        case CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2, CURLE_HTTP3, CURLE_BAD_CONTENT_ENCODING,
            CURLE_HTTP_RETURNED_ERROR, CURLE_CHUNK_FAILED, CURLE_FILESIZE_EXCEEDED:
            return .protocolViolation
        case CURLE_TOO_MANY_REDIRECTS: return .redirected
        default: return .internalError
        }
    }

    /// Whether a code speaks of the TLS handshake.
    static func isAboutTLS(_ code: UInt32) -> Bool {
        let meaning = self.code(code, wasSentInFull: false)
        return meaning == .tlsFailed || meaning == .tlsUntrusted
    }

    private static func afterSending(_ code: CURLcode) -> FaultCode {
        switch code {
        // Something answered, and it was not HTTP.
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING,
            CURLE_HTTP_RETURNED_ERROR:
            .protocolViolation
        // Among them is a request that an HTTP/2 server refused unprocessed (RFC 9113 8.7: REFUSED_STREAM, or a GOAWAY
        // that leaves it out). libcurl 7.88 knows, and would send it again by itself, but tells nobody: to the outside
        // it is the repetition that every connection has which dies without an answer, with the same code and no word
        // in the error buffer. That repetition is refused, and since the other kind may have been acted on, so may this.
        default: .outcomeUnknown
        }
    }

    /// `errno` values by which the failure is ours: descriptors, memory or local ports have run out.
    private static let exhaustion: Set<Int32> = [EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL, EAGAIN]

    /// libcurl's own sentence for a code, which holds no address and no URL.
    package static func sentence(_ code: UInt32) -> String { String(cString: curl_easy_strerror(CURLcode(code))) }
}
