// SPDX-License-Identifier: Apache-2.0

import CLibcurl
import ChannelKit
import Glibc

/// What libcurl calls while it carries an exchange.
extension HTTPTransfer {
    func setCallbacks() {
        let context = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        easy.set(CURLOPT_PRIVATE, context)
        easy.set(CURLOPT_HEADERDATA, context)
        _ = belfry_easy_set_write(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            HTTPTransfer.from(context)?.answer
                .receive(headLine: UnsafeRawBufferPointer(start: bytes, count: size * count))
            return size * count
        }
        easy.set(CURLOPT_WRITEDATA, context)
        _ = belfry_easy_set_write(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
            // Any count but the true one makes libcurl end the transfer and drop the connection.
            return HTTPTransfer.from(context)?.answer.receive(body: piece) == true ? piece.count : 0
        }
        // Asked only where no body stands in memory.
        easy.set(CURLOPT_READDATA, context)
        _ = belfry_easy_set_read(easy) { bytes, size, count, context in
            let room = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
            return HTTPTransfer.from(context)?.hand(over: room) ?? Int(CURL_READFUNC_ABORT)
        }
        easy.set(CURLOPT_PREREQDATA, context)
        _ = belfry_easy_set_before_request(easy) { context, address, _, _, _ in
            guard let transfer = HTTPTransfer.from(context), let address else { return CURL_PREREQFUNC_ABORT }
            return transfer.mayBegin(at: address) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
        easy.set(CURLOPT_OPENSOCKETDATA, context)
        _ = belfry_easy_set_open_socket(easy) { context, _, address in
            guard let transfer = HTTPTransfer.from(context), let address else { return CURL_SOCKET_BAD }
            return transfer.open(address)
        }
        // A connection outlives the transfer that opened it, so its end is told to the watch itself.
        easy.set(CURLOPT_CLOSESOCKETDATA, UnsafeRawPointer(Unmanaged.passUnretained(sockets).toOpaque()))
        _ = belfry_easy_set_close_socket(easy) { context, descriptor in
            if let context { Unmanaged<SocketWatch>.fromOpaque(context).takeUnretainedValue().closed(descriptor) }
            return close(descriptor)
        }
    }

    /// The transfer behind a pointer that libcurl hands back as it was given to it.
    static func from(_ context: UnsafeMutableRawPointer?) -> HTTPTransfer? {
        context.map { Unmanaged<HTTPTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Gives libcurl the next of what is sent; nil where it cannot be had, or is less than was said.
    private func hand(over room: UnsafeMutableRawBufferPointer) -> Int? {
        guard let content = exchange?.content, !room.isEmpty, let length = content.read(into: room) else { return nil }
        course.taken += length
        course.hasTakenAll = content.count.map { course.taken >= $0 } ?? (length == 0)
        return length == 0 && !course.hasTakenAll ? nil : length
    }

    /// Judges the address that is about to be connected.
    private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        guard let exchange, !isRepetition() else { return CURL_SOCKET_BAD }
        if !exchange.leadsToProxy {
            let place = MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? MemoryLayout<curl_sockaddr>.size
            let raw = UnsafeRawPointer(address) + place
            guard let ip = IPAddress(sockaddr: raw, family: address.pointee.family),
                AddressGuard.allows(ip, privateNetworks: exchange.request.allowsPrivateNetworks)
            else {
                course.blockedAddresses += 1
                return CURL_SOCKET_BAD
            }
        }
        course.openedSockets += 1
        let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.pointee.family, kind, address.pointee.protocol)
        guard descriptor >= 0 else {
            course.socketError = errno
            return CURL_SOCKET_BAD
        }
        if DescriptorLimit.isReserved(descriptor) {
            close(descriptor)
            course.socketError = EMFILE
            return CURL_SOCKET_BAD
        }
        sockets.opened(descriptor)
        return descriptor
    }

    /// Judges a connection before the request leaves on it: it may have been opened by a request with other rights.
    private func mayBegin(at address: UnsafePointer<CChar>) -> Bool {
        guard let exchange, !isRepetition() else { return false }
        let isGuarded = !exchange.request.allowsPrivateNetworks && !exchange.leadsToProxy
        if !isGuarded || IPAddress(numeric: address).map({ AddressGuard.allows($0) }) == true {
            course.wasBegun = true
            if exchange.leadsToProxy { course.sizeBefore = easy.integer(CURLINFO_REQUEST_SIZE) }
            return true
        }
        course.needsFreshConnection = course.openedSockets == 0
        course.blockedAddresses += 1
        return false
    }

    /// Whether libcurl is about to send again what has left already.
    ///
    /// It does so on its own where a kept connection dies without an answer. The server may have read all of it by
    /// then, and one attempt must be one request: so it is kept from it, and the outcome is unknown. Where not a byte
    /// had left it may go on.
    private func isRepetition() -> Bool {
        if hasLeft { course.wasRefusedRepetition = true }
        return course.wasRefusedRepetition
    }
}
