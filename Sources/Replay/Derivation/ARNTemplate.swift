import CloudTrail

/// The ARN pattern of a resource type, for example `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.
struct ARNTemplate {
  let service: String
  private let serviceBytes: [UInt8]
  private let regionIsEmpty: Bool
  private let accountIsEmpty: Bool
  /// The placeholders of the sixth field.
  let placeholders: [String]
  // INVARIANT: the sixth field is literal, placeholder, literal and so on, a literal at both ends; a literal may
  // be empty, and ends in `literals` at its place in `ends`.
  private let literals: [UInt8]
  private let ends: [Int]

  /// Nil for a pattern without six fields.
  init?(_ pattern: String) {
    let fields = Self.fields(of: pattern)
    guard fields.count == 6 else { return nil }
    service = fields[2]
    serviceBytes = Array(fields[2].utf8)
    regionIsEmpty = fields[3].isEmpty
    accountIsEmpty = fields[4].isEmpty
    (placeholders, literals, ends) = Self.parts(fields[5])
  }

  /// Whether ARNs of this type hold no account.
  var namesNoAccount: Bool { accountIsEmpty }

  /// Whether an ARN is of this type.
  ///
  /// A placeholder stands for text without `/`, the last one behind literal text for any text.
  func matches(_ arn: ARNSlice) -> Bool {
    guard arn.service.count == serviceBytes.count, arn.region.isEmpty || !regionIsEmpty,
      arn.service.hasPrefix(serviceBytes)
    else { return false }
    return TextSlice.with(literals) { literals in
      guard arn.resource.hasPrefix(literals.prefix(ends[0])) else { return false }
      var rest = arn.resource.dropFirst(ends[0])
      for index in placeholders.indices {
        let next = literals[ends[index]..<ends[index + 1]]
        let slash = rest.firstIndex(of: UInt8(ascii: "/"))
        guard !next.isEmpty else {
          let isLast = index == placeholders.count - 1
          return isLast && !rest.isEmpty && (ends[index] > 0 || index > 0 || slash == nil)
        }
        guard let end = rest.firstIndex(of: next, from: 1), slash ?? end >= end else { return false }
        rest = rest.dropFirst(end + next.count)
      }
      return rest.isEmpty
    }
  }

  /// Appends the ARN with everything filled in; `value` appends what a placeholder stands for.
  @inline(__always)
  func fill(
    _ site: CallSite, account: TextSlice, into bytes: inout ByteSink, value: (Int, inout ByteSink) -> Void
  ) {
    appendHead(site, account: account, to: &bytes)
    for index in ends.indices {
      TextSlice.with(literals) { bytes.append($0[(index == 0 ? 0 : ends[index - 1])..<ends[index]]) }
      if index < placeholders.count { value(index, &bytes) }
    }
  }

  private func appendHead(_ site: CallSite, account: TextSlice, to bytes: inout ByteSink) {
    bytes.append("arn:")
    bytes.append(site.partition)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(serviceBytes)
    bytes.append(UInt8(ascii: ":"))
    if !regionIsEmpty { bytes.append(site.region) }
    bytes.append(UInt8(ascii: ":"))
    if !accountIsEmpty { bytes.append(account) }
    bytes.append(UInt8(ascii: ":"))
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

  private static func parts(_ text: String) -> (placeholders: [String], literals: [UInt8], ends: [Int]) {
    var placeholders: [String] = []
    var literals: [UInt8] = []
    var ends: [Int] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "$"), rest.first == UInt8(ascii: "{") else {
        literals.append(byte)
        continue
      }
      ends.append(literals.count)
      let name = rest.dropFirst().prefix { $0 != UInt8(ascii: "}") }
      placeholders.append(String(decoding: name, as: UTF8.self))
      rest = rest.dropFirst(name.count + 2)
    }
    ends.append(literals.count)
    return (placeholders, literals, ends)
  }
}
