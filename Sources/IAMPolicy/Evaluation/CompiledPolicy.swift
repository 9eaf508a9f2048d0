/// A policy document with everything that can be prepared once: patterns, operators, numbers, ranges.
///
/// A value of it is a reference to immutable storage, so copies and comparisons are cheap.
public struct CompiledPolicy: Sendable, Equatable {
  private final class Storage: Sendable {
    let document: PolicyDocument
    let type: PolicyType
    let statements: [CompiledStatement]
    let byService: [String: [CompiledStatement]]
    let ofAnyService: [CompiledStatement]

    init(_ document: PolicyDocument, _ type: PolicyType) {
      self.document = document
      self.type = type
      statements = document.statements.map { CompiledStatement($0, version: document.version, type: type) }
      ofAnyService = statements.filter { $0.services == nil }
      var byService: [String: [CompiledStatement]] = [:]
      for service in Set(statements.flatMap { $0.services ?? [] }) {
        byService[service] = statements.filter { $0.services?.contains(service) ?? true }
      }
      self.byService = byService
    }
  }

  private let storage: Storage

  /// Compiles a document for the place where it is attached.
  public init(_ document: PolicyDocument, type: PolicyType) {
    storage = Storage(document, type)
  }

  /// The document it was compiled from.
  public var document: PolicyDocument { storage.document }
  /// What the document was compiled as.
  public var type: PolicyType { storage.type }
  var statements: [CompiledStatement] { storage.statements }

  /// The statements that may name an action of a service, in order; the others match none.
  func statements(for service: String) -> [CompiledStatement] {
    storage.byService.isEmpty ? storage.ofAnyService : storage.byService[service] ?? storage.ofAnyService
  }

  /// Equal when both are the same document attached as the same type.
  public static func == (left: Self, right: Self) -> Bool {
    left.storage === right.storage
      || (left.storage.type == right.storage.type && left.storage.document == right.storage.document)
  }
}

/// One statement, compiled.
final class CompiledStatement: Sendable {
  let source: Statement
  let effect: Effect
  let isActionNegated: Bool
  /// Nil for a value that no action can match: white space, no name, or not exactly one colon.
  let actions: [Pattern?]
  /// The services of its actions, in lower case; nil when it may match actions of any service.
  let services: Set<String>?
  let isResourceNegated: Bool
  /// Nil without `Resource` and `NotResource`: the statement then covers what the policy is attached to.
  let resources: [ResourcePattern]?
  let principal: CompiledPrincipal?
  let conditions: [CompiledCondition]

  init(_ statement: Statement, version: PolicyVersion, type: PolicyType) {
    source = statement
    effect = statement.effect
    isActionNegated = statement.action.isNegated
    let names = statement.action.values.map { Self.name($0.value) }
    actions = names.map { $0.map { Pattern(glob: $0) } }
    services = statement.action.isNegated ? nil : Self.services(names.compactMap { $0 })
    isResourceNegated = statement.resource?.isNegated ?? false
    let completes = type == .identity || type == .boundary
    resources = statement.resource?.values.map {
      ResourcePattern($0.value, completesShortARNs: completes, hasVariables: version == .v2012)
    }
    principal = statement.principal.map { CompiledPrincipal($0) }
    conditions = statement.conditions.map { CompiledCondition($0, version: version) }
  }

  /// An action value in lower case; nil for one that matches nothing.
  private static func name(_ text: String) -> String? {
    if text == "*" { return text }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty,
      !text.unicodeScalars.contains(where: { $0.properties.isWhitespace })
    else { return nil }
    return text.simpleLowercased
  }

  private static func services(_ names: [String]) -> Set<String>? {
    var services: Set<String> = []
    for name in names {
      let service = name.prefix { $0 != ":" }
      guard !service.contains("*"), !service.contains("?") else { return nil }
      services.insert(String(service))
    }
    return services
  }
}
