import CloudTrail
import IAMPolicy

/// The canonical JSON in which a request's own context keys are stored.
///
/// One member a key: a text or an array for what is known, `null` for absent, `{"present": true}`,
/// `{"unknown": true}`, or `{"oneOf": [...]}`.
public enum ContextCoding {
  /// The JSON of no facts.
  public static let none = Array("{}".utf8)

  /// The JSON of the facts, in their order.
  public static func encode(_ facts: [ContextFact]) -> String { "{" + members(facts) + "}" }

  /// The members of that JSON, with a comma between two of them.
  public static func members(_ facts: [ContextFact]) -> String {
    facts.map { quoted($0.key) + ":" + encode($0.value) }.joined(separator: ",")
  }

  /// The facts of such a JSON; what it cannot hold is left out.
  public static func decode(_ json: String) -> [ContextFact] {
    var facts: [ContextFact] = []
    RawObject.members(of: Array(json.utf8)) { name, value in
      facts.append(ContextFact(key: name, value: decode(value)))
    }
    return facts
  }

  private static func encode(_ value: ContextValue) -> String {
    switch value {
    case .known(let texts):
      texts.count == 1 ? quoted(texts[0]) : "[" + texts.map(quoted).joined(separator: ",") + "]"
    case .absent: "null"
    case .present: #"{"present":true}"#
    case .unknown: #"{"unknown":true}"#
    case .oneOf(let values): #"{"oneOf":["# + values.map { encode($0) }.joined(separator: ",") + "]}"
    }
  }

  private static func decode(_ raw: RawJSON) -> ContextValue {
    if let text = raw.string() { return .known([text]) }
    if raw.isNull { return .absent }
    if raw.isArray { return .known(RawObject.elements(of: raw.bytes()).compactMap(string)) }
    if let values = raw.member("oneOf") {
      return .oneOf(RawObject.elements(of: values.bytes()).compactMap { RawJSON.withRaw($0) { decode($0) } })
    }
    return raw.member("present") == nil ? .unknown : .present
  }

  private static func string(_ bytes: [UInt8]) -> String? { RawJSON.withRaw(bytes) { $0.string() } ?? nil }

  /// A text as a JSON string.
  public static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\u{0}"..<" ":
        let hex = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
