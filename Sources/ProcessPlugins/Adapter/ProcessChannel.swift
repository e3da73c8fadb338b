// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import Logging

/// A channel whose adapter is a program of its own.
package struct ProcessChannel: Sendable {
    let runner: PluginRunner
    let services: ChannelServices
    /// What the plugin said of itself when the configuration was read; nil where it could not.
    let description: PluginDescription?
    /// What the engine goes by: a plugin that has come later, or anew, may say otherwise by now.
    let manifest: ChannelManifest

    /// Makes the channel without starting anything.
    ///
    /// Here `settings` have their secrets resolved; `description` is nil where the plugin could not describe itself, and
    /// deliveries then fail until it does.
    package init(
        _ file: PluginFile,
        description: PluginDescription?,
        settings: JSONValue,
        services: ChannelServices,
        bounds: ChildBounds = ChildBounds(),
        logger: Logger
    ) {
        let manifest = description?.manifest ?? PluginDescription.standardManifest(file)
        let secretKeys = manifest.settings.filter(\.isSecret).map(\.key)
        self.description = description
        self.manifest = manifest
        self.services = services
        self.runner = PluginRunner(
            file,
            settings: settings,
            // Of settings that nobody has described, each may be a secret.
            secrets: description == nil ? settings.texts : secretKeys.flatMap { settings[$0]?.texts ?? [] },
            channel: services.channel,
            clock: services.clock,
            bounds: bounds,
            logger: logger
        )
    }

    /// The channel as the engine holds it.
    package var adapter: AnyChannel {
        AnyChannel(
            manifest: manifest,
            host: { _ in manifest.kind },
            render: { (message, destination) throws(Fault) in try render(message, for: destination) },
            deliver: { (delivery) async throws(Fault) in try await deliver(delivery) },
            check: { await check() },
            start: { () async throws(Fault) in _ = try await runner.ready() },
            stop: { await runner.stop() }
        )
    }

    /// The hub's own rendering, by the limits and the format that the plugin named when the configuration was read.
    package func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        var rendering = PluginText(description).rendering(of: message)
        if description?.methods.contains(PluginMethod.render.name) ?? true {
            rendering.findings.append(
                Finding(
                    "rendered_by_plugin",
                    .info,
                    description == nil
                        ? "Plugin “\(runner.file.name)” has not described itself yet: its limits are not known."
                        : "Plugin “\(runner.file.name)” writes its text itself when it is sent; this is the hub's own."
                )
            )
        }
        return rendering
    }

    package func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
        let plugin = try await runner.ready()
        let remaining = delivery.deadline - services.clock.now
        // A little less than the engine gives, so that silence is found out here.
        let bound = max(.milliseconds(1), remaining - min(.seconds(1), remaining / 10))
        let params = try await params(for: delivery, plugin, within: bound)
        let answer: JSONValue
        do throws(AskFailure) {
            answer = try await plugin.child.ask(.deliver, params, within: bound, on: services.clock)
        } catch {
            throw PluginFaults.fault(error, from: runner.file.name, duringDelivery: true)
        }
        guard let outcome = PluginOutcome(answer, plugin: runner.file.name, cleaned: runner.cleaned) else {
            plugin.child.end(because: .violation(.notAnOutcome))
            throw Fault(
                .outcomeUnknown,
                "Plugin “\(runner.file.name)” did not say what became of the attempt.",
                context: ["plugin": runner.file.name]
            )
        }
        return try outcome.result.get()
    }

    private func params(
        for delivery: Delivery,
        _ plugin: PluginRunner.Ready,
        within bound: Duration
    ) async throws(Fault) -> DeliveryParams {
        var secret: String?
        if plugin.description.manifest.capabilities.contains(.destinationSecrets),
            let reference = delivery.destination.secret
        {
            secret = try services.secrets.secret(reference).reveal()
        }
        let address = DeliveryParams.Address(
            to: delivery.destination.address,
            locale: delivery.destination.locale,
            tags: delivery.destination.tags,
            secret: secret
        )
        return DeliveryParams(
            delivery: delivery.key,
            attempt: delivery.attempt,
            generation: delivery.generation,
            channel: services.channel.text,
            destination: address,
            message: PluginMessage(delivery.message),
            rendering: try await text(for: delivery, address, plugin, within: bound),
            thread: delivery.thread?.id,
            deadline: services.clock.now + bound,
            timeout: bound.seconds,
            unsubscribeURL: delivery.unsubscribeURL,
            bounceToken: delivery.bounceToken
        )
    }

    /// The plugin's own text where it writes one, else the hub's.
    private func text(
        for delivery: Delivery,
        _ address: DeliveryParams.Address,
        _ plugin: PluginRunner.Ready,
        within bound: Duration
    ) async throws(Fault) -> DeliveryParams.Text {
        guard plugin.description.methods.contains(PluginMethod.render.name) else {
            let isUpToDate = description.map { $0.writesLike(plugin.description) } ?? false
            let rendering =
                isUpToDate ? delivery.rendering : PluginText(plugin.description).rendering(of: delivery.message)
            return DeliveryParams.Text(
                format: plugin.description.format.rawValue,
                title: rendering["title"],
                body: rendering["body"] ?? ""
            )
        }
        let answer: JSONValue
        do throws(AskFailure) {
            let params = RenderParams(destination: address, message: PluginMessage(delivery.message))
            answer = try await plugin.child.ask(.render, params, within: bound / 2, on: services.clock)
        } catch {
            // Nothing is sent by rendering.
            throw PluginFaults.fault(error, from: runner.file.name, duringDelivery: false)
        }
        guard let text = PluginText(plugin.description).text(from: answer) else {
            plugin.child.end(because: .violation(.notARendering))
            throw PluginFaults.unavailable(runner.file.name, .violation(.notARendering))
        }
        return text
    }

    /// Starts the plugin, and asks it how it is where it can tell.
    package func check() async -> [Finding] {
        do throws(Fault) {
            let plugin = try await runner.ready()
            guard plugin.description.methods.contains(PluginMethod.check.name) else { return [] }
            let answer: JSONValue
            do throws(AskFailure) {
                answer = try await plugin.child.ask(
                    .check,
                    JSONValue?.none,
                    within: manifest.attemptTimeout,
                    on: services.clock
                )
            } catch {
                throw PluginFaults.fault(error, from: runner.file.name, duringDelivery: false)
            }
            return (answer["findings"]?.items ?? []).prefix(50).map(finding)
        } catch {
            return [
                Finding(
                    error.code.rawValue,
                    .error,
                    error.message,
                    suggestion: error.suggestedAction,
                    channel: services.channel
                )
            ]
        }
    }

    private func finding(_ value: JSONValue) -> Finding {
        Finding(
            PluginFaults.printable(value["rule"]?.text ?? "plugin_finding", 60),
            value["level"]?.text.flatMap { Finding.Level(rawValue: $0) } ?? .error,
            PluginFaults.printable(runner.cleaned(value["message"]?.text ?? "It gave no reason."), 300),
            channel: services.channel
        )
    }
}
