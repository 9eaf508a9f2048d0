import IAMPolicy

/// Writes random conditions over a few keys of a world.
public struct ConditionGenerator {
  /// The keys that this world's conditions prefer, so that statements hinge on the same facts.
  let favourites: [KeySpecification]

  /// The request whose values the conditions often name.
  let request: WorldRequest

  /// Starts from a request.
  public init(_ request: WorldRequest, _ dice: inout Dice) {
    self.request = request
    favourites = Array(dice.shuffled(KeyUniverse.keys).prefix(5))
  }

  func conditions(_ dice: inout Dice) -> [ConditionText] {
    let count = dice.pick([0, 0, 0, 1, 1, 1, 1, 2, 2], else: 0)
    var conditions: [ConditionText] = []
    for _ in 0..<count {
      let next = condition(&dice)
      let isTwice = conditions.contains { $0.operation.text == next.operation.text && $0.key == next.key }
      if !isTwice { conditions.append(next) }
    }
    return conditions
  }

  private func condition(_ dice: inout Dice) -> ConditionText {
    var operation = dice.pick(OperatorText.all, else: OperatorText(base: "Null"))
    if dice.chance(0.4) {
      operation.base = dice.pick(OperatorText.bases.filter { $0.hasPrefix("String") })
      if dice.chance(0.5) { operation.prefix = "" }
    }
    operation.isLowered = dice.chance(0.03)
    let key = key(for: operation, &dice)
    return ConditionText(
      operation: operation, key: spelled(key.name, &dice), values: values(operation, key, &dice))
  }

  private func spelled(_ name: String, _ dice: inout Dice) -> String {
    guard dice.chance(0.1) else { return name }
    return dice.chance(0.5) ? name.lowercased() : name.uppercased()
  }

  private func key(for operation: OperatorText, _ dice: inout Dice) -> KeySpecification {
    let standIn = KeyUniverse.keys[0]
    if operation.base == "Null" || dice.chance(0.1) {
      return dice.pick(dice.chance(0.6) ? favourites : KeyUniverse.keys, else: standIn)
    }
    let wantsSet = !operation.prefix.isEmpty && dice.chance(0.6)
    let takesSets = dice.chance(0.1)
    let fits = { (key: KeySpecification) in
      wantsSet ? key.isMultivalued : key.family == operation.family && (!key.isMultivalued || takesSets)
    }
    var fitting: [KeySpecification] = []
    for key in favourites where fits(key) { fitting.append(key) }
    if fitting.isEmpty || dice.chance(0.2) {
      for key in KeyUniverse.keys where fits(key) { fitting.append(key) }
    }
    return dice.pick(fitting, else: standIn)
  }

  private func values(_ operation: OperatorText, _ key: KeySpecification, _ dice: inout Dice) -> [String] {
    if operation.base == "Null" {
      return dice.chance(0.9) ? [dice.pick(["true", "false"])] : ["true", "false"]
    }
    let isPlain = operation.prefix.isEmpty && !operation.isIfExists
    if (isPlain || !operation.base.contains("Not")) && dice.chance(0.02) { return [] }
    var own = key.values.flatMap { $0 }
    if dice.chance(0.4), case .known(let values) = NaiveKeys.state(key.name, request), !values.isEmpty {
      own = values
    }
    return (0..<dice.pick([1, 1, 1, 2, 3], else: 1)).map { _ in
      if operation.family == "String", dice.chance(0.85) { return text(own, key, operation, &dice) }
      return dice.chance(0.25) && !own.isEmpty
        ? dice.pick(own) : dice.pick(KeyUniverse.literals(operation.family))
    }
  }

  /// A literal of the key, perhaps made a pattern.
  private func text(
    _ own: [String], _ key: KeySpecification, _ operation: OperatorText, _ dice: inout Dice
  ) -> String {
    let text = dice.pick(own)
    if dice.chance(0.06) { return "miss" }
    if dice.chance(0.06) { return "${app:none, '\(text)'}" }
    if dice.chance(0.06) { return "${\(key.name)}" }
    guard operation.base.hasSuffix("Like"), dice.chance(0.6) else { return text }
    return Patterns.loosened(text, &dice)
  }
}

extension OperatorText {
  /// The family of values that the operator compares.
  var family: String {
    if base.hasSuffix("IpAddress") { return "Ip" }
    return ["String", "Numeric", "Date", "Bool", "Binary", "Arn"].first { base.hasPrefix($0) } ?? "String"
  }
}

/// Makes patterns out of texts that they match, or nearly.
enum Patterns {
  /// The text with a stretch replaced by `*` or a scalar by `?`, or simply `*`.
  static func loosened(_ text: String, _ dice: inout Dice) -> String {
    var scalars = Array(text.unicodeScalars)
    if scalars.isEmpty || dice.chance(0.12) { return "*" }
    for _ in 0..<dice.pick([1, 1, 2], else: 1) {
      let start = dice.number(0...(scalars.count - 1))
      if dice.chance(0.3) {
        scalars[start] = "?"
      } else {
        let end = dice.chance(0.4) ? scalars.count : dice.number(start...scalars.count)
        scalars.replaceSubrange(start..<end, with: ["*"])
      }
    }
    var result = ""
    result.unicodeScalars.append(contentsOf: scalars)
    return result.replacing("**", with: "*")
  }
}
