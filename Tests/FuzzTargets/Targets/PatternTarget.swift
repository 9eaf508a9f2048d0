import IAMPolicy
import PolicyWorlds

enum PatternTarget {
  /// A pattern, a line feed and an ARN.
  static func fault(_ bytes: [UInt8]) -> String? {
    guard let (pattern, arn) = bytes.twoTexts else { return nil }
    let request = Fixed.request(.arn(arn))
    let matches = Fixed.allows(Located(pattern), [], request)
    // The naive matcher takes exponential time: it gets short texts with few wildcards.
    let stars = pattern.utf8.filter { $0 == UInt8(ascii: "*") }.count
    guard isComparable(arn), stars <= 4, pattern.utf8.count < 60, arn.utf8.count < 60 else { return nil }
    let naive = NaiveEvaluator.matches(resource: pattern, arn)
    return matches == naive ? nil : "`\(pattern)` on `\(arn)`: \(matches as Any), expected \(naive)"
  }

  /// Only an ARN has a resource's fields; what else stands there is of no concern.
  private static func isComparable(_ arn: String) -> Bool {
    arn.hasPrefix("arn:aws:s3:") && arn.utf8.filter { $0 == UInt8(ascii: ":") }.count >= 5
  }
}
