import IAMPolicy

/// The context keys that any policy of a comparison can look at.
///
/// Requests that differ only in other keys have the same decision, so they are evaluated once.
struct MentionedKeys: Sendable {
  /// Lower-case key names; a trailing `/` stands for every key with that prefix.
  private var names: Set<String> = []

  /// The keys in conditions and policy variables of these documents.
  init(_ documents: [PolicyDocument]) {
    for document in documents {
      for statement in document.statements { insert(statement) }
    }
  }

  /// Whether a key can matter.
  func contains(_ key: String) -> Bool { names.contains(key) }

  /// Whether any policy can tell sessions of one role apart by name.
  private(set) var namesSessions = false

  /// Whether any policy looks at the time of the request.
  var includesTime: Bool { names.contains("aws:currenttime") || names.contains("aws:epochtime") }

  private mutating func insert(_ statement: Statement) {
    if statement.principal?.entries.contains(where: { $0.text.value.contains(":assumed-role/") }) ?? false {
      namesSessions = true
    }
    for condition in statement.conditions {
      names.insert(condition.key.value.lowercased())
      for value in condition.values { insertVariables(in: value.value) }
    }
    for value in statement.resource?.values ?? [] { insertVariables(in: value.value) }
  }

  private mutating func insertVariables(in text: String) {
    var rest = text[...]
    while let start = rest.firstIndex(of: "$") {
      rest = rest[rest.index(after: start)...]
      guard rest.first == "{" else { continue }
      rest = rest.dropFirst()
      let name = rest.prefix { $0 != "}" && $0 != "," }
      names.insert(name.lowercased())
    }
  }
}
