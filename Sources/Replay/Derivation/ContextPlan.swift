import AuditStore
import CloudTrail

/// The context keys that a check takes out of its parameters.
struct ContextPlan {
  /// One key and where its value stands.
  struct Key {
    enum Source {
      /// The values of a slot.
      case slot(Int)
      /// An alias where a key id may stand.
      case alias(Int)
    }

    /// The key's name in lower case, as a JSON member's name with its colon.
    var member: [UInt8]
    var source: Source
    /// Whether it holds a list.
    var isMultivalued: Bool
    /// Whether a call without the parameter has no such key; else a default of the service holds.
    var isAbsentWhenMissing: Bool
  }

  var keys: [Key] = []
  /// Whether the call carries KMS encryption context.
  var takesEncryptionContext = false
}

/// What is known of an event's parameters as a whole, for the context of its requests.
struct ContextFacts {
  /// Whether the record shows all parameters that were sent: an object, or none on a call that succeeded.
  var isReadable = false
  /// The members for request tags.
  var tags: [UInt8] = []
  /// The members for KMS encryption context.
  var encryption: [UInt8] = []

  private static let noTags = Array(#""aws:requesttag/*":null,"aws:tagkeys":null"#.utf8)

  /// Reads tags and encryption context.
  mutating func read(_ parameters: ParameterList, _ names: ParameterNames, hasError: Bool) {
    isReadable = parameters.isObject || (parameters.isMissing && !hasError)
    encryption.removeAll(keepingCapacity: true)
    tags.removeAll(keepingCapacity: true)
    guard isReadable else { return }
    if parameters.tags.isEmpty {
      tags.append(contentsOf: Self.noTags)
    } else {
      tags.append(contentsOf: RequestTags(parameters.tags.map(\.raw)).members.utf8)
    }
  }

  /// Reads the KMS encryption context; none was sent when it is missing.
  mutating func readEncryption(_ parameters: ParameterList, _ names: ParameterNames) {
    guard isReadable else { return }
    EncryptionContext(parameters.top.first { $0.name == names.encryptionContext }?.raw).write(to: &encryption)
  }
}

extension ContextPlan {
  /// Appends the request's context as JSON.
  func write(
    _ parameters: ParameterList, _ matches: [SlotMatch], _ facts: ContextFacts, to bytes: inout [UInt8]
  ) {
    bytes.append(UInt8(ascii: "{"))
    var isFirst = true
    if !facts.tags.isEmpty {
      bytes.append(contentsOf: facts.tags)
      isFirst = false
    }
    if takesEncryptionContext, !facts.encryption.isEmpty {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: facts.encryption)
      isFirst = false
    }
    if facts.isReadable, !parameters.isCut {
      for index in keys.indices {
        let start = bytes.count
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        bytes.append(contentsOf: keys[index].member)
        if keys[index].write(parameters, matches, to: &bytes) {
          isFirst = false
        } else {
          bytes.removeSubrange(start...)
        }
      }
    }
    bytes.append(UInt8(ascii: "}"))
  }
}

extension ContextPlan.Key {
  /// Appends what is known of the key; false, and perhaps something, when that is nothing.
  fileprivate func write(_ parameters: ParameterList, _ matches: [SlotMatch], to bytes: inout [UInt8]) -> Bool
  {
    switch source {
    case .slot(let slot): writeValues(of: matches[slot], parameters, to: &bytes)
    case .alias(let slot): writeAlias(matches[slot], parameters, to: &bytes)
    }
  }

  private func writeAbsent(to bytes: inout [UInt8]) -> Bool {
    guard isAbsentWhenMissing else { return false }
    TextSlice("null").append(to: &bytes)
    return true
  }

  private func writeValues(
    of match: SlotMatch, _ parameters: ParameterList, to bytes: inout [UInt8]
  ) -> Bool {
    guard match.isNamed else { return writeAbsent(to: &bytes) }
    guard match.isFilled else {
      guard match.isOnlyEmpty else { return false }
      TextSlice("\"\"").append(to: &bytes)
      return true
    }
    let start = bytes.count
    var count = 0
    for index in match.first..<parameters.entries.count {
      let entry = parameters.entries[index]
      guard entry.name == match.name else { continue }
      // A value of another depth or one that is hidden may be part of what IAM saw.
      guard entry.depth == match.depth, entry.isUsable else { return false }
      if count > 0 { bytes.append(UInt8(ascii: ",")) }
      entry.text.appendQuoted(to: &bytes)
      count += 1
    }
    guard count > 1 else { return count == 1 }
    guard isMultivalued else { return false }
    bytes.insert(UInt8(ascii: "["), at: start)
    bytes.append(UInt8(ascii: "]"))
    return true
  }

  private func writeAlias(_ match: SlotMatch, _ parameters: ParameterList, to bytes: inout [UInt8]) -> Bool {
    guard match.isNamed else { return writeAbsent(to: &bytes) }
    guard match.isFilled else { return false }
    let text = parameters.entries[match.first].text
    let name = ARNSlice(text)?.resource ?? text
    guard name.hasPrefix("alias/") else { return writeAbsent(to: &bytes) }
    name.appendQuoted(to: &bytes)
    return true
  }
}

extension TextSlice {
  /// Appends the text as a JSON string.
  func appendQuoted(to bytes: inout [UInt8]) {
    for index in 0..<count where self[index] < 0x20 || self[index] == 0x22 || self[index] == 0x5C {
      return bytes.append(contentsOf: ContextCoding.quoted(string()).utf8)
    }
    bytes.append(UInt8(ascii: "\""))
    append(to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }
}

/// Texts of records that are no values.
enum EventText {
  /// Whether CloudTrail put a placeholder where a value was.
  static func isHidden(_ text: String) -> Bool { TextSlice.with(Array(text.utf8)) { $0.isHidden } }
}
