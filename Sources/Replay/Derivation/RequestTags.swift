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
      collect(value, asElement: false)
    }
  }

  /// What is known of the tags for things of a type: each tag and, when the call shows all of them, the list of keys
  /// and that there are no others.
  ///
  /// Empty when a tag is hidden or stands in a shape that is not known: then all of it is unknown. Of tags whose keys
  /// differ in capitals alone, which a condition key does not tell apart, it may be the one or the other.
  func facts(of type: String?, isWhole: Bool) -> [ContextFact] {
    guard !isUnknown else { return [] }
    let pairs = pairs.filter { $0.type == nil || $0.type == type }
    var facts = isWhole ? [ContextFact(key: "aws:requesttag/*", value: .absent)] : []
    let tags = Dictionary(grouping: pairs) { $0.key.lowercased() }.sorted { $0.key < $1.key }
    for (key, pairs) in tags {
      let values = Set(pairs.compactMap(\.value)).sorted()
      guard let first = values.first else { continue }
      let value = values.count > 1 ? ContextValue.oneOf(values.map { .value($0) }) : .value(first)
      facts.append(ContextFact(key: "aws:requesttag/" + key, value: value))
    }
    let keys = Array(Set(pairs.map(\.key))).sorted()
    if isWhole { facts.append(ContextFact(key: "aws:tagkeys", value: keys.isEmpty ? .absent : .known(keys))) }
    return facts
  }

  private mutating func append(_ key: String, _ value: String?) {
    pairs.append(Pair(key: key, value: value, type: type))
  }
}

// MARK: - Shapes

/// Tags stand as a list of pairs, which may be wrapped several times, as a list of keys alone, or as an object whose
/// members are the tags.
///
/// The members of such an object have any names, those of pairs and wrappers among them, but their values are texts.
extension RequestTags {
  private static let names = [
    ("key", "value"), ("Key", "Value"), ("tagKey", "tagValue"), ("TagKey", "TagValue"),
  ]
  /// The names of what holds tags, and among them those of what stands for one.
  private static let wrappers = elements.union(["tags", "TagSet", "tagSet", "Tags", "tagging", "Tagging"])
  private static let elements: Set<String> = ["items", "item", "member", "tag", "Tag"]

  /// - Parameter isElement: whether it stands in a list, or alone in a list's place.
  private mutating func collect(_ value: JSONValue, asElement isElement: Bool) {
    switch value.kind {
    case .array(let elements): for element in elements { collect(element, asElement: true) }
    case .object(let members):
      if isElement { collectElement(value, members) } else { collectObject(value, members) }
    case .string(let text):
      // A list of keys alone, as calls that take tags away send it.
      if !isElement || EventText.isHidden(text) { isUnknown = true } else { append(text, nil) }
    case .null: break
    default: isUnknown = true
    }
  }

  /// A pair, tags for things of a type, or what wraps them.
  private mutating func collectElement(_ value: JSONValue, _ members: [JSONMember]) {
    for (keyName, valueName) in Self.names {
      guard let key = value[keyName] else { continue }
      guard let name = key.string, !EventText.isHidden(name) else { return isUnknown = true }
      return add(name: name, value[valueName])
    }
    if !collectTyped(value, members), !collectWrapped(members) { isUnknown = true }
  }

  /// What wraps tags, or an object whose members are the tags; unknown for one that may be a pair as well.
  private mutating func collectObject(_ value: JSONValue, _ members: [JSONMember]) {
    let isNested = members.contains { Self.isNested($0.value) }
    if isNested {
      if !collectTyped(value, members), !collectWrapped(members) { isUnknown = true }
      return
    }
    let isPair = Self.names.contains { key, name in
      value[key] != nil && (members.count == 1 || value[name] != nil)
    }
    guard !isPair, members.count > 1 || Self.kind(value) == nil else { return isUnknown = true }
    for member in members { add(name: member.name, member.value) }
  }

  /// The members that wrap tags, if all of them do.
  private mutating func collectWrapped(_ members: [JSONMember]) -> Bool {
    guard !members.isEmpty, members.allSatisfy(Self.isWrapper) else { return false }
    for member in members { collectContent(of: member) }
    return true
  }

  /// The tags for what a call makes, which stand beside the type of thing that they are for; false when there is no type.
  private mutating func collectTyped(_ value: JSONValue, _ members: [JSONMember]) -> Bool {
    guard let kind = Self.kind(value) else { return false }
    guard let kind = kind.string, !EventText.isHidden(kind) else {
      isUnknown = true
      return true
    }
    type = kind
    if !types.contains(kind) { types.append(kind) }
    // EC2 numbers the elements of a list by members that are called `tag` too.
    for member in members where Self.isWrapper(member) { collectContent(of: member) }
    type = nil
    return true
  }

  private mutating func collectContent(of member: JSONMember) {
    collect(member.value, asElement: Self.elements.contains(member.name))
  }

  private static func kind(_ value: JSONValue) -> JSONValue? {
    value["resourceType"] ?? value["ResourceType"]
  }

  private static func isWrapper(_ member: JSONMember) -> Bool {
    wrappers.contains(member.name) && isNested(member.value)
  }

  private static func isNested(_ value: JSONValue) -> Bool { value.object != nil || value.array != nil }

  private mutating func add(name: String, _ value: JSONValue?) {
    switch value?.kind {
    case .string(let text): if EventText.isHidden(text) { isUnknown = true } else { append(name, text) }
    // EC2 turns the tag value "true" into a truth value.
    case .bool(let flag): append(name, flag ? "true" : "false")
    case nil, .null: append(name, "")
    default: isUnknown = true
    }
  }
}
