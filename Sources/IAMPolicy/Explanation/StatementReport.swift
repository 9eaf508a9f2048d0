/// A statement where it is attached, with how it matches a request.
public struct StatementReport: Sendable {
  let place: StatementPlace
  let compiled: CompiledStatement
  let source: ExplanationSource
  /// The classes in which its principal certainly matches; empty where it names none.
  let classes: PrincipalClassSet
  /// Whether it matches; nil when that is unknown.
  public let matches: Bool?

  init<Logic: TruthValue>(_ record: StatementRecord<Logic>, _ source: ExplanationSource) {
    place = record.place
    compiled = record.statement
    self.source = source
    matches = record.matches.value
    classes = record.principal.map { PrincipalClassSet($0) } ?? []
  }

  /// The request that it is held against.
  public var request: AuthorizationRequest { source.request }

  /// The layer it belongs to.
  public var layer: PolicyLayer { place.layer.layer }

  /// The root, OU or account of an SCP or RCP; nil for other layers.
  public var node: String? { source.node(place.layer) }

  /// The policy that holds it.
  public var policy: AttachedPolicy { source.set(place.layer).policies[place.policy] }

  /// The statement as written.
  public var statement: Statement { compiled.source }

  /// The strongest class in which its principal matches; nil where it names none, or does not match for certain.
  public var principalClass: PrincipalClass? { classes.strongest }

  /// The questions that an unknown match waits for.
  public var waitsFor: [Atom] { matches == nil ? truth.atoms : [] }

  /// Whether it matches, in terms of the questions that are open.
  var truth: Formula {
    let truth: Formula = compiled.matchesBeyondAction(source.request)
    return source.classes(compiled, layer).map { $0.and(truth).any } ?? truth
  }

  /// The unknown facts that an unknown match waits for, sorted.
  public var dependsOn: [String] { Set(waitsFor.flatMap { $0.facts }).sorted() }

  /// Its elements beside the request, in the order action, resource, principal, conditions.
  public var elements: [ElementReport] { source.elements(of: compiled, layer) }

  /// Whether it is an Allow that matches.
  var isAllow: Bool { compiled.effect == .allow && matches == true }

  /// Whether it is a Deny that matches.
  var isDeny: Bool { compiled.effect == .deny && matches == true }
}

/// The class in which a principal matches: what still limits the grant depends on it.
///
/// IAM User Guide, "Policy evaluation logic", on resource-based policies.
public enum PrincipalClass: String, Sendable {
  /// It names the caller itself, or everyone.
  case direct
  /// It names the role of the session, or the user who issued the federated user.
  case entityBehind
  /// It delegates to the caller's account.
  case account
}

/// Classes in which a principal matches at once.
struct PrincipalClassSet: OptionSet, Sendable {
  let rawValue: UInt8

  static let direct = PrincipalClassSet(rawValue: 1)
  static let entityBehind = PrincipalClassSet(rawValue: 2)
  static let account = PrincipalClassSet(rawValue: 4)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The classes that match for certain.
  init<Logic: TruthValue>(_ classes: PrincipalClasses<Logic>) {
    self.init(
      rawValue: (classes.direct.isTrue ? 1 : 0) | (classes.behind.isTrue ? 2 : 0)
        | (classes.account.isTrue ? 4 : 0))
  }

  var strongest: PrincipalClass? {
    if contains(.direct) { return .direct }
    if contains(.entityBehind) { return .entityBehind }
    return contains(.account) ? .account : nil
  }
}
