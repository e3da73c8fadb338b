// SPDX-License-Identifier: Apache-2.0

import CLibcurl
import Glibc

/// Tells which sockets have moved, by epoll: what a look costs follows from how many have, not from how many are open.
///
/// So exchanges that hang at a dead host cost the others nothing. Used by one thread, ``Doorbell`` excepted.
final class SocketWatch {
    /// One descriptor, at the place of its number.
    private struct Socket {
        /// What epoll was told to look for; nought where it does not know the descriptor.
        var events: UInt32 = 0
        var isWanted = false
        /// Whether we are told of its end: until then it may stay with epoll while nobody wants it, so that a kept
        /// connection costs no system call from one exchange to the next.
        var isKept = false
    }

    struct Event {
        var descriptor: Int32
        var canRead: Bool
        var canWrite: Bool
        var hasFailed: Bool
    }

    private static let capacity = 256

    private let epoll: Int32
    private let bell: Doorbell
    private let ready: UnsafeMutablePointer<epoll_event>
    private var sockets: [Socket] = []

    /// - Parameter bell: wakes the thread out of ``wait(milliseconds:_:)``.
    init?(bell: Doorbell) {
        self.bell = bell
        self.epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        self.ready = .allocate(capacity: Self.capacity)
        // By edge: a ring is then never to be read away.
        guard epoll >= 0, change(EPOLL_CTL_ADD, bell.descriptor, EPOLLIN.rawValue | EPOLLET.rawValue) else {
            return nil
        }
    }

    deinit {
        ready.deallocate()
        if epoll >= 0 { close(epoll) }
    }

    /// Tells of a socket that has been opened, and whose end ``closed(_:)`` will tell of.
    func opened(_ descriptor: Int32) { self[descriptor] = Socket(isKept: true) }

    /// Epoll forgets a closed descriptor by itself.
    func closed(_ descriptor: Int32) { self[descriptor] = Socket() }

    func want(_ descriptor: Int32, read: Bool, write: Bool) {
        guard descriptor >= 0 else { return }
        let events = (read ? EPOLLIN.rawValue : 0) | (write ? EPOLLOUT.rawValue : 0)
        let old = self[descriptor].events
        self[descriptor].isWanted = true
        guard events != old else { return }
        // The number may be another file's by now than the one that epoll knew.
        if old == 0 || !change(EPOLL_CTL_MOD, descriptor, events) { _ = change(EPOLL_CTL_ADD, descriptor, events) }
        self[descriptor].events = events
    }

    /// Nobody waits for the socket any longer; it may be wanted again.
    func release(_ descriptor: Int32) {
        guard descriptor >= 0 else { return }
        self[descriptor].isWanted = false
        if !self[descriptor].isKept { forget(descriptor) }
    }

    /// Waits until something moves or somebody rings, and hands over what has moved.
    ///
    /// - Parameters:
    ///   - milliseconds: how long at most; -1 for as long as it takes, 0 for a look.
    ///   - body: called for each socket that has moved; it may open and close others.
    /// - Returns: whether any has.
    func wait(milliseconds: Int32, _ body: (Event) -> Void) -> Bool {
        let count = epoll_wait(epoll, ready, Int32(Self.capacity), milliseconds)
        var hasMoved = false
        for place in 0..<Int(max(0, count)) {
            let descriptor = ready[place].data.fd
            let events = ready[place].events
            guard descriptor != bell.descriptor else { continue }
            guard self[descriptor].isWanted else {
                // A kept connection on which the other side has said something, most likely farewell.
                forget(descriptor)
                continue
            }
            hasMoved = true
            body(
                Event(
                    descriptor: descriptor,
                    canRead: events & EPOLLIN.rawValue != 0,
                    canWrite: events & EPOLLOUT.rawValue != 0,
                    hasFailed: events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
                )
            )
        }
        return hasMoved
    }

    private func forget(_ descriptor: Int32) {
        _ = change(EPOLL_CTL_DEL, descriptor, 0)
        self[descriptor].events = 0
    }

    private func change(_ operation: Int32, _ descriptor: Int32, _ events: UInt32) -> Bool {
        var event = epoll_event()
        event.events = events
        event.data.fd = descriptor
        return epoll_ctl(epoll, operation, descriptor, &event) == 0
    }

    private subscript(_ descriptor: Int32) -> Socket {
        get { Int(descriptor) < sockets.count ? sockets[Int(descriptor)] : Socket() }
        set {
            let place = Int(descriptor)
            if place >= sockets.count {
                sockets.append(contentsOf: repeatElement(Socket(), count: place + 64 - sockets.count))
            }
            sockets[place] = newValue
        }
    }
}

/// Wakes the thread of a ``SocketWatch``, from any other.
final class Doorbell: Sendable {
    let descriptor: Int32

    init?() {
        self.descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard descriptor >= 0 else { return nil }
    }

    deinit { close(descriptor) }

    func ring() { eventfd_write(descriptor, 1) }
}
