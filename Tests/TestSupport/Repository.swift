/// The checkout that the tests run in.
public enum Repository {
  /// The root folder, found from this file's own place.
  public static let root: String = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

  /// The bytes of a file below the root.
  public static func read(_ name: String) throws -> [UInt8] { try FileContent.of(root + "/" + name) }

  /// The lines of a file below the root that hold anything.
  public static func lines(_ name: String) throws -> [[UInt8]] {
    try read(name).split(separator: 0x0A).map { Array($0) }
  }
}
