/// What the name of a file that CloudTrail delivered says of it.
///
/// CloudTrail User Guide, "Finding your CloudTrail log files" and "CloudTrail digest file structure".
public struct LogName: Sendable, Hashable {
  /// The account whose activity it holds.
  public var account: String
  /// The region whose activity it holds.
  public var region: String
  /// When it was delivered, seconds since 1970 UTC.
  public var time: Int64
  /// Whether it is a digest; else it is a log file.
  public var isDigest: Bool
  /// What the files of one trail in one region have in common; of log files only account and region.
  var chain: String

  /// The name at the end of a path; nil when CloudTrail gives no such names.
  public init?(path: String) {
    // By bytes: characters of names are looked for in tens of thousands of paths.
    let parts = Self.stem(path).utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
      .map { Substring($0) }
    guard parts.count >= 5, parts[0].utf8.count == 12, parts[0].utf8.allSatisfy({ (48...57).contains($0) }),
      parts[1] == "CloudTrail" || parts[1] == "CloudTrail-Digest"
    else { return nil }
    isDigest = parts[1] != "CloudTrail"
    account = String(parts[0])
    region = String(parts[2])
    // A trail's name may hold underscores, so that a digest's time is found at the end.
    let stamp = isDigest ? parts[parts.count - 1] : parts[3]
    guard let time = Self.seconds(stamp) else { return nil }
    self.time = time
    chain = (isDigest ? parts.dropLast() : parts[..<3]).joined(separator: "_")
  }

  /// Whether CloudTrail gives digests such names.
  public static func isDigest(_ path: String) -> Bool {
    lastComponent(path).utf8.dropFirst(12).starts(with: "_CloudTrail-Digest_".utf8)
      && LogName(path: path)?.isDigest == true
  }

  /// What stands behind the last slash.
  static func lastComponent(_ path: String) -> Substring {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path[...] }
    return Substring(path.utf8[path.utf8.index(after: slash)...])
  }

  /// The last component without what says how it is packed; a trail's name may hold periods.
  private static func stem(_ path: String) -> Substring {
    var name = lastComponent(path)
    for suffix in [".gz", ".json"] where name.hasSuffix(suffix) { name = name.dropLast(suffix.count) }
    return name
  }

  /// `20150817T1445Z` or `20150817T144501Z` in seconds since 1970.
  private static func seconds(_ stamp: Substring) -> Int64? {
    let bytes = Array(stamp.utf8)
    guard bytes.count == 14 || bytes.count == 16, bytes[8] == UInt8(ascii: "T"),
      bytes.last == UInt8(ascii: "Z")
    else { return nil }
    let second = bytes.count == 16 ? bytes[13..<15] : [48, 48]
    let dash = [UInt8(ascii: "-")], colon = [UInt8(ascii: ":")]
    let date = bytes[0..<4] + dash + bytes[4..<6] + dash + bytes[6..<9]
    return EventTime.seconds(
      date + bytes[9..<11] + colon + bytes[11..<13] + colon + second + [UInt8(ascii: "Z")])
  }

  /// The trail of a digest, with the region in which it was made, as `trail (us-east-2)`.
  var trail: String {
    let parts = chain.split(separator: "_", omittingEmptySubsequences: false).dropFirst(3)
    guard parts.count >= 2, let home = parts.last else { return parts.joined(separator: "_") }
    return parts.dropLast().joined(separator: "_") + " (\(home))"
  }
}
