// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import DeliveryEngine

extension Hub {
    /// A page of an audience's members.
    package func members(
        of audience: AudienceName,
        after cursor: Int64,
        limit: Int,
        for principal: Principal
    ) async throws(Fault) -> Reply {
        try principal.require(.administer)
        try await requireStored(audience)
        let (members, next) = try await storage.read { reader throws(Fault) in
            try reader.members(of: audience, after: cursor, limit: limit)
        }
        return try reply(200, Page(items: members.map { MemberView($0) }, nextCursor: next.map { "\($0)" }))
    }

    /// Adds or refreshes one member; `body` is what a line of NDJSON says.
    package func addMember(
        to audience: AudienceName,
        _ body: [UInt8],
        by principal: Principal,
        idempotency: IdempotencyKey? = nil
    ) async throws(Fault) -> Reply {
        try principal.require(.administer)
        try refuseSegment(audience)
        return try await once(idempotency) { keep async throws(Fault) in
            try self.storage.checkRoom()
            let member: Member
            do throws(LineFlaw) {
                member = try MemberRow.json(body).member(ChannelAddresses(self.channels))
            } catch {
                throw Fault(
                    .audienceInvalid,
                    error.message,
                    suggestedAction: error.suggestion,
                    context: ["where": "/\(error.column ?? "")"]
                )
            }
            let now = self.clock.now
            return try await self.storage.write { transaction throws(Fault) in
                try transaction.upsert([member], in: audience, from: .imported(generation: now.milliseconds))
                try AuditTrail.record(
                    "audience.member_added",
                    on: audience.text,
                    by: principal.name,
                    at: now,
                    detail: ["destination": ContentDigest.hexadecimal(of: member.destination.address.utf8)],
                    in: transaction
                )
                let reply = try self.reply(201, MemberView(member))
                try keep(transaction, reply)
                return reply
            }
        }
    }

    /// Takes one member out of an audience, but none that the configuration names there.
    package func removeMember(
        of audience: AudienceName,
        channel: ChannelName,
        address: String,
        by principal: Principal
    ) async throws(Fault) -> Reply {
        try principal.require(.administer)
        let address = canonical(address, on: channel)
        let now = clock.now
        let wasThere = try await storage.write { transaction throws(Fault) in
            let membership = try transaction.memberships(channel: channel, address: address)
                .first { $0.audience == audience }
            guard let membership else { return false }
            guard membership.source != .configuration || !self.audiences.declared.contains(audience) else {
                throw Fault(
                    .audienceInvalid,
                    "That member of “\(audience)” is named in the configuration.",
                    suggestedAction: "Take it out there, or exclude the address with POST /v1/suppressions.",
                    context: ["where": "?to"]
                )
            }
            guard try transaction.remove(channel: channel, address: address, from: audience) else { return false }
            try AuditTrail.record(
                "audience.member_removed",
                on: audience.text,
                by: principal.name,
                at: now,
                detail: ["destination": ContentDigest.hexadecimal(of: address.utf8)],
                in: transaction
            )
            return true
        }
        guard wasThere else {
            throw Fault(.notFound, "There is no such member of “\(audience)”.", context: ["where": "?to"])
        }
        return try reply(200, ["audience": audience.text, "state": "removed"])
    }
}
