/// A policy document with everything that can be prepared once: patterns, operators, numbers, ranges.
///
/// A value of it is a reference to immutable storage, so copies and comparisons are cheap.
public struct CompiledPolicy: Sendable, Equatable {
  private final class Storage: Sendable {
    let document: PolicyDocument
    let type: PolicyType
    let statements: [CompiledStatement]

    init(_ document: PolicyDocument, _ type: PolicyType) {
      self.document = document
      self.type = type
      statements = document.statements.map { CompiledStatement($0, version: document.version, type: type) }
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

  /// Equal when both are the same document attached as the same type.
  public static func == (left: Self, right: Self) -> Bool {
    left.storage === right.storage
      || (left.storage.type == right.storage.type && left.storage.document == right.storage.document)
  }
}

/// One statement, compiled.
struct CompiledStatement: Sendable {
  let source: Statement
  /// Nil for a value that no action can match: white space, no name, or not exactly one colon.
  let actions: [Pattern?]
  let resources: [ResourcePattern]
  let conditions: [CompiledCondition]

  init(_ statement: Statement, version: PolicyVersion, type: PolicyType) {
    source = statement
    actions = statement.action.values.map { Self.action($0.value) }
    let completes = type == .identity || type == .boundary
    resources = (statement.resource?.values ?? []).map {
      ResourcePattern($0.value, completesShortARNs: completes, hasVariables: version == .v2012)
    }
    conditions = statement.conditions.map { CompiledCondition($0, version: version) }
  }

  private static func action(_ text: String) -> Pattern? {
    if text == "*" { return Pattern(glob: text) }
    let isBlank: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty, !text.unicodeScalars.contains(where: isBlank) else {
      return nil
    }
    return Pattern(glob: text.simpleLowercased)
  }
}
