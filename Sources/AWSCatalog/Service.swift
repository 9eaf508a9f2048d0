extension ServiceCatalog {
  /// A service: what can be done in it, and to what.
  public struct Service: Sendable {
    /// The resource types by their names.
    public let resourceTypes: [String: ResourceType]
    /// The actions by their names in lower case.
    public let actions: [String: Action]

    /// Reads a line: prefix, condition keys, resource types and lists of keys, then the actions.
    ///
    /// An action is one digit for how many characters its name has in common with the one before it, its access
    /// level and the rest of its name; then, each behind a `|`, its types with a star behind the required ones,
    /// the number of its list of keys, and the actions that depend on it. Types and keys are numbers. Where the types
    /// have other keys than each other, the number of its own list stands behind a type and a `=`.
    init(_ line: CatalogText) {
      var rest = line
      let prefix = rest.next(before: UInt8(ascii: "\t")).string
      let keys = rest.next(before: UInt8(ascii: "\t")).split(",")
      let types = rest.next(before: UInt8(ascii: "\t")).split(";")
      let lists = rest.next(before: UInt8(ascii: "\t")).split(";")
      let names = types.map { type in
        var type = type
        return type.next(before: UInt8(ascii: "|")).string
      }
      let context = Context(prefix: prefix, typeNames: names, keys: keys, lists: lists)
      resourceTypes = Dictionary(
        zip(names, types.map { ResourceType($0, context) }), uniquingKeysWith: { first, _ in first })
      actions = Self.actions(rest, context)
    }

    private static func actions(_ fields: CatalogText, _ context: Context) -> [String: Action] {
      var rest = fields
      var actions: [String: Action] = [:]
      var name: [UInt8] = []
      while !rest.isEmpty {
        var fields = rest.next(before: UInt8(ascii: "\t"))
        guard fields.count > 2, let level = AccessLevel(rawValue: Unicode.Scalar(fields[1])) else { continue }
        let shared = Int(fields[0]) - (fields[0] < 0x3A ? 0x30 : 0x57)
        fields = fields.dropFirst(2)
        name.removeLast(max(0, name.count - shared))
        let ending = fields.next(before: UInt8(ascii: "|"))
        for offset in 0..<ending.count { name.append(ending[offset]) }
        let text = String(decoding: name, as: UTF8.self)
        actions[text.lowercased()] = Action(name: text, accessLevel: level, fields: fields, context: context)
      }
      return actions
    }
  }

  /// How AWS classes what an action does.
  public enum AccessLevel: Unicode.Scalar, Sendable {
    /// Names what there is.
    case list = "L"
    /// Shows content or properties.
    case read = "R"
    /// Makes, changes or deletes.
    case write = "W"
    /// Changes tags alone.
    case tagging = "T"
    /// Changes who may do what.
    case permissionsManagement = "P"
  }
}

extension ServiceCatalog {
  /// What the fields of a service's actions and resource types refer to.
  final class Context: Sendable {
    let prefix: String
    let typeNames: [String]
    private let keys: [CatalogText]
    private let lists: [CatalogText]

    init(prefix: String, typeNames: [String], keys: [CatalogText], lists: [CatalogText]) {
      self.prefix = prefix
      self.typeNames = typeNames
      self.keys = keys
      self.lists = lists
    }

    /// The keys of the list with a number; none for an empty field.
    func keys(ofList number: CatalogText) -> [String] {
      guard !number.isEmpty, number.number < lists.count else { return [] }
      return lists[number.number].split(",").compactMap { key in
        key.number < keys.count ? full(keys[key.number]) : nil
      }
    }

    /// A name of the service's own, which begins with its colon, or another with its prefix.
    func full(_ name: CatalogText) -> String {
      !name.isEmpty && name[0] == UInt8(ascii: ":") ? prefix + name.string : name.string
    }
  }

  /// A kind of thing that actions are on.
  public struct ResourceType: Sendable {
    private let pattern: CatalogText
    private let keyList: CatalogText
    private let context: Context

    init(_ fields: CatalogText, _ context: Context) {
      var fields = fields
      _ = fields.next(before: UInt8(ascii: "|"))
      pattern = fields.next(before: UInt8(ascii: "|"))
      keyList = fields
      self.context = context
    }

    /// The ARN, with placeholders such as `${BucketName}`.
    public var arnPattern: String {
      guard !pattern.isEmpty, pattern[0] == UInt8(ascii: "^") else { return pattern.string }
      return "arn:${Partition}:\(context.prefix):${Region}:${Account}:\(pattern.dropFirst(1).string)"
    }

    /// The condition keys that tell something of such a resource, sorted.
    public var conditionKeys: [String] { context.keys(ofList: keyList) }
  }

  /// Something that can be done in a service, and that a policy can allow.
  public struct Action: Sendable {
    /// The name with its capitals, without the service.
    public let name: String
    /// How AWS classes it.
    public let accessLevel: AccessLevel
    private let fields: CatalogText
    private let context: Context

    init(name: String, accessLevel: AccessLevel, fields: CatalogText, context: Context) {
      self.name = name
      self.accessLevel = accessLevel
      self.fields = fields
      self.context = context
    }

    /// The resource types it takes; empty for an action on `*`.
    public var resourceTypes: [String] { types.compactMap { typeName($0) } }

    /// The types that it always takes; of alternatives all count as such.
    public var requiredTypes: Set<String> {
      Set(types.filter { $0.split("=")[0].last == UInt8(ascii: "*") }.compactMap { typeName($0) })
    }

    /// The condition keys that a request for it may carry, besides the global ones; sorted.
    public var conditionKeys: [String] { context.keys(ofList: field(1)) }

    /// The resource types on which a request for it carries a condition key, by the key's name in lower case; nil for a
    /// key that the reference does not give to some of the types alone.
    public func types(carrying key: String) -> Set<String>? {
      let carrying = types.filter { type in
        let fields = type.split("=")
        return fields.count > 1 && context.keys(ofList: fields[1]).contains { $0.lowercased() == key }
      }
      return carrying.isEmpty ? nil : Set(carrying.compactMap { typeName($0) })
    }

    /// What the caller may need besides, as `service:Name`; sorted.
    public var dependentActions: [String] { field(2).split(",").map { context.full($0) } }

    private var types: [CatalogText] { field(0).split(",") }

    private func typeName(_ number: CatalogText) -> String? {
      number.number < context.typeNames.count ? context.typeNames[number.number] : nil
    }

    private func field(_ number: Int) -> CatalogText {
      var rest = fields
      for _ in 0..<number { _ = rest.next(before: UInt8(ascii: "|")) }
      return rest.next(before: UInt8(ascii: "|"))
    }
  }
}
