/// A reader of hostile input, with what must hold whatever the bytes are.
public enum FuzzTarget: String, CaseIterable, Sendable {
  /// JSON texts: a tree that is written reads back the same, and the scanner takes it too.
  case json
  /// Policy documents: reading and deciding ends, unknown facts only widen, and a written text is the same document.
  case policy
  /// Wildcard patterns against resource ARNs, next to the naive matcher.
  case pattern
  /// CIDR ranges against addresses.
  case range
  /// Dates against each other.
  case date
  /// Gzip data, next to zlib.
  case gzip

  /// Feeds the bytes in; what is wrong, or nil.
  public func fault(_ bytes: [UInt8]) -> String? {
    switch self {
    case .json: JSONTarget.fault(bytes)
    case .policy: PolicyTarget.fault(bytes)
    case .pattern: PatternTarget.fault(bytes)
    case .range: RangeTarget.fault(bytes)
    case .date: DateTarget.fault(bytes)
    case .gzip: GzipTarget.fault(bytes)
    }
  }
}
