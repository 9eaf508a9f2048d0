/// A policy document with everything that can be prepared once: patterns, operators, numbers, ranges.
///
/// A value of it is a reference to immutable storage, so copies and comparisons are cheap.
public struct CompiledPolicy: Sendable, Equatable {
  private final class Storage: Sendable {
    let document: PolicyDocument
    let type: PolicyType
    let statements: [CompiledStatement]
    let indexes: SteadyList<ActionIndex>
    /// The hash of a service with the indexes of the statements that may name its actions.
    let ofService: [(hash: UInt64, indexes: Range<Int>)]
    /// The indexes of the statements that may name an action of any service.
    let ofAnyService: Range<Int>

    init(_ document: PolicyDocument, _ type: PolicyType) {
      self.document = document
      self.type = type
      statements = document.statements.map { CompiledStatement($0, version: document.version, type: type) }
      var indexes = ActionIndex.indexes(of: statements.filter { $0.services == nil })
      ofAnyService = indexes.indices
      let services = Set(statements.flatMap { $0.services ?? [] }).sorted()
      ofService = services.map { [statements] service in
        let start = indexes.count
        indexes += ActionIndex.indexes(of: statements.filter { $0.services?.contains(service) ?? true })
        return (ContextKey.hash(service), start..<indexes.count)
      }
      self.indexes = SteadyList(indexes)
    }

    func indexes(for service: UInt64) -> Range<Int> {
      let ofService = ofService
      let span = ofService.span
      for index in span.indices where span[index].hash == service { return span[index].indexes }
      return ofAnyService
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

  /// Visits the statements that may name the action of a request; the others match none.
  ///
  /// Services whose hashes meet share their statements' fate only in speed: every element is still compared.
  @inline(__always)
  func visitIndexes(for request: AuthorizationRequest, _ visit: (ActionIndex) -> Void) {
    for index in storage.indexes(for: request.storage.operation.serviceHash) {
      storage.indexes.with(index, visit)
    }
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
  let actions: ActionMatcher
  /// The services of its actions, in lower case; nil when it may match actions of any service.
  let services: Set<String>?
  let isResourceNegated: Bool
  /// Nil without `Resource` and `NotResource`: the statement then covers what the policy is attached to.
  let resources: SteadyList<ResourcePattern>?
  let principal: CompiledPrincipal?
  let conditions: SteadyList<CompiledCondition>

  /// Whether it matches every resource in every context, its principal left aside.
  let coversEverything: Bool

  init(_ statement: Statement, version: PolicyVersion, type: PolicyType) {
    source = statement
    effect = statement.effect
    isActionNegated = statement.action.isNegated
    actions = ActionMatcher(statement.action.values.map { $0.value })
    services = statement.action.isNegated ? nil : actions.services
    isResourceNegated = statement.resource?.isNegated ?? false
    let completes = type == .identity || type == .boundary
    let resources = statement.resource?.values.map {
      ResourcePattern($0.value, completesShortARNs: completes, hasVariables: version == .v2012)
    }
    self.resources = resources.map { SteadyList($0) }
    principal = statement.principal.map { CompiledPrincipal($0) }
    let conditions = statement.conditions.map { CompiledCondition($0, version: version) }
    self.conditions = SteadyList(conditions)
    coversEverything =
      conditions.isEmpty && !isResourceNegated && resources?.contains { $0.matchesEverything } ?? true
  }
}
