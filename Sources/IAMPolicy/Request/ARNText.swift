/// The six fields of an ARN's text, without copying it.
public enum ARNText {
  /// Field 0 to 5 of a text with at least five colons, the last with all colons that follow; nil for any other.
  static func field(_ index: Int, of arn: String) -> Substring? {
    let bytes = arn.utf8
    let span = bytes.span
    var (start, number) = (0, 0)
    var found: Range<Int>?
    for place in span.indices where span[place] == 0x3A {
      if number == index { found = start..<place }
      number += 1
      start = place + 1
      guard number == 5 else { continue }
      guard let range = index == 5 ? start..<span.count : found else { return nil }
      let first = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
      return arn[first..<bytes.index(first, offsetBy: range.count)]
    }
    return nil
  }

  /// Whether a text begins like an ARN and has its six fields.
  static func isARN(_ text: String) -> Bool {
    let bytes = text.utf8.span
    guard bytes.count > 8, bytes[0] == 0x61, bytes[1] == 0x72, bytes[2] == 0x6E, bytes[3] == 0x3A else {
      return false
    }
    var colons = 1
    for index in 4..<bytes.count where bytes[index] == 0x3A {
      colons += 1
      if colons == 5 { return true }
    }
    return false
  }

  /// The partitions that AWS has.
  ///
  /// AWS SDKs, `partitions.json`, 2025.
  public static let partitions: Set<String> = [
    "aws", "aws-cn", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-us-gov",
  ]

  /// The fields of a text between its colons, the last with all colons behind the others.
  ///
  /// A colon counts by its byte: a mark that combines with it does not hide it.
  public static func fields(_ text: String, most: Int = 6) -> [Substring] {
    let bytes = text.utf8
    let span = bytes.span
    var fields: [Substring] = []
    fields.reserveCapacity(min(most, 6))
    var start = bytes.startIndex
    for offset in span.indices where span[offset] == 0x3A {
      if fields.count >= most - 1 { break }
      let place = bytes.index(bytes.startIndex, offsetBy: offset)
      fields.append(text[start..<place])
      start = bytes.index(after: place)
    }
    fields.append(text[start...])
    return fields
  }

  /// Whether a text is an account's id: 12 digits.
  ///
  /// AWS Account Management Reference Guide, "View AWS account identifiers".
  public static func isAccountID(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// The sixth field; empty where there is none.
  static func resource(of arn: String) -> Substring { field(5, of: arn) ?? "" }
}
