import JSON

/// The parts that published schemas are written with (JSON Schema, draft 2020-12).
protocol JSONSchemaText {}

extension JSONSchemaText {
  /// A whole schema.
  static func document(
    _ title: String, _ description: String, _ schema: JSONValue, _ definitions: JSONValue
  ) -> JSONValue {
    .object(
      [
        ("$schema", .string("https://json-schema.org/draft/2020-12/schema")), ("title", .string(title)),
        ("description", .string(description)),
      ] + members(of: schema) + [("$defs", definitions)])
  }

  /// The definition that `count` refers to.
  static var counting: (String, JSONValue) {
    ("count", .object([("type", .string("integer")), ("minimum", .number(0))]))
  }

  static var time: JSONValue {
    .object([("type", .string("string")), ("format", .string("date-time"))])
  }

  /// An object that has all of these members, and perhaps others.
  static func object(
    _ properties: [(String, JSONValue)], optional: [(String, JSONValue)] = []
  ) -> JSONValue {
    .object([
      ("type", .string("object")), ("properties", .object(properties + optional)),
      ("required", .array(properties.map { .string($0.0) })),
    ])
  }

  static func list(of items: JSONValue) -> JSONValue {
    .object([("type", .string("array")), ("items", items)])
  }

  static func text(_ description: String) -> JSONValue {
    described([("type", .string("string"))], description)
  }

  static func nullableText(_ description: String) -> JSONValue {
    nullable(.object([("type", .string("string"))]), description)
  }

  static func place(_ description: String) -> JSONValue {
    nullable(.object([("type", .string("integer")), ("minimum", .number(1))]), description)
  }

  static func count(_ description: String) -> JSONValue { reference("count", description) }

  static func reference(_ name: String, _ description: String = "") -> JSONValue {
    described([("$ref", .string("#/$defs/\(name)"))], description)
  }

  static func described(_ members: [(String, JSONValue)], _ description: String) -> JSONValue {
    .object(members + (description.isEmpty ? [] : [("description", .string(description))]))
  }

  /// A schema with a type that also takes null; its other keywords leave null alone.
  static func nullable(_ schema: JSONValue, _ description: String) -> JSONValue {
    let widened = members(of: schema).map { name, value -> (String, JSONValue) in
      name == "type" ? (name, .array([value, .string("null")])) : (name, value)
    }
    return described(widened, description)
  }

  static func members(of schema: JSONValue) -> [(String, JSONValue)] {
    (schema.object ?? []).map { ($0.name, $0.value) }
  }
}
