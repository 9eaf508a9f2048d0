import AuditStore
import CloudTrail

/// AWS's words when access is denied: who, which action, on what, and which policy type decided.
struct AccessDeniedMessage {
  /// The ARN of who was denied; nil where the message names nobody by one.
  private(set) var principal: ARNSlice?
  /// The action as quoted; its capitals may differ from the action's own.
  private(set) var action: TextSlice?
  /// The ARN, `*` or name that IAM evaluated.
  private(set) var resource: TextSlice?
  private(set) var layer: RecordedLayer?
  private(set) var policyARN: TextSlice?
  /// Whether it gives a reason that is no policy: a setting of the resource or of the account.
  private(set) var givesOtherReason = false

  /// Reads a message; nil when it names neither an action nor a layer.
  ///
  /// The resource's name may hold any words, so that the reason is what follows it.
  init?(_ message: TextSlice) {
    var reason = message.reason
    var hasRemark = false
    if let after = message.after("is not authorized to perform: ") {
      action = after.word?.withoutPunctuation
      hasRemark = after.dropFirst(after.word?.count ?? 0).beginsWithRemark
      reason = after.reason
      if let target = after.after(" on resource: ") {
        (resource, reason) = Self.parts(of: target, isCut: message.count >= Self.longest)
      }
    } else if let after = message.after("is not authorized to perform `"), let end = after.closingQuote {
      // Amazon SES Developer Guide, "Troubleshooting": names stand between a backtick and an apostrophe.
      action = after.prefix(end)
      reason = after.reason
      resource = after.after(" on resource `").flatMap { text in text.closingQuote.map { text.prefix($0) } }
    }
    layer = Self.layer(of: reason)
    givesOtherReason = layer == nil && (reason.givesOtherReason || hasRemark)
    if let start = reason.firstIndex(of: ": arn:") {
      let rest = reason.dropFirst(start + 2)
      // An ARN that ends where a message is cut may go on.
      let isCut = message.count >= Self.longest && rest.word?.count == rest.count
      policyARN = isCut ? nil : rest.word?.withoutPunctuation
    }
    if action == nil, layer == nil { return nil }
    principal = message.after("User: ")?.word.flatMap { ARNSlice($0.withoutPunctuation) }
  }

  /// The bytes that a message may have and be whole.
  ///
  /// CloudTrail User Guide, "CloudTrail record contents": `errorMessage` is cut at 1 KB.
  private static let longest = 1000

  /// The resource, which S3 puts in quotes though it may hold some itself, and the reason that follows it.
  ///
  /// - Parameter isCut: whether the end of the message may be missing: the last quote may then be one of the name.
  private static func parts(of text: TextSlice, isCut: Bool) -> (resource: TextSlice?, reason: TextSlice) {
    if text.first == UInt8(ascii: "\"") {
      guard !isCut, let end = text.lastIndex(of: UInt8(ascii: "\"")), end > 0 else {
        return (nil, TextSlice(""))
      }
      return (text[1..<end], text.dropFirst(end + 1).reason)
    }
    let told = text.untilEncodedPart.untilServicePart
    let reason = told.reason
    if reason.isEmpty, isCut, told.count == text.count { return (nil, reason) }
    let resource = told.prefix(told.count - reason.count)
    return (reason.isEmpty ? resource.withoutPeriod : resource, reason)
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

  private static func layer(of reason: TextSlice) -> RecordedLayer? {
    guard let rest = reason.after(prefix: explicitDeny) else {
      guard let rest = reason.after(prefix: " because no ") else { return nil }
      return implicit.first { rest.hasPrefix($0.0) }?.1
    }
    for article in [" in a ", " in an ", " in the "] as [StaticString] {
      guard let named = rest.after(prefix: article) else { continue }
      for (name, layer) in explicit where named.hasPrefix(name) { return layer }
    }
    return .unnamedExplicit
  }

  fileprivate static let explicitDeny: StaticString = " with an explicit deny"
}

extension AccessDeniedMessage {
  /// Whether it speaks of somebody else than the caller with an ARN.
  ///
  /// IAM User Guide, "Troubleshoot access denied error messages": it names the principal that was denied. Of a session it may
  /// name the role.
  func isOfAnother(than caller: TextSlice?) -> Bool {
    guard let principal, let caller, let own = ARNSlice(caller), principal.text != caller else {
      return false
    }
    guard principal.account == own.account, let role = own.resource.sessionRole,
      principal.resource.hasPrefix("role/")
    else { return true }
    let name = principal.resource
    return name.dropFirst((name.lastIndex(of: UInt8(ascii: "/")) ?? 0) + 1) != role
  }

  /// Whether the action is one of the service that was called, such as `sqs` of `sqs.amazonaws.com`.
  func isOf(source: TextSlice?) -> Bool {
    guard let action, let source, let colon = action.firstIndex(of: UInt8(ascii: ":")) else { return false }
    return source.prefix(source.firstIndex(of: UInt8(ascii: ".")) ?? source.count) == action.prefix(colon)
  }
}

extension TextSlice {
  /// The name of the role in the resource of a session's ARN.
  fileprivate var sessionRole: TextSlice? {
    after(prefix: "assumed-role/").map { rest in
      rest.prefix(rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.count)
    }
  }

  /// What follows the first occurrence of a text; nil when it does not occur.
  func after(_ marker: StaticString) -> TextSlice? {
    firstIndex(of: marker).map { dropFirst($0 + marker.utf8CodeUnitCount) }
  }

  /// Whether a reason follows that is not that no policy allows something.
  var givesOtherReason: Bool { after(" because ").map { !$0.hasPrefix("no ") } ?? false }

  /// The last words that give a reason, up to the end; empty when there are none.
  fileprivate var reason: TextSlice {
    let starts = [lastIndex(of: " because "), lastIndex(of: AccessDeniedMessage.explicitDeny)]
    return dropFirst(starts.compactMap { $0 }.max() ?? count)
  }

  /// The text without what EC2 adds for the holder of a permission to decode it.
  fileprivate var untilEncodedPart: TextSlice {
    lastIndex(of: ". Encoded authorization failure message").map { prefix($0) } ?? self
  }

  /// The text without what the AWS SDK for Java adds: the service, the status and the ids of the answer.
  fileprivate var untilServicePart: TextSlice { lastIndex(of: " (Service: ").map { prefix($0) } ?? self }

  /// Whether a remark in parentheses follows that is not the SDK's: a condition of the service that no policy meets.
  fileprivate var beginsWithRemark: Bool { hasPrefix(" (") && !hasPrefix(" (Service: ") }

  /// Where the first apostrophe stands.
  fileprivate var closingQuote: Int? { firstIndex(of: UInt8(ascii: "'")) }

  /// The text without a period at its end.
  fileprivate var withoutPeriod: TextSlice {
    count > 0 && self[count - 1] == UInt8(ascii: ".") ? prefix(count - 1) : self
  }

  /// Where a literal last occurs.
  private func lastIndex(of literal: StaticString) -> Int? {
    var last = firstIndex(of: literal)
    while let found = last, let next = firstIndex(of: literal, from: found + 1) { last = next }
    return last
  }

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
