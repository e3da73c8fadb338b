// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials

extension ChannelConformance {
    func checkManifest(_ report: inout ConformanceReport) {
        let manifest = Adapter.manifest
        let check = "manifest"
        report.expect(ChannelName(manifest.kind) != nil, check, "The kind “\(manifest.kind)” is not a name.")
        report.expect(!manifest.version.isEmpty, check, "The version is empty.")
        report.expect(!manifest.summary.isEmpty, check, "The summary is empty.")
        report.expect(
            manifest.concurrency > 0,
            check,
            "No attempt may run: the concurrency is \(manifest.concurrency)."
        )
        report.expect(manifest.attemptTimeout > .zero, check, "An attempt has no time.")
        checkRetry(manifest.retry, &report)
        for rate in [manifest.rate, manifest.ratePerDestination].compactMap({ $0 }) {
            let isPositive = rate.limit > 0 && rate.burst > 0 && rate.period > .zero
            report.expect(isPositive, check, "A rate lets nothing through: \(rate.limit) per \(rate.period).")
        }
        for limit in manifest.limits {
            report.expect(limit.max > 0, check, "The limit of “\(limit.part)” is not positive.")
            report.expect(unit(limit.unit) != nil, check, "The unit “\(limit.unit)” of “\(limit.part)” is not known.")
        }
        let dropOrder = manifest.dropOrder
        report.expect(Set(dropOrder).count == dropOrder.count, check, "The drop order names a section twice.")
        for kept in [SectionName.impact, .nextUpdate] where dropOrder.contains(kept) {
            report.add(check, "The drop order gives up “\(kept.rawValue)”.")
        }
        checkSettingDescriptions(manifest.settings, &report)
    }

    func unit(_ name: String) -> TextUnit? { units[name] ?? TextUnit(named: name) }

    private func checkRetry(_ retry: RetryPolicy, _ report: inout ConformanceReport) {
        let check = "manifest"
        report.expect(!retry.schedule.isEmpty, check, "The retry schedule is empty.")
        report.expect(retry.schedule.allSatisfy { $0 > .zero }, check, "The retry schedule has a pause that is none.")
        report.expect(retry.schedule == retry.schedule.sorted(), check, "The retry schedule is not ascending.")
        report.expect(retry.expires > .zero, check, "A delivery expires before it starts.")
    }

    private func checkSettingDescriptions(_ settings: [SettingDescription], _ report: inout ConformanceReport) {
        let check = "manifest-settings"
        let keys = settings.map(\.key)
        report.expect(Set(keys).count == keys.count, check, "A settings key is described twice.")
        for setting in settings {
            report.expect(!setting.key.isEmpty && !setting.summary.isEmpty, check, "“\(setting.key)” is not described.")
            report.expect(
                setting.type != .choice || !setting.choices.isEmpty,
                check,
                "“\(setting.key)” has nothing to choose from."
            )
            report.expect(
                !setting.isRequired || setting.defaultValue == nil,
                check,
                "“\(setting.key)” is required and has a default."
            )
            report.expect(
                !setting.isSecret || setting.defaultValue == nil,
                check,
                "“\(setting.key)” is a secret with a default."
            )
        }
    }

    func checkSettings(_ report: inout ConformanceReport) {
        report.attempt("settings-valid") { () throws(Fault) in try settings.validate() }
        for (index, refused) in refusedSettings.enumerated() {
            do throws(Fault) {
                try refused.validate()
                report.add("settings-refused", "Number \(index + 1) of the settings to be refused is accepted.")
            } catch {
                report.expect(
                    error.faultClass == .configuration || error.code == .configurationInvalid,
                    "settings-refused",
                    "Number \(index + 1) of the settings to be refused throws \(error.code.rawValue)."
                )
                report.expect(
                    error.context["where"]?.isEmpty == false,
                    "settings-refused",
                    "Number \(index + 1) of the settings to be refused is refused without saying where."
                )
                report.expect(leak(in: error) == nil, "secrets", "A fault of the settings gives a secret away.")
            }
        }
        var shown = String(describing: settings) + String(reflecting: settings)
        dump(settings, to: &shown)
        report.expect(leak(in: shown) == nil, "secrets", "The settings give a secret away when they are printed.")
        checkWrittenSettings(&report)
    }

    private func checkWrittenSettings(_ report: inout ConformanceReport) {
        do {
            let written = try JSONEncoder().encode(settings)
            report.expect(
                leak(in: String(decoding: written, as: UTF8.self)) == nil,
                "secrets",
                "The settings give a secret away when they are written."
            )
            let described = Set(Adapter.manifest.settings.map(\.key))
            for key in try JSONDecoder().decode([String: AnyJSON].self, from: written).keys.sorted() {
                report.expect(
                    described.contains(key),
                    "manifest-settings",
                    "The settings key “\(key)” is not described."
                )
            }
        } catch {
            report.add("manifest-settings", "The settings cannot be written as a JSON object.")
        }
    }
}

extension Fault {
    var faultClass: FaultClass { code.faultClass }
}

/// Any JSON value: reading it only shows that it can be read.
struct AnyJSON: Decodable {
    init(from decoder: any Decoder) throws {}
}
