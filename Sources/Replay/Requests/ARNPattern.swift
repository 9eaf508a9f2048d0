import IAMPolicy

/// Texts with `*` and `?` that are to match ARNs.
///
/// IAM User Guide, "Identify AWS resources with Amazon Resource Names (ARNs)": `arn:`, four more fields and the resource.
public enum ARNPattern {
  /// How long an ARN may be: no name that a filter looks for is longer.
  ///
  /// IAM API Reference, the length constraints of the member `Arn` of its data types.
  static let maximumLength = 2_048

  /// Why a pattern is none of a name of AWS, as a sentence's end; nil for one that may be.
  public static func fault(ofLength pattern: String) -> String? {
    guard pattern.utf8.count > maximumLength else { return nil }
    return "it has \(TextFormat.count(pattern.utf8.count)) bytes; the longest name, an ARN, has "
      + "\(TextFormat.count(maximumLength))."
  }

  /// Why a pattern matches no ARN, as a sentence's end, with what was probably meant; nil for one that may match some.
  public static func fault(_ pattern: String) -> String? {
    if let fault = fault(ofLength: pattern) { return fault }
    let account = ARNFields(pattern).account
    if let fault = fault(ofAccount: account) { return "\(fault)." }
    if mayMatch(pattern) { return nil }
    let meant =
      bucket(pattern).map { "\($0)*" } ?? (pattern.hasPrefix("arn:") ? "\(pattern)*" : "*\(pattern)*")
    let hint = mayMatch(meant) ? " Did you mean '\(meant)'?" : ""
    return "it is no pattern that an ARN can match.\(hint)"
  }

  private static func mayMatch(_ pattern: String) -> Bool {
    Wildcard.meet(Array(pattern.utf8), Array("arn:*:*:*:*:*".utf8))
  }

  /// Why a text that begins like an ARN is none, as a sentence's end, with what was probably meant; nil for an ARN, and for
  /// any other text.
  public static func fault(ofARN text: String) -> String? {
    guard text.hasPrefix("arn:") else { return nil }
    let fields = ARNText.fields(text)
    guard fields.count == 6, !fields[2].isEmpty, !fields[5].isEmpty else {
      let meant =
        fields.count < 6 && fields.dropFirst(2).first == "s3" ? bucket(String(fields.last ?? "")) : nil
      return
        "an ARN has the form arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE, of which region and account may be "
        + "empty, as in arn:aws:s3:::BUCKET/KEY." + (meant.map { " Did you mean '\($0)'?" } ?? "")
    }
    return fault(ofPartition: fields[1]).map { "\($0)." }
  }

  /// That AWS does not have a partition, with the one that was probably meant; nil for one that it has.
  static func fault(ofPartition name: Substring) -> String? {
    let name = String(name)
    guard !ARNText.partitions.contains(name) else { return nil }
    let known = ARNText.partitions.sorted()
    return "AWS has no partition `\(name)`; it has \(known.joined(separator: ", "))"
  }

  /// Why a text of digits is no account; nil for 12 of them, and for any other text.
  static func fault(ofAccount text: String) -> String? {
    let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber, !ARNText.isAccountID(text) else { return nil }
    return "the account \(text) has \(TextFormat.count(text.utf8.count, "digit")) and not 12"
  }

  /// The end of a message about a text that was to be an ARN and may be the name of a bucket.
  public static func hint(forBucket text: String) -> String {
    Spelling.question(bucket(text))
  }

  /// The ARN of a bucket or object by its name; nil for a text that cannot be one.
  ///
  /// Amazon S3 User Guide, "General purpose bucket naming rules".
  private static func bucket(_ text: String) -> String? {
    let name = text.utf8.prefix { $0 != UInt8(ascii: "/") }
    let isName = name.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E
    }
    return isName && (3...63).contains(name.count) ? "arn:aws:s3:::\(text)" : nil
  }
}
