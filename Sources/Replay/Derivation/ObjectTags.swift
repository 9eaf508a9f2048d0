import AuditStore
import CloudTrail
import IAMPolicy

/// The tags that a header gives to an object: pairs of a query string.
///
/// Amazon S3 API Reference, "PutObject", `x-amz-tagging`; Amazon S3 User Guide, "Tagging and access control policies".
enum ObjectTags {
  private static let none: StaticString = #"null,"s3:requestobjecttag/*":null"#

  /// Whether a copy replaces the tags of its source by those of the header, which count for nothing otherwise.
  ///
  /// Amazon S3 API Reference, "CopyObject", `x-amz-tagging-directive`. Whether S3 takes up one in the query of a signed
  /// URL is not documented.
  static func isReplacing(_ directive: SlotMatch, _ parameters: borrowing ParameterList) -> Bool {
    parameters.hasOneValue(directive) && !parameters.headers.queryHolds(directive.name)
      && parameters.entries[directive.first].text == "REPLACE"
  }

  /// Appends the keys as the value of `s3:RequestObjectTagKeys`, then the member for each tag; false, and perhaps something,
  /// when the header does not tell them all.
  static func write(
    _ match: SlotMatch, _ parameters: borrowing ParameterList, isAbsentWhenMissing: Bool,
    to bytes: inout ByteSink
  ) -> Bool {
    guard match.isNamed else {
      if isAbsentWhenMissing { bytes.append(none) }
      return isAbsentWhenMissing
    }
    guard parameters.hasOneValue(match) else { return false }
    let text = parameters.entries[match.first].text
    // What is written as a number, and a plus sign for a blank, would have to be turned back.
    guard parameters.entries[match.first].isUsable, !text.hasSpecials, !text.isHidden,
      !text.string().utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") })
    else { return false }
    let pairs = text.string().split(separator: "&").map {
      $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    }
    guard !pairs.isEmpty, Set(pairs.map { $0[0].lowercased() }).count == pairs.count,
      !pairs.contains(where: { $0[0].isEmpty })
    else { return false }
    let keys = ContextCoding.members([
      ContextFact(key: "", value: .known(pairs.map { $0[0] }.sorted()))
    ])
    bytes.append(Array(keys.dropFirst(3).utf8))
    bytes.append(#","s3:requestobjecttag/*":null,"#)
    let facts = pairs.sorted { $0[0] < $1[0] }.map {
      ContextFact(key: "s3:requestobjecttag/" + $0[0].lowercased(), value: .value($0.count > 1 ? $0[1] : ""))
    }
    bytes.append(Array(ContextCoding.members(facts).utf8))
    return true
  }
}
