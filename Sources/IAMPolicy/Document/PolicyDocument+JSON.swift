public import JSON

extension PolicyDocument {
  /// The document as JSON that reads as the same document; a single value stands without a list.
  public var json: JSONValue {
    .object(
      [("Version", .string(version.rawValue))] + (id.map { [("Id", .string($0))] } ?? [])
        + [("Statement", .array(statements.map { $0.json }))])
  }
}

extension Statement {
  /// The statement as JSON that reads as the same statement; a single value stands without a list.
  public var json: JSONValue {
    var members: [(String, JSONValue)] = sid.map { [("Sid", .string($0))] } ?? []
    members.append(("Effect", .string(effect.rawValue)))
    if let principal { members.append((principal.isNegated ? "NotPrincipal" : "Principal", principal.json)) }
    members.append((action.isNegated ? "NotAction" : "Action", action.json))
    if let resource { members.append((resource.isNegated ? "NotResource" : "Resource", resource.json)) }
    if !conditions.isEmpty { members.append(("Condition", conditions.json)) }
    return .object(members)
  }
}

extension ValuesElement {
  fileprivate var json: JSONValue { .oneOrMany(values.map { $0.value }) }
}

extension PrincipalElement {
  fileprivate var json: JSONValue {
    if entries.count == 1, entries.first?.kind == .everyone { return .string("*") }
    var kinds: [Kind] = []
    for entry in entries where !kinds.contains(entry.kind) { kinds.append(entry.kind) }
    return .object(
      kinds.map { kind in
        (kind.rawValue, .oneOrMany(entries.filter { $0.kind == kind }.map { $0.text.value }))
      })
  }
}

extension [Condition] {
  /// The pairs under their operators, each as it is written.
  fileprivate var json: JSONValue {
    var operators: [(text: String, pairs: [Condition])] = []
    for pair in self {
      if let place = operators.firstIndex(where: { sameText($0.text, pair.operatorText.value) }) {
        operators[place].pairs.append(pair)
      } else {
        operators.append((pair.operatorText.value, [pair]))
      }
    }
    return .object(
      operators.map { entry in
        (
          entry.text,
          .object(entry.pairs.map { ($0.key.value, .oneOrMany($0.values.map { $0.value })) })
        )
      })
  }
}

extension JSONValue {
  fileprivate static func oneOrMany(_ texts: [String]) -> JSONValue {
    if texts.count == 1, let text = texts.first { return .string(text) }
    return .array(texts.map { .string($0) })
  }
}
