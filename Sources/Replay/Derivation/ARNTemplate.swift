import CloudTrail

/// The ARN pattern of a resource type, for example `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.
struct ARNTemplate {
  /// A run of literal text or a placeholder.
  enum Part: Equatable {
    case text([UInt8])
    case placeholder(String)
  }

  let service: String
  private let serviceBytes: [UInt8]
  private let regionIsEmpty: Bool
  private let accountIsEmpty: Bool
  /// The sixth field.
  let resource: [Part]

  /// Nil for a pattern without six fields.
  init?(_ pattern: String) {
    let fields = Self.fields(of: pattern)
    guard fields.count == 6 else { return nil }
    service = fields[2]
    serviceBytes = Array(fields[2].utf8)
    regionIsEmpty = fields[3].isEmpty
    accountIsEmpty = fields[4].isEmpty
    resource = Self.parts(fields[5])
  }

  /// Whether ARNs of this type hold no account.
  var namesNoAccount: Bool { accountIsEmpty }

  /// The placeholders of the sixth field.
  var placeholders: [String] {
    resource.compactMap { if case .placeholder(let name) = $0 { name } else { nil } }
  }

  /// Whether an ARN is of this type.
  func matches(_ arn: ARNSlice) -> Bool {
    guard arn.service.count == serviceBytes.count, arn.service.hasPrefix(serviceBytes),
      arn.region.isEmpty || !regionIsEmpty
    else { return false }
    return matches(0, arn.resource)
  }

  /// Appends the ARN with everything filled in; `value` appends what a placeholder stands for.
  func fill(
    _ site: CallSite, account: TextSlice, into bytes: inout [UInt8], value: (Int, inout [UInt8]) -> Void
  ) {
    TextSlice("arn:").append(to: &bytes)
    site.partition.append(to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(contentsOf: serviceBytes)
    bytes.append(UInt8(ascii: ":"))
    if !regionIsEmpty { site.region.append(to: &bytes) }
    bytes.append(UInt8(ascii: ":"))
    if !accountIsEmpty { account.append(to: &bytes) }
    bytes.append(UInt8(ascii: ":"))
    var placeholder = 0
    for part in resource {
      switch part {
      case .text(let text): bytes.append(contentsOf: text)
      case .placeholder:
        value(placeholder, &bytes)
        placeholder += 1
      }
    }
  }

  /// A placeholder stands for text without `/`, the last one behind literal text for any text.
  private func matches(_ index: Int, _ text: TextSlice) -> Bool {
    guard index < resource.count else { return text.isEmpty }
    switch resource[index] {
    case .text(let literal):
      return text.hasPrefix(literal) && matches(index + 1, text.dropFirst(literal.count))
    case .placeholder:
      let slash = text.firstIndex(of: UInt8(ascii: "/"))
      guard index + 1 < resource.count else { return !text.isEmpty && (resource.count > 1 || slash == nil) }
      guard case .text(let next) = resource[index + 1], let end = text.firstIndex(of: next, from: 1),
        slash ?? end >= end
      else { return false }
      return matches(index + 1, text.dropFirst(end))
    }
  }

  private static func fields(of pattern: String) -> [String] {
    var fields = [""]
    var isInside = false
    for character in pattern {
      if character == "}" { isInside = false }
      if character == "{" { isInside = true }
      if character == ":", !isInside, fields.count < 6 {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  private static func parts(_ text: String) -> [Part] {
    var parts: [Part] = []
    var literal: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "$"), rest.first == UInt8(ascii: "{") else {
        literal.append(byte)
        continue
      }
      if !literal.isEmpty { parts.append(.text(literal)) }
      literal = []
      let name = rest.dropFirst().prefix { $0 != UInt8(ascii: "}") }
      parts.append(.placeholder(String(decoding: name, as: UTF8.self)))
      rest = rest.dropFirst(name.count + 2)
    }
    if !literal.isEmpty { parts.append(.text(literal)) }
    return parts
  }
}
