import AuditStore
import CloudTrail
import IAMPolicy
import JSON

/// The tags that a call sets or takes away, in every shape in which services put them into parameters.
struct RequestTags {
  private struct Pair {
    var key: String
    var value: String?
    /// The type of what the tag is for, when the call says so.
    var type: String?
  }

  private var pairs: [Pair] = []
  private var isUnknown = false
  /// The types of what the call makes that tags are given for, in the order of the record.
  ///
  /// EC2 API Reference, `TagSpecification`: such tags are those of things of that type alone.
  private(set) var types: [String] = []
  private var type: String?

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

  /// What is known of the tags for things of a type: each tag and, when the call shows all of them, the list of keys
  /// and that there are no others.
  ///
  /// Empty when a tag is hidden or stands in a shape that is not known: then all of it is unknown.
  func facts(of type: String?, isWhole: Bool) -> [ContextFact] {
    guard !isUnknown else { return [] }
    let pairs = pairs.filter { $0.type == nil || $0.type == type }
    var facts = isWhole ? [ContextFact(key: "aws:requesttag/*", value: .absent)] : []
    var seen: Set<String> = []
    for pair in pairs.sorted(by: { $0.key < $1.key }) where seen.insert(pair.key.lowercased()).inserted {
      if let value = pair.value {
        facts.append(ContextFact(key: "aws:requesttag/" + pair.key.lowercased(), value: .value(value)))
      }
    }
    let keys = Array(Set(pairs.map(\.key))).sorted()
    if isWhole { facts.append(ContextFact(key: "aws:tagkeys", value: keys.isEmpty ? .absent : .known(keys))) }
    return facts
  }

  private mutating func collect(_ value: JSONValue) {
    switch value.kind {
    case .array(let elements): for element in elements { collect(element) }
    case .object: collectObject(value)
    case .string(let text):
      // A list of keys alone, as calls that take tags away send it.
      if EventText.isHidden(text) { isUnknown = true } else { append(text, nil) }
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
    let wraps = members.filter { Self.wrappers.contains($0.name) }
    // Tags for what a call makes stand beside the type of thing that they are for.
    if let kind = value["resourceType"] ?? value["ResourceType"] {
      collect(wraps, of: kind.string)
    } else if !wraps.isEmpty, wraps.count == members.count {
      for member in wraps { collect(member.value) }
    } else {
      for member in members { add(name: member.name, member.value) }
    }
  }

  private mutating func collect(_ members: [JSONMember], of kind: String?) {
    guard let kind, !EventText.isHidden(kind) else { return isUnknown = true }
    type = kind
    if !types.contains(kind) { types.append(kind) }
    for member in members {
      // EC2 numbers the elements of a list by members of this name.
      if case .number = member.value.kind, member.name == "tag" { continue }
      collect(member.value)
    }
    type = nil
  }

  private mutating func add(_ key: JSONValue, _ value: JSONValue?) {
    guard let name = key.string, !EventText.isHidden(name) else { return isUnknown = true }
    add(name: name, value)
  }

  private mutating func add(name: String, _ value: JSONValue?) {
    switch value?.kind {
    case .string(let text): if EventText.isHidden(text) { isUnknown = true } else { append(name, text) }
    // EC2 turns the tag value "true" into a truth value.
    case .bool(let flag): append(name, flag ? "true" : "false")
    case nil, .null: append(name, "")
    default: isUnknown = true
    }
  }

  private mutating func append(_ key: String, _ value: String?) {
    pairs.append(Pair(key: key, value: value, type: type))
  }
}
