import JSON

/// What a replay is asked for, as it was typed.
public struct ReplaySettings: Sendable, Equatable {
  /// The folder of the snapshot; nil for none.
  public var policies: String?
  /// The folder of changed policies; nil for none.
  public var changeFolder: String?
  /// The changes as `TARGET=FILE`.
  public var changes: [String] = []
  /// Values and targets that are assumed.
  public var options = Differ.Options()
  /// The events that are looked at.
  public var filter = RequestFilter()

  /// Makes settings that ask for nothing.
  public init() {}

  /// Reads the policies that are meant.
  ///
  /// - Throws: `ChangeArgumentError` for a change that is not understood; `SnapshotError` for what cannot be read.
  public func policies(from files: InputFiles) throws -> ReplayPolicies {
    let typed = try PolicyChange.changes(arguments: changes, files: files)
    let snapshot = try policies.map { try SnapshotReader.read(folder: $0, files: files) } ?? PolicySnapshot()
    let laidOver = try changeFolder.map { try ChangeFolder($0, of: snapshot, before: typed, files: files) }
    return ReplayPolicies(
      snapshot: snapshot, changes: (laidOver?.changes ?? []) + typed, leftOut: laidOver?.leftOut ?? [])
  }
}

/// Policies with the changes that are laid over them.
public struct ReplayPolicies: Sendable, Equatable {
  /// The snapshot without the changes.
  public var snapshot: PolicySnapshot
  /// The changes in their order.
  public var changes: [PolicyChange]
  /// What a folder of changes lacks, see `ChangeFolder.leftOut`.
  public var leftOut: [String] = []
}

// MARK: - JSON

extension ReplaySettings {
  /// The settings as JSON, on one line.
  var json: String {
    JSONValue.object([
      ("policies", Self.optional(policies)), ("changeDir", Self.optional(changeFolder)),
      ("changes", Self.list(changes)),
      ("assume", .object(options.assumed.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
      ("none", Self.list(options.newTargets.sorted())),
      ("replaced", Self.list(options.replacedTargets.sorted())),
      ("managementAccount", Self.optional(options.managementAccount)),
      ("principals", Self.list(filter.principals)), ("actions", Self.list(filter.actions)),
      ("resources", Self.list(filter.resources)), ("accounts", Self.list(filter.accounts)),
    ]).text()
  }

  /// The settings that were kept as JSON; nil for a text that is none.
  init?(json: String) {
    guard let value = try? JSONReader.parse(Array(json.utf8)), value.object != nil else { return nil }
    policies = value["policies"]?.string
    changeFolder = value["changeDir"]?.string
    changes = Self.texts("changes", of: value)
    for member in value["assume"]?.object ?? [] { options.assumed[member.name] = member.value.string }
    options.newTargets = Set(Self.texts("none", of: value))
    options.replacedTargets = Set(Self.texts("replaced", of: value))
    options.managementAccount = value["managementAccount"]?.string
    filter.principals = Self.texts("principals", of: value)
    filter.actions = Self.texts("actions", of: value)
    filter.resources = Self.texts("resources", of: value)
    filter.accounts = Self.texts("accounts", of: value)
  }

  private static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  private static func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

  private static func texts(_ name: String, of value: JSONValue) -> [String] {
    value[name]?.array?.compactMap { $0.string } ?? []
  }
}
