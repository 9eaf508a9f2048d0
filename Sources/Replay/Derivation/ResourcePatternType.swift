/// The ARN pattern of a resource type, for example `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.
struct ARNTemplate {
  /// A run of literal text or a placeholder.
  enum Part: Equatable {
    case text(String)
    case placeholder(String)
  }

  let service: String
  private let regionIsEmpty: Bool
  private let accountIsEmpty: Bool
  /// The sixth field.
  let resource: [Part]
  private let fields: [String]

  /// Nil for a pattern without six fields.
  init?(_ pattern: String) {
    fields = Self.fields(of: pattern)
    guard fields.count == 6 else { return nil }
    service = fields[2]
    regionIsEmpty = fields[3].isEmpty
    accountIsEmpty = fields[4].isEmpty
    resource = Self.parts(fields[5])
  }

  /// The placeholders of the sixth field.
  var placeholders: [String] {
    resource.compactMap { if case .placeholder(let name) = $0 { name } else { nil } }
  }

  /// Whether an ARN is of this type.
  func matches(_ arn: String) -> Bool {
    let given = ARNFields(arn)
    guard given.service == service, given.region.isEmpty || !regionIsEmpty else { return false }
    return Self.matches(resource[...], given.resource[...], isLastOpen: resource.count > 1)
  }

  /// The ARN with everything filled in.
  func filled(_ values: [String: String], partition: String, region: String, account: String) -> String {
    let name = resource.map { part in
      switch part {
      case .text(let text): text
      case .placeholder(let placeholder): values[placeholder] ?? "*"
      }
    }.joined()
    return
      "arn:\(partition):\(service):\(regionIsEmpty ? "" : region):\(accountIsEmpty ? "" : account):\(name)"
  }

  /// A placeholder stands for text without `/`, the last one behind literal text for any text.
  private static func matches(_ parts: ArraySlice<Part>, _ text: Substring, isLastOpen: Bool) -> Bool {
    guard let first = parts.first else { return text.isEmpty }
    let rest = parts.dropFirst()
    switch first {
    case .text(let literal):
      return text.hasPrefix(literal) && matches(rest, text.dropFirst(literal.count), isLastOpen: isLastOpen)
    case .placeholder:
      if rest.isEmpty { return !text.isEmpty && (isLastOpen || !text.contains("/")) }
      guard case .text(let next)? = rest.first, let end = text.dropFirst().range(ofText: next) else {
        return false
      }
      return !text[..<end].contains("/") && matches(rest, text[end...], isLastOpen: isLastOpen)
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
    var rest = text[...]
    while let start = rest.range(ofText: "${") {
      if start > rest.startIndex { parts.append(.text(String(rest[..<start]))) }
      let after = rest[start...].dropFirst(2)
      let end = after.firstIndex(of: "}") ?? after.endIndex
      parts.append(.placeholder(String(after[..<end])))
      rest = end < after.endIndex ? after[after.index(after: end)...] : ""
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    return parts
  }
}
