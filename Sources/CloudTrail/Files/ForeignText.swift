/// What a text that is no JSON is known to be, by forms that nothing else has.
struct ForeignText {
  /// How much of a text is looked at.
  static let size = 4096

  private let head: [UInt8]

  /// Takes the first bytes of a text.
  init(_ head: [UInt8]) { self.head = head }

  /// Why the text is no log; nil for one of no form that is known here.
  var reason: String? {
    if isTar { return "a tar archive, not a log; unpack it first" }
    return name.map { "\($0) and no log of CloudTrail, which is JSON that starts with `{` or `[`" }
  }

  /// The header of POSIX.1-1988 `ustar`, which GNU tar writes as well.
  private var isTar: Bool { head.count > 262 && head[257..<262].elementsEqual("ustar".utf8) }

  private var name: String? {
    let lines = head.split(separator: UInt8(ascii: "\n"), maxSplits: 2).prefix(2)
      .map { String(decoding: $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0, as: UTF8.self) }
    guard let first = lines.first else { return nil }
    let fields = first.split(separator: " ", omittingEmptySubsequences: false)
    if Self.isFlowLog(fields) { return "a VPC flow log" }
    if Self.isAccessLog(fields) { return "a server access log of S3" }
    if lines.count > 1, Self.isTable(head: first, row: lines[1]) { return "a CSV table" }
    return nil
  }

  /// A line of field names, or of the default format.
  ///
  /// Amazon VPC User Guide, "Flow log records".
  private static func isFlowLog(_ fields: [Substring]) -> Bool {
    if fields.contains("srcaddr"), fields.contains("dstaddr") { return true }
    return fields.count == 14 && fields[0] == "2" && fields[1].utf8.count == 12 && fields[2].hasPrefix("eni-")
  }

  /// The canonical id of the bucket's owner, the bucket, and a time in brackets.
  ///
  /// Amazon S3 User Guide, "Amazon S3 server access log format".
  private static func isAccessLog(_ fields: [Substring]) -> Bool {
    fields.count > 4 && fields[0].utf8.count == 64 && fields[0].allSatisfy { $0.isHexDigit }
      && fields[2].hasPrefix("[") && fields[3].hasSuffix("]")
  }

  /// A line of names between commas, and one with as many commas or more.
  private static func isTable(head: String, row: String) -> Bool {
    let names = head.split(separator: ",", omittingEmptySubsequences: false)
    guard names.count > 3, row.utf8.count(where: { $0 == UInt8(ascii: ",") }) >= names.count - 1 else {
      return false
    }
    return names.allSatisfy { name in
      let isQuoted = name.hasPrefix("\"") && name.hasSuffix("\"") && name.utf8.count > 2
      let word = isQuoted ? name.dropFirst().dropLast() : name
      return !word.isEmpty && word.utf8.count <= 64 && word.first != " "
        && word.allSatisfy { $0.isLetter || $0.isNumber || " _-./()".contains($0) }
    }
  }
}
