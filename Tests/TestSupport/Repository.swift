import Glibc

/// The checkout that the tests run in.
public enum Repository {
  /// The root folder, found from this file's own place.
  public static let root: String = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

  /// The bytes of a file below the root.
  public static func read(_ name: String) throws -> [UInt8] {
    let descriptor = unsafe open(root + "/" + name, O_RDONLY)
    guard descriptor >= 0 else { throw TemporaryDirectory.Failure(message: "open \(name): \(errno)") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
    }
  }

  /// The lines of a file below the root that hold anything.
  public static func lines(_ name: String) throws -> [[UInt8]] {
    try read(name).split(separator: 0x0A).map { Array($0) }
  }
}
