/// A file of which something could not be read.
public struct DamagedFile: Sendable, Hashable {
  /// The file.
  public var path: String
  /// Whether nothing in it could be read.
  public var isUnreadable: Bool
  /// How many of its records were rejected.
  public var rejected: Int
  /// The first of them that says why.
  public var first: StoredReject?
  /// Whether an earlier run read it.
  public var isKnown: Bool
}
