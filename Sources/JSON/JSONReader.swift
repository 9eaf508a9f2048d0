/// Reads a whole JSON text (RFC 8259) into a tree, strictly.
public enum JSONReader {
  /// What the reader insists on and what it keeps.
  public struct Options: Sendable {
    /// Whether two members of one object may not have the same name.
    public var refusesDuplicateKeys: Bool
    /// How deeply arrays and objects may nest.
    public var maximumDepth: Int
    /// Whether values carry their line and column; without, every position is 1:1.
    public var tracksPositions: Bool

    /// Makes options; the defaults suit a policy file.
    public init(refusesDuplicateKeys: Bool = false, maximumDepth: Int = 128, tracksPositions: Bool = true) {
      self.refusesDuplicateKeys = refusesDuplicateKeys
      self.maximumDepth = maximumDepth
      self.tracksPositions = tracksPositions
    }
  }

  /// The tree of a text; one byte order mark at the start is skipped.
  ///
  /// - Throws: `JSONError` with the place of the first byte that does not fit.
  public static func parse(
    _ bytes: [UInt8], options: Options = Options()
  ) throws(JSONError) -> JSONValue {
    var parser = JSONParser(bytes: bytes, options: options)
    return try parser.document()
  }
}

/// A text that is not JSON, with the place where it stops being so.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of fault it is.
  public enum Kind: String, Sendable {
    case syntax, duplicateKey, depth, encoding
  }

  /// What kind of fault it is.
  public var kind: Kind
  /// Where it stands.
  public var position: JSONPosition
  /// What is wrong, as a fragment without a final period.
  public var message: String

  /// Makes an error.
  public init(kind: Kind, position: JSONPosition, message: String) {
    self.kind = kind
    self.position = position
    self.message = message
  }

  /// The form `line:column: message`.
  public var description: String { "\(position): \(message)" }
}
