import CloudTrail
import IAMPolicy

/// The resources of a log, each object by its bucket: so many fewer that each can be held against a name.
struct ResourceOwners {
  private var seen = SpanInterner()
  private var distinct: [String] = []

  /// Adds a resource by its text in UTF-8.
  mutating func add(_ resource: ArraySlice<UInt8>) {
    let owner = Self.bucket(of: resource) ?? resource
    let (_, isNew) = seen.intern(owner)
    if isNew { distinct.append(String(decoding: owner, as: UTF8.self)) }
  }

  /// Their ARNs, sorted.
  var names: [String] { Set(distinct.map { ResourcePolicyServices.owner(of: $0) }).sorted() }

  /// The pattern that was probably meant by one which no resource matches; nil when none is close.
  func meant(by pattern: String) -> String? {
    let names = names
    var found: [(pattern: String, edits: Int)] = []
    for start in [ResourcePolicyServices.owner(of: pattern), Self.start(pattern)] {
      let rest = pattern.dropFirst(start.count)
      if let closest = PatternSpelling(start).closest(among: names) {
        found.append((closest.pattern + rest, closest.edits))
      }
    }
    return found.min { $0.edits < $1.edits }?.pattern
  }

  /// A pattern that is no ARN up to its first slash, as one of an object names its bucket.
  private static func start(_ pattern: String) -> String {
    pattern.hasPrefix("arn:") ? pattern : String(pattern.prefix { $0 != "/" })
  }

  /// The bucket of an object, `arn:P:s3:::NAME`; nil for any other resource.
  private static func bucket(of resource: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard resource.starts(with: "arn:".utf8),
      let partition = resource.dropFirst(4).firstIndex(of: UInt8(ascii: ":")),
      resource[partition...].starts(with: ":s3:::".utf8),
      let slash = resource[partition...].firstIndex(of: UInt8(ascii: "/"))
    else { return nil }
    return resource[..<slash]
  }
}
