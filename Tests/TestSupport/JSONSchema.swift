public import JSON

/// A JSON Schema of the few keywords that the project's schemas use (draft 2020-12).
///
/// Stricter than the standard where a slip would go unseen: a keyword that is not known is a fault, and so is a member
/// that an object's schema does not describe.
public struct JSONSchema {
  private let root: JSONValue

  private static let annotations: Set<String> = ["$schema", "$defs", "title", "description", "format"]

  /// Takes a schema as it was parsed.
  public init(_ root: JSONValue) { self.root = root }

  /// What is wrong with a value, each with its place; empty when it fits.
  public func faults(in value: JSONValue) -> [String] { faults(value, root, "$") }

  private func faults(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
    guard let keywords = schema.object else { return ["\(place): the schema is no object"] }
    return described(value, schema, place)
      + keywords.flatMap { faults(value, $0.name, $0.value, place) }
  }

  private func faults(_ value: JSONValue, _ keyword: String, _ rule: JSONValue, _ place: String) -> [String] {
    switch keyword {
    case _ where Self.annotations.contains(keyword): return []
    case "$ref": return faults(value, target(of: rule) ?? .null, place)
    case "type":
      let types = rule.array ?? [rule]
      return types.contains { $0.string.map { Self.has(value, type: $0) } ?? false }
        ? [] : ["\(place): is not of type \(rule.text())"]
    case "enum":
      return (rule.array ?? []).contains { $0.text() == value.text() }
        ? [] : ["\(place): is none of \(rule.text())"]
    case "minimum":
      guard case .number(let least) = rule.kind, case .number(let text) = value.kind else { return [] }
      return (Int(text) ?? .min) >= (Int(least) ?? .max) ? [] : ["\(place): is less than \(least)"]
    case "required":
      guard value.object != nil else { return [] }
      return (rule.array ?? []).compactMap { $0.string }.filter { value[$0] == nil }
        .map { "\(place).\($0): is missing" }
    case "properties":
      return (rule.object ?? []).flatMap { member in
        value[member.name].map { faults($0, member.value, "\(place).\(member.name)") } ?? []
      }
    case "items":
      return (value.array ?? []).enumerated().flatMap { faults($1, rule, "\(place)[\($0)]") }
    case "additionalProperties": return []
    default: return ["\(place): the schema's keyword `\(keyword)` is not known"]
    }
  }

  /// The faults of members that `properties` does not name.
  private func described(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
    guard schema["$ref"] == nil else { return [] }
    return (value.object ?? []).filter { schema["properties"]?[$0.name] == nil }.flatMap { member in
      schema["additionalProperties"].map { faults(member.value, $0, "\(place).\(member.name)") }
        ?? ["\(place).\(member.name): is not described"]
    }
  }

  private func target(of reference: JSONValue) -> JSONValue? {
    guard let text = reference.string, text.hasPrefix("#/$defs/") else { return nil }
    return root["$defs"]?[String(text.dropFirst("#/$defs/".count))]
  }

  private static func has(_ value: JSONValue, type: String) -> Bool {
    switch value.kind {
    case .null: type == "null"
    case .bool: type == "boolean"
    case .number(let text): type == "number" || type == "integer" && Int(text) != nil
    case .string: type == "string"
    case .array: type == "array"
    case .object: type == "object"
    }
  }
}
