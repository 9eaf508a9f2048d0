/// A fact that a decision hinges on, with the statements that ask for it.
public struct UnknownFact: Sendable {
  /// The name, for example `key:aws:sourcevpc` or `policy:identity`.
  public var name: String
  /// The statements that may match and wait for it; none for a policy whose text is not known.
  public var statements: [StatementReport]
}

extension Explanation {
  /// The facts that the decision hinges on, sorted by name.
  public var unknownFacts: [UnknownFact] {
    let open = layers.flatMap { $0.statements.filter { $0.matches == nil } }.map { ($0, $0.dependsOn) }
    return decision.dependsOn.map { name in
      UnknownFact(name: name, statements: open.filter { $0.1.contains(name) }.map { $0.0 })
    }
  }
}
