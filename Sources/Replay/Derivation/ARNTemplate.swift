import CloudTrail

/// The ARN pattern of a resource type, for example `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.
struct ARNTemplate {
  /// A field before the sixth.
  private enum Field: Equatable {
    case empty
    /// The call's own region or account.
    case ofSite
    case literal([UInt8])
    /// A placeholder that nothing fills, or `*`.
    case open

    init(_ text: String, own names: [String]) {
      self =
        text.isEmpty
        ? .empty
        : names.contains(text)
          ? .ofSite
          : text.contains("*") || text.contains("$")
            ? .open : .literal(Array(text.utf8))
    }
  }

  /// Fields of an ARN that tell neither its partition nor what it is of.
  struct Fields: OptionSet {
    let rawValue: UInt8

    static let service = Fields(rawValue: 1)
    static let region = Fields(rawValue: 2)
    static let account = Fields(rawValue: 4)
  }

  let service: String
  private let serviceBytes: [UInt8]
  private let region: Field
  private let account: Field
  /// Whether ARNs of this type may be of any service, so that only a parameter tells that one is of it.
  let isOfAnyService: Bool
  /// The placeholders of the sixth field; `*` for one that the pattern itself leaves open.
  let placeholders: [String]
  // INVARIANT: the sixth field is literal, placeholder, literal and so on, a literal at both ends; a literal may
  // be empty, and ends in `literals` at its place in `ends`.
  private let literals: [UInt8]
  private let ends: [Int]
  /// Whether the last placeholder stands for text without `/` too, wherever it is.
  private let isLastWithoutSlash: Bool

  /// Nil for a pattern without six fields.
  init?(_ pattern: String) {
    let fields = Self.fields(of: pattern)
    guard fields.count == 6 else { return nil }
    service = fields[2]
    isOfAnyService = fields[2].contains("$")
    serviceBytes = isOfAnyService ? [UInt8(ascii: "*")] : Array(fields[2].utf8)
    region = Field(fields[3], own: ["${Region}"])
    // The account in ARNs of an organization is its management account, whoever calls.
    let isOfOrganization = service == "organizations" && fields[4].hasPrefix("$")
    account = isOfOrganization ? .open : Field(fields[4], own: ["${Account}", "${AccountId}"])
    (placeholders, literals, ends) = Self.parts(fields[5])
    isLastWithoutSlash = placeholders.last.map(Self.isWithoutSlash) ?? false
  }

  /// Whether what a placeholder stands for never holds a `/`: behind the name of a bucket or an access point begins what is
  /// in it.
  ///
  /// Amazon S3 User Guide, "Bucket naming rules", "Directory bucket naming rules" and "Naming rules for access points".
  private static func isWithoutSlash(_ placeholder: String) -> Bool {
    placeholder.hasSuffix("BucketName") || placeholder.hasSuffix("AccessPointName")
  }

  /// Whether ARNs of this type hold no account.
  var namesNoAccount: Bool { account == .empty }

  /// Whether ARNs of this type hold the account of the call.
  var namesCallsAccount: Bool { account == .ofSite }

  /// Whether the pattern leaves a part open that no parameter fills.
  var isOpen: Bool {
    isOfAnyService || region == .open || account == .open || placeholders.contains("*")
  }

  /// What stands between a placeholder and the last `/` or `:` before it: `p-` in `p-${PolicyId}`.
  func beginning(ofPlaceholder index: Int) -> String {
    let literal = literals[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    let start = literal.lastIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") }
    return String(decoding: literal[(start.map { $0 + 1 } ?? literal.startIndex)...], as: UTF8.self)
  }

  /// What the pattern begins with, up to its first placeholder and with the separator at the end: `service/`.
  var kind: [UInt8] { Array(literals.prefix(ends[0])) }

  /// Whether the ARNs of this type and another ARN are of the same service.
  func hasService(of arn: ARNSlice) -> Bool {
    arn.service.count == serviceBytes.count && arn.service.hasPrefix(serviceBytes) && !isOfAnyService
  }

  /// Whether an ARN is of this type.
  ///
  /// A placeholder stands for text without `/`, the last one behind literal text for any text but in the name of a bucket.
  func matches(_ arn: ARNSlice) -> Bool { fits(arn) && find(in: arn.resource, placeholder: nil) != nil }

  /// Whether the fields before the sixth may be those of an ARN of this type.
  private func fits(_ arn: ARNSlice) -> Bool {
    (arn.region.isEmpty || region != .empty) && hasService(of: arn)
  }

  /// What stands for a placeholder in an ARN of this type; nil for an ARN of another one.
  func part(_ index: Int, of arn: ARNSlice) -> TextSlice? {
    fits(arn) ? find(in: arn.resource, placeholder: index) : nil
  }

  /// What stands for a placeholder in the sixth field, all of it for none; nil when the field is of another form.
  private func find(in resource: TextSlice, placeholder: Int?) -> TextSlice? {
    TextSlice.with(literals) { literals in
      guard resource.hasPrefix(literals.prefix(ends[0])) else { return nil }
      var rest = resource.dropFirst(ends[0])
      var found = resource
      for index in placeholders.indices {
        let next = literals[ends[index]..<ends[index + 1]]
        let slash = rest.firstIndex(of: UInt8(ascii: "/"))
        guard !next.isEmpty else {
          let isLast = index == placeholders.count - 1
          let takesSlash = (ends[index] > 0 || index > 0) && !isLastWithoutSlash
          guard isLast, !rest.isEmpty, takesSlash || slash == nil else { return nil }
          return placeholder == index ? rest : found
        }
        guard let end = rest.firstIndex(of: next, from: 1), slash ?? end >= end else { return nil }
        if placeholder == index { found = rest.prefix(end) }
        rest = rest.dropFirst(end + next.count)
      }
      return rest.isEmpty ? found : nil
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

  /// The fields in which ARNs of this type differ from those of another.
  func fields(otherThanIn other: ARNTemplate) -> Fields {
    var fields = Fields()
    if serviceBytes != other.serviceBytes { fields.insert(.service) }
    if region != other.region { fields.insert(.region) }
    if account != other.account { fields.insert(.account) }
    return fields
  }

  /// Appends the fields before the sixth, with `*` for those that are left open.
  func appendHead(
    _ site: CallSite, account: TextSlice, open: Fields = [], to bytes: inout ByteSink
  ) {
    bytes.append("arn:")
    bytes.append(site.partition)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(open.contains(.service) ? [UInt8(ascii: "*")] : serviceBytes)
    bytes.append(UInt8(ascii: ":"))
    append(open.contains(.region) ? .open : region, own: site.region, to: &bytes)
    append(open.contains(.account) ? .open : self.account, own: account, to: &bytes)
  }

  private func append(_ field: Field, own: TextSlice, to bytes: inout ByteSink) {
    switch field {
    case .empty: break
    case .ofSite: bytes.append(own)
    case .literal(let text): bytes.append(text)
    case .open: bytes.append(UInt8(ascii: "*"))
    }
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
      if byte == UInt8(ascii: "*") {
        ends.append(literals.count)
        placeholders.append("*")
        continue
      }
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
