/// A log file that cannot be opened or read, with the system's reason.
public struct LogFileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The path as it was given.
  public var path: String
  /// What is wrong, as a fragment without a final period.
  public var message: String

  /// Makes an error about a path.
  public init(path: String, message: String) {
    self.path = path
    self.message = message
  }

  /// The form `path: message`.
  public var description: String { "\(path): \(message)" }
}
