/// A statement where it is attached, with how it matches a request.
public struct StatementReport: Sendable {
  /// The layer it belongs to.
  public var layer: PolicyLayer
  /// The root, OU or account of an SCP or RCP; nil for other layers.
  public var node: String?
  /// The policy that holds it.
  public var policy: AttachedPolicy
  let compiled: CompiledStatement
  /// Whether it matches; nil when that is unknown.
  public var matches: Bool?
  /// The class in which its principal matches; nil where it names none, or does not match for certain.
  public var principalClass: PrincipalClass?
  /// The questions that an unknown match waits for.
  public var waitsFor: [Atom]

  /// The statement as written.
  public var statement: Statement { compiled.source }

  /// The unknown facts that an unknown match waits for, sorted.
  public var dependsOn: [String] { Set(waitsFor.flatMap { $0.facts }).sorted() }

  /// Whether it is an Allow that matches.
  var isAllow: Bool { compiled.effect == .allow && matches == true }
}
