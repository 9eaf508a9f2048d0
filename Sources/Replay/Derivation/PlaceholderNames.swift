import JSON

/// The names of parameters that may fill the placeholders of a resource type, most telling first.
struct PlaceholderNames {
  /// How far a name tells that its parameter fills a placeholder, strongest first.
  private enum Strength: Int {
    /// The tables say so, or it is the placeholder's own name.
    case own
    /// The placeholder's name with another ending.
    case ending
    /// The type's name.
    case type
    /// A name like `id`, in a call that is about the type.
    case general
  }

  private struct Candidate {
    var name: String
    var strength: Strength
  }

  /// The type whose placeholders are filled.
  struct ResourceType {
    /// The name; empty for a pattern of the tables.
    var name: String
    /// The service in the type's ARNs.
    var service: String
    /// The service that is called.
    var caller: String
    var placeholders: [String]
    /// The action without its service.
    var action: String
  }

  private let rules: JSONValue
  private let type: ResourceType

  init(_ type: ResourceType, rules: JSONValue) {
    self.type = type
    self.rules = rules
  }

  /// The names of one placeholder.
  struct Names {
    /// As the tables spell them, with `#` and a rule behind one, and before a `.` an object that it stands in; `=*` for
    /// none, and `=` with what the service takes where the call names none.
    var texts: [String]
    /// For each of them whether a parameter of that name counts only at the top, or in an object that is named for the
    /// type: deeper it may tell of anything.
    var isGeneral: [Bool]
  }

  /// Names that tell nothing of what they name.
  private static let generalNames: Set<String> = [
    "name", "names", "id", "ids", "identifier", "identifiers", "arn", "resourceid", "resourcename",
    "resourcearn",
  ]
  /// What may stand behind a type's name in that of an object which describes one of it.
  private static let holderEndings = [
    "", "input", "request", "config", "configuration", "definition", "details", "detail", "info", "update",
    "specification",
  ]

  /// The normalized names of the objects in which a general name is that of the type.
  func holders() -> [String] {
    let name = ParameterNames.normalized(type.name)
    let action = type.action.lowercased()
    return (name.isEmpty ? [] : Self.holderEndings.map { name + $0 }) + [
      "\(action)request", "\(action)input",
    ]
  }

  /// The names for each placeholder.
  ///
  /// No parameter fills two of them: a name that tells of one is not taken for another, and one that tells of
  /// neither is taken for none.
  func all() -> [Names] {
    let candidates = type.placeholders.indices.map(candidates(ofPlaceholder:))
    return candidates.indices.map { index in
      let others = candidates.indices.filter { $0 != index }.flatMap { candidates[$0] }
      let left = candidates[index].filter { candidate in
        guard candidate.strength != .own else { return true }
        let plain = ParameterNames.normalized(candidate.name)
        return !others.contains {
          ParameterNames.normalized(Self.plain($0.name)) == plain
            && $0.strength.rawValue <= candidate.strength.rawValue
        }
      }
      return Names(
        texts: left.map(\.name), isGeneral: left.map { $0.strength == .general || Self.isGeneral($0.name) })
    }
  }

  /// The normalized names of parameters for ARNs of a type: its own name or that of a part, with `Arn` behind it.
  static func arns(of type: String, _ placeholders: [String]) -> [String] {
    var stems = [type]
    for placeholder in placeholders {
      for kind in ["Name", "Id", "Identifier"] where placeholder.hasSuffix(kind) {
        stems.append(String(placeholder.dropLast(kind.count)))
      }
    }
    return stems.map { ParameterNames.normalized($0) }.filter { !$0.isEmpty }.map { "\($0)arn" }
  }

  /// Whether an action's name tells of a type: `PutConfigRule` of `ConfigRule`.
  static func tells(_ action: String, of type: String) -> Bool {
    var noun = type.lowercased().filter { $0.isLetter }
    if noun.hasSuffix("s") { noun.removeLast() }
    return !noun.isEmpty && action.lowercased().contains(noun)
  }

  private static func isGeneral(_ name: String) -> Bool {
    generalNames.contains(ParameterNames.normalized(ParameterNames.parts(plain(name)).name))
  }

  private static func plain(_ name: String) -> String { String(name.prefix { $0 != "#" }) }

  private func candidates(ofPlaceholder index: Int) -> [Candidate] {
    let placeholder = type.placeholders[index]
    // `*` in a pattern is a part that nothing in the call gives.
    guard placeholder != "*" else { return [Candidate(name: "=*", strength: .own)] }
    var names = (override(placeholder)?.array ?? []).compactMap { $0.string }.compactMap(meant)
    // `=` stands behind all that may fill the part; with `*` the service makes it where none of that is there, with a
    // name it takes the one of that name.
    let isClosed = names.last?.hasPrefix("=") == true
    names.removeAll { $0 == "=" }
    if !isClosed {
      for scope in ["*", type.service] {
        let synonyms = rules["placeholder_synonyms"]?[scope]?[placeholder]?.array ?? []
        names += synonyms.compactMap { $0.string }.compactMap(meant)
      }
      names.append(placeholder)
    }
    // What tells of the type comes before what may tell of anything.
    let own = (names.filter { !Self.isGeneral($0) } + names.filter(Self.isGeneral)).map {
      Candidate(name: $0, strength: .own)
    }
    return isClosed || type.service == "ec2" ? own : own + guesses(placeholder, index)
  }

  private func override(_ placeholder: String) -> JSONValue? {
    let overrides = rules["type_overrides"]
    return overrides?[type.caller]?[type.name]?[placeholder]
      ?? overrides?[type.service]?[type.name]?[placeholder]
  }

  /// A name of the tables; nil for one that counts only in actions on something else, named behind its `@`.
  private func meant(_ name: String) -> String? {
    let parts = name.split(separator: "@", maxSplits: 1)
    guard parts.count == 2 else { return name }
    return type.action.hasSuffix(parts[1]) ? String(parts[0]) : nil
  }

  private func guesses(_ placeholder: String, _ index: Int) -> [Candidate] {
    let kinds = ["Name", "Id", "Identifier"]
    let endings = Self.endings(of: placeholder)
    let isBare = kinds.contains(placeholder)
    var found: [Candidate] = []
    for kind in kinds where placeholder.hasSuffix(kind) && !isBare {
      found += endings.map {
        Candidate(name: String(placeholder.dropLast(kind.count)) + $0, strength: .ending)
      }
    }
    if !type.name.isEmpty, isBare || index == type.placeholders.count - 1 {
      let name = type.name.filter { $0 != "-" }
      found += endings.map { Candidate(name: name + $0, strength: .type) }
    }
    let isOwn = kinds.contains {
      ParameterNames.normalized(type.name + $0) == ParameterNames.normalized(placeholder)
    }
    if isOwn || type.placeholders.count == 1 {
      found += general(endings).map { Candidate(name: $0, strength: .general) }
    }
    return found
  }

  private func general(_ endings: [String]) -> [String] {
    // A call that is not about the type may give something else an `id`.
    let isMeant = Self.tells(type.action, of: type.name)
    let names = ["Name", "Id", "Identifier"].filter { isMeant && endings.contains($0) }.map {
      $0.lowercased()
    }
    let resources = ["resourceId"] + (endings.contains("Name") ? ["resourceName"] : [])
    return names + ["arn", "resourceArn"] + (isMeant || type.action.contains("Tag") ? resources : [])
  }

  /// A name is not an id: a parameter with the one does not fill a placeholder for the other.
  private static func endings(of placeholder: String) -> [String] {
    // Of `ResourceName` the catalog does not say so much.
    if placeholder == "ResourceName" { return ["Name", "Id", "Identifier", "Arn", ""] }
    if ["Id", "ID", "Identifier"].contains(where: placeholder.hasSuffix) {
      return ["Id", "Identifier", "Arn", ""]
    }
    if placeholder.hasSuffix("Name") { return ["Name", "Identifier", "Arn", ""] }
    return ["Name", "Id", "Identifier", "Arn", ""]
  }
}
