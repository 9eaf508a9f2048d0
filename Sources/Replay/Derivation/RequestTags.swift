import AuditStore
import CloudTrail
import IAMPolicy
import JSON

/// The tags that a call sets or takes away, in every shape in which services put them into parameters.
struct RequestTags {
  private var pairs: [(key: String, value: String?)] = []
  private var isUnknown = false

  /// Reads the values of the parameters that hold tags.
  init(_ places: [RawJSON]) {
    for place in places {
      guard let value = place.value() else {
        isUnknown = true
        continue
      }
      collect(value)
    }
  }

  /// The members of a context's JSON: each tag, the list of keys, and that there are no others.
  ///
  /// Empty when a tag is hidden or stands in a shape that is not known: then all of it is unknown.
  var members: String {
    guard !isUnknown else { return "" }
    var facts = [ContextFact(key: "aws:requesttag/*", value: .absent)]
    var seen: Set<String> = []
    for (key, value) in pairs.sorted(by: { $0.key < $1.key }) where seen.insert(key.lowercased()).inserted {
      if let value {
        facts.append(ContextFact(key: "aws:requesttag/" + key.lowercased(), value: .value(value)))
      }
    }
    let keys = Array(Set(pairs.map(\.key))).sorted()
    facts.append(ContextFact(key: "aws:tagkeys", value: keys.isEmpty ? .absent : .known(keys)))
    return String(ContextCoding.encode(facts).dropFirst().dropLast())
  }

  private mutating func collect(_ value: JSONValue) {
    switch value.kind {
    case .array(let elements): for element in elements { collect(element) }
    case .object: collectObject(value)
    case .string(let text):
      // A list of keys alone, as calls that take tags away send it.
      if EventText.isHidden(text) { isUnknown = true } else { pairs.append((text, nil)) }
    case .null: break
    default: isUnknown = true
    }
  }

  private static let names = [
    ("key", "value"), ("Key", "Value"), ("tagKey", "tagValue"), ("TagKey", "TagValue"),
  ]
  private static let wrappers: Set<String> = [
    "items", "item", "member", "tags", "tag", "Tag", "TagSet", "tagSet", "Tags", "tagging", "Tagging",
  ]

  private mutating func collectObject(_ value: JSONValue) {
    for (keyName, valueName) in Self.names {
      guard let key = value[keyName] else { continue }
      return add(key, value[valueName])
    }
    let members = value.object ?? []
    // Tags for what a call makes stand beside the type of thing that they are for.
    let isSpecification = value["resourceType"] != nil || value["ResourceType"] != nil
    let wraps = members.filter { Self.wrappers.contains($0.name) }
    if isSpecification || (!wraps.isEmpty && wraps.count == members.count) {
      for member in wraps { collect(member.value) }
    } else {
      for member in members { add(name: member.name, member.value) }
    }
  }

  private mutating func add(_ key: JSONValue, _ value: JSONValue?) {
    guard let name = key.string, !EventText.isHidden(name) else { return isUnknown = true }
    add(name: name, value)
  }

  private mutating func add(name: String, _ value: JSONValue?) {
    switch value?.kind {
    case .string(let text):
      if EventText.isHidden(text) { isUnknown = true } else { pairs.append((name, text)) }
    // EC2 turns the tag value "true" into a truth value.
    case .bool(let flag): pairs.append((name, flag ? "true" : "false"))
    case nil, .null: pairs.append((name, ""))
    default: isUnknown = true
    }
  }
}
