// SPDX-License-Identifier: Apache-2.0

extension House {
    /// What is wrong with the imports of one file under `Sources` or `Plugins`.
    func violations(of source: SwiftSource, declared manifest: Manifest) -> [String] {
        guard let module = module(of: source) else {
            return ["\(source.path): \(source.module) is not in the table of modules"]
        }
        let declared = manifest[source.module]
        return source.imports.compactMap { name, line -> String? in
            let place = "\(source.path):\(line): \(source.module) imports \(name)"
            if House.common.contains(name) { return nil }
            if House.system.contains(name) {
                return module.callsSystem ? nil : "\(place), but may not call the operating system itself"
            }
            if let library = House.library(of: name, among: allLibraries) {
                guard module.libraries.contains(library) else { return "\(place), which is not for it" }
                return declared?.libraries.contains(library) == true
                    ? nil : "\(place), which Package.swift does not declare"
            }
            guard isOwn(name, manifest) else { return "\(place), which is neither ours nor in the table" }
            guard mayUse(module, name) else { return "\(place), which is not below it" }
            return declared?.own.contains(name) == true ? nil : "\(place), which Package.swift does not declare"
        }
    }

    /// What is wrong with the targets that the manifest declares.
    func violations(of manifest: Manifest) -> [String] {
        var found: [String] = []
        for target in manifest.modules + manifest.plugins + manifest.programs {
            let isPlugin = manifest.plugins.contains(target)
            guard let module = isPlugin ? plugin : known(target.name) else {
                found.append("Package.swift: \(target.name) is not in the table of modules")
                continue
            }
            for name in target.own.sorted() where !mayUse(module, name) {
                found.append("Package.swift: \(target.name) depends on \(name), which is not below it")
            }
            for name in target.libraries.subtracting(module.libraries).sorted() {
                found.append("Package.swift: \(target.name) depends on \(name), which is not for it")
            }
        }
        let names = (manifest.modules + manifest.plugins + manifest.programs + manifest.systemLibraries).map(\.name)
        for name in names where House.taken.contains(name) {
            found.append("Package.swift: \(name) is the name of one of the toolchain's modules")
        }
        return found
    }

    private func module(of source: SwiftSource) -> Module? {
        source.path.hasPrefix("Plugins/") ? plugin : known(source.module)
    }

    private func known(_ name: String) -> Module? {
        name == program.name ? program : modules.first { $0.name == name }
    }

    private func mayUse(_ module: Module, _ name: String) -> Bool {
        module.name == program.name || module.uses.contains(name)
    }

    private func isOwn(_ name: String, _ manifest: Manifest) -> Bool {
        manifest[name] != nil || manifest.systemLibraries.contains { $0.name == name }
    }

    private var allLibraries: Set<String> {
        modules.reduce(plugin.libraries.union(program.libraries)) { $0.union($1.libraries) }
    }

    private static func library(of module: String, among libraries: Set<String>) -> String? {
        libraries.contains(module) ? module : companions.first { $0.value.contains(module) }?.key
    }
}
