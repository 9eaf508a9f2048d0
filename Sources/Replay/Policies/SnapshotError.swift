public import JSON

/// A policy file or change that cannot be used, with the place where it went wrong.
public struct SnapshotError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file, as the user named it; nil when the error is in an argument.
  public var file: String?
  /// Line and column in the file, when the error has one.
  public var position: JSONPosition?
  /// What is wrong, as a fragment without a final period.
  public var message: String

  /// Makes an error.
  public init(file: String? = nil, position: JSONPosition? = nil, message: String) {
    self.file = file
    self.position = position
    self.message = message
  }

  /// The form `file:line:column: message`.
  public var description: String {
    guard let file else { return message }
    guard let position else { return "\(file): \(message)" }
    return "\(file):\(position): \(message)"
  }
}
