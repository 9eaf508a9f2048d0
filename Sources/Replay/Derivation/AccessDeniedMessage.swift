import AuditStore
import CloudTrail

/// AWS's words when access is denied: who, which action, on what, and which policy type decided.
struct AccessDeniedMessage {
  /// The action as quoted; its capitals may differ from the action's own.
  private(set) var action: TextSlice?
  /// The ARN, `*` or name that IAM evaluated.
  private(set) var resource: TextSlice?
  private(set) var layer: RecordedLayer?
  private(set) var policyARN: TextSlice?
  /// Whether it gives a reason that is no policy: a setting of the resource or of the account.
  private(set) var givesOtherReason = false

  /// Reads a message; nil when it names neither an action nor a layer.
  init?(_ message: TextSlice) {
    layer = Self.layer(of: message)
    givesOtherReason = layer == nil && message.givesOtherReason
    if let after = message.after("is not authorized to perform: ") {
      action = after.word?.withoutPunctuation
      if let target = after.after(" on resource: ") { resource = Self.resource(target) }
    }
    if let start = message.firstIndex(of: " policy: arn:") {
      policyARN = message.dropFirst(start + 9).word?.withoutPunctuation
    }
    if action == nil, layer == nil { return nil }
  }

  private static func resource(_ text: TextSlice) -> TextSlice? {
    if text.first == UInt8(ascii: "\"") {
      return text.firstIndex(of: UInt8(ascii: "\""), from: 1).map { text[1..<$0] }
    }
    for phrase in [" because no ", " with an explicit deny", ". Encoded"] as [StaticString] {
      if let end = text.firstIndex(of: phrase) { return text.prefix(end) }
    }
    return text
  }

  private static let explicit: [(StaticString, RecordedLayer)] = [
    ("VPC endpoint policy transitively through a service control policy", .scpExplicit),
    ("service control policy", .scpExplicit), ("resource control policy", .rcpExplicit),
    ("permissions boundary", .boundaryExplicit), ("session policy", .sessionExplicit),
    ("sessions policy", .sessionExplicit), ("VPC endpoint policy", .endpointExplicit),
    ("role trust policy", .trustExplicit), ("identity-based policy", .identityExplicit),
    ("resource-based policy", .resourceExplicit),
  ]
  private static let implicit: [(StaticString, RecordedLayer)] = [
    ("service control policy", .scpImplicit), ("resource control policy", .rcpImplicit),
    ("permissions boundary", .boundaryImplicit), ("session policy", .sessionImplicit),
    ("sessions policy", .sessionImplicit), ("VPC endpoint policy", .endpointImplicit),
    ("role trust policy", .trustImplicit), ("identity-based policy", .identityImplicit),
    ("resource-based policy", .resourceImplicit),
  ]

  private static func layer(of message: TextSlice) -> RecordedLayer? {
    if let rest = message.after("with an explicit deny") {
      for article in [" in a ", " in an ", " in the "] as [StaticString] {
        guard let named = rest.after(prefix: article) else { continue }
        for (name, layer) in explicit where named.hasPrefix(name) { return layer }
      }
      return .unnamedExplicit
    }
    guard let rest = message.after("because no ") else { return nil }
    return implicit.first { rest.hasPrefix($0.0) }?.1
  }
}

extension TextSlice {
  /// What follows the first occurrence of a text; nil when it does not occur.
  func after(_ marker: StaticString) -> TextSlice? {
    firstIndex(of: marker).map { dropFirst($0 + marker.utf8CodeUnitCount) }
  }

  /// Whether a reason follows that is not that no policy allows something.
  var givesOtherReason: Bool { after(" because ").map { !$0.hasPrefix("no ") } ?? false }

  /// What follows a text at the beginning; nil when it begins otherwise.
  func after(prefix: StaticString) -> TextSlice? {
    hasPrefix(prefix) ? dropFirst(prefix.utf8CodeUnitCount) : nil
  }

  /// The text up to the first blank; nil when it is empty.
  fileprivate var word: TextSlice? {
    let blank = firstIndex(of: UInt8(ascii: " ")) ?? count
    let word = prefix(blank)
    let line = word.prefix(word.firstIndex(of: UInt8(ascii: "\n")) ?? word.count)
    return line.isEmpty ? nil : line
  }

  /// The text without `.`, `,`, `;` and `"` at its end.
  fileprivate var withoutPunctuation: TextSlice {
    var end = count
    while end > 0, [0x2E, 0x2C, 0x3B, 0x22].contains(self[end - 1]) { end -= 1 }
    return prefix(end)
  }
}
