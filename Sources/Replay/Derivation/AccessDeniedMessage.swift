import AuditStore

/// AWS's words when access is denied: who, which action, on what, and which policy type decided.
struct AccessDeniedMessage: Equatable {
  /// The action as quoted; its capitals may differ from the action's own.
  var action: String?
  /// The ARN, `*` or name that IAM evaluated.
  var resource: String?
  var layer: RecordedLayer?
  var policyARN: String?

  /// Reads a message; nil when it names neither an action nor a layer.
  init?(_ message: String) {
    layer = Self.layer(of: message)
    if let after = message.text(after: "is not authorized to perform: ") {
      action = after.word().map(Self.trimmed)
      if let target = after.text(after: " on resource: ") { resource = Self.resource(target) }
    }
    policyARN = message.text(after: " policy: arn:").flatMap { $0.word() }.map { "arn:" + Self.trimmed($0) }
    if action == nil, layer == nil { return nil }
  }

  private static func resource(_ text: Substring) -> String? {
    if text.first == "\"" {
      let rest = text.dropFirst()
      return rest.firstIndex(of: "\"").map { String(rest[..<$0]) }
    }
    for phrase in [" because no ", " with an explicit deny", ". Encoded"] {
      if let end = text.range(ofText: phrase) { return String(text[..<end]) }
    }
    return String(text)
  }

  private static func trimmed(_ word: Substring) -> String {
    var word = word
    while let last = word.last, ".,;\"".contains(last) { word = word.dropLast() }
    return String(word)
  }

  private static let explicit: [(String, RecordedLayer)] = [
    ("VPC endpoint policy transitively through a service control policy", .scpExplicit),
    ("service control policy", .scpExplicit), ("resource control policy", .rcpExplicit),
    ("permissions boundary", .boundaryExplicit), ("session policy", .sessionExplicit),
    ("sessions policy", .sessionExplicit), ("VPC endpoint policy", .endpointExplicit),
    ("role trust policy", .trustExplicit), ("identity-based policy", .identityExplicit),
    ("resource-based policy", .resourceExplicit),
  ]
  private static let implicit: [(String, RecordedLayer)] = [
    ("service control policy", .scpImplicit), ("resource control policy", .rcpImplicit),
    ("permissions boundary", .boundaryImplicit), ("session policy", .sessionImplicit),
    ("VPC endpoint policy", .endpointImplicit), ("role trust policy", .trustImplicit),
    ("identity-based policy", .identityImplicit), ("resource-based policy", .resourceImplicit),
  ]

  private static func layer(of message: String) -> RecordedLayer? {
    if let rest = message.text(after: "with an explicit deny") {
      for (name, layer) in explicit {
        for article in [" in a ", " in an ", " in the "] where rest.hasPrefix(article + name) { return layer }
      }
      return .unnamedExplicit
    }
    guard let rest = message.text(after: "because no ") else { return nil }
    return implicit.first { rest.hasPrefix($0.0) }?.1
  }
}

extension StringProtocol where SubSequence == Substring {
  /// What follows the first occurrence of a text; nil when it does not occur.
  func text(after marker: String) -> Substring? {
    guard let start = range(ofText: marker) else { return nil }
    return self[index(start, offsetBy: marker.count)...]
  }

  /// Where a text first occurs.
  func range(ofText marker: String) -> Index? {
    guard let first = marker.utf8.first else { return startIndex }
    var cursor = startIndex
    while cursor < endIndex {
      guard let candidate = self[cursor...].utf8.firstIndex(of: first) else { return nil }
      if self[candidate...].hasPrefix(marker) { return candidate }
      cursor = index(after: candidate)
    }
    return nil
  }

  /// The text up to the first blank; nil when it is empty.
  func word() -> Substring? {
    let word = self[startIndex...].prefix { $0 != " " && $0 != "\n" }
    return word.isEmpty ? nil : word
  }
}
