/// A parsed JSON text as a tree that remembers where every value stood.
///
/// Numbers keep their source text: an account id written as a number must not pass through a binary float.
public struct JSONValue: Sendable, Equatable {
  /// What the value is, with its content.
  public enum Kind: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The number exactly as it was written, for example `012` never and `1e3` as `1e3`.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// The members in source order; names are unique when the reader was told to refuse duplicates.
    case object([JSONMember])
  }

  /// The value itself.
  public var kind: Kind
  /// Where its first byte stands in the text.
  public var position: JSONPosition

  /// Makes a value; `position` is only for messages and takes no part in its meaning.
  public init(_ kind: Kind, at position: JSONPosition = JSONPosition()) {
    self.kind = kind
    self.position = position
  }
}

/// One name and value of a JSON object, with the place of the name.
public struct JSONMember: Sendable, Equatable {
  /// The name, unescaped.
  public var name: String
  /// Where the name's opening quote stands.
  public var namePosition: JSONPosition
  /// The value after the colon.
  public var value: JSONValue

  /// Makes a member from its parts.
  public init(name: String, namePosition: JSONPosition = JSONPosition(), value: JSONValue) {
    self.name = name
    self.namePosition = namePosition
    self.value = value
  }
}

/// A place in a text: line and column count from 1, the column in Unicode scalars.
public struct JSONPosition: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The line, from 1.
  public var line: Int
  /// The column in Unicode scalars, from 1.
  public var column: Int

  /// Makes a position; the default is the start of the text.
  public init(line: Int = 1, column: Int = 1) {
    self.line = line
    self.column = column
  }

  /// The form `line:column` that error messages use.
  public var description: String { "\(line):\(column)" }

  /// Orders positions by line, then column.
  public static func < (left: Self, right: Self) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

extension JSONValue {
  /// The value of the first member with this name, when the value is an object that has it.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = kind else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The text, when the value is a string.
  public var string: String? {
    if case .string(let text) = kind { return text }
    return nil
  }

  /// The elements, when the value is an array.
  public var array: [JSONValue]? {
    if case .array(let elements) = kind { return elements }
    return nil
  }

  /// The members in source order, when the value is an object.
  public var object: [JSONMember]? {
    if case .object(let members) = kind { return members }
    return nil
  }

  /// The truth value, when the value is `true` or `false`.
  public var bool: Bool? {
    if case .bool(let value) = kind { return value }
    return nil
  }
}

extension JSONValue {
  /// The same tree with every position replaced, for a text that stood encoded inside another.
  public func mappingPositions(_ map: (JSONPosition) -> JSONPosition) -> JSONValue {
    let mapped: Kind =
      switch kind {
      case .null, .bool, .number, .string: kind
      case .array(let elements): .array(elements.map { $0.mappingPositions(map) })
      case .object(let members):
        .object(
          members.map {
            JSONMember(
              name: $0.name, namePosition: map($0.namePosition), value: $0.value.mappingPositions(map))
          })
      }
    return JSONValue(mapped, at: map(position))
  }
}
