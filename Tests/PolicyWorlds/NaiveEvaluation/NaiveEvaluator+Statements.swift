import IAMPolicy

extension NaiveEvaluator {
  /// The verdict of the policies of a layer, all levels in one, or of a single level.
  mutating func verdict(_ layer: Layer, level only: Int? = nil) -> NaiveVerdict {
    var verdict = NaiveVerdict()
    for (level, policies) in (world.layers[layer] ?? []).enumerated() where only == nil || only == level {
      for (index, policy) in policies.enumerated() {
        guard let text = policy.text else { continue }
        add(text, at: PolicyPlace(layer: layer, level: level, index: index), to: &verdict)
      }
    }
    return verdict
  }

  private mutating func add(_ text: PolicyText, at place: PolicyPlace, to verdict: inout NaiveVerdict) {
    let isNew = text.version == "2012-10-17"
    for (index, statement) in text.statements.enumerated() {
      guard turned(matchesAction(statement.action), place, index, "action"),
        turned(matchesResource(statement.resource, place.layer, isNew), place, index, "resource")
      else { continue }
      var classes = classes(statement, place, index)
      if let flip, flip.policy == place, flip.statement == index, flip.part == "principal" {
        classes = classes.isEmpty ? ["D"] : []
      }
      guard !classes.isEmpty else { continue }
      var holds = true
      for (number, condition) in statement.conditions.enumerated() {
        let name = "\(place.layer)/\(place.level)/\(place.index)/\(index)/\(number)"
        let value = matches(condition, isNew, name)
        holds = turned(value, place, index, String(number)) && holds
      }
      guard holds else { continue }
      if statement.effect == "Deny" {
        verdict.denies = true
      } else {
        verdict.allows = true
        verdict.direct = verdict.direct || classes.contains("D")
        verdict.role = verdict.role || classes.contains("R")
        verdict.account = verdict.account || classes.contains("A")
      }
    }
  }

  private func matchesAction(_ element: ListText) -> Bool {
    let asked = NaiveText.lowered(request.action)
    let isListed = element.values.contains { value in
      if value == "*" { return true }
      let parts = value.split(separator: ":", omittingEmptySubsequences: false)
      let hasSpace = value.unicodeScalars.contains { $0.properties.isWhitespace }
      guard parts.count == 2, !parts[1].isEmpty, !hasSpace else { return false }
      let pattern = NaiveText.lowered(value).map {
        $0 == "*" ? NaiveText.anyText : $0 == "?" ? NaiveText.anyScalar : $0
      }
      return NaiveText.matches(pattern, asked)
    }
    return isListed != element.isNegated
  }

  private mutating func matchesResource(_ element: ListText?, _ layer: Layer, _ isNew: Bool) -> Bool {
    guard let element, case .arn(let arn) = request.resource else { return true }
    let isListed = element.values.contains { matchesARN($0, arn, layer, isNew) }
    return isListed != element.isNegated
  }

  private func matchesARN(_ value: String, _ arn: String, _ layer: Layer, _ isNew: Bool) -> Bool {
    if value == "*" { return true }
    if arn == "*" { return false }
    var fields = NaiveText.fields(value)
    if layer == .identity || layer == .boundary { while fields.count < 6 { fields.append("*") } }
    // A13: elsewhere a short pattern is a plain glob.
    if fields.count < 6 { return NaiveText.matches(NaiveText.pattern(value), NaiveText.scalars(arn)) }
    var pattern: [Unicode.Scalar] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { pattern.append(":") }
      if index == 5 {
        guard let last = expanded(field, isNew: isNew, hasWildcards: true) else { return false }
        pattern += last
      } else {
        pattern += fixedField(field)
      }
    }
    return NaiveText.matches(pattern, NaiveText.scalars(arn))
  }

  /// One of the first five fields: a `*` stays in the field unless it is its last token.
  private func fixedField(_ field: String) -> [Unicode.Scalar] {
    let scalars = NaiveText.scalars(field)
    return scalars.enumerated().map { index, scalar in
      if scalar == "?" { return NaiveText.anyScalarInField }
      guard scalar == "*" else { return scalar }
      return index == scalars.count - 1 ? NaiveText.anyText : NaiveText.anyTextInField
    }
  }

  /// A text with its variables replaced; nil when one of them has no value.
  func expanded(_ text: String, isNew: Bool, hasWildcards: Bool) -> [Unicode.Scalar]? {
    var result: [Unicode.Scalar] = []
    var rest = NaiveText.scalars(text)[...]
    while let scalar = rest.first {
      rest = rest.dropFirst()
      if isNew, scalar == "$", rest.first == "{", let end = rest.firstIndex(of: "}") {
        guard let value = variable(rest[(rest.startIndex + 1)..<end]) else { return nil }
        result += value
        rest = rest[(end + 1)...]
      } else if hasWildcards, scalar == "*" || scalar == "?" {
        result.append(scalar == "*" ? NaiveText.anyText : NaiveText.anyScalar)
      } else {
        result.append(scalar)
      }
    }
    return result
  }

  private func variable(_ scalars: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar]? {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    if ["*", "?", "$"].contains(text) { return Array(scalars) }
    var fallback: String?
    if let comma = text.firstRange(of: ", '"), text.hasSuffix("'") {
      fallback = String(text[comma.upperBound...].dropLast())
      text = String(text[..<comma.lowerBound])
    }
    let key = text.lowercased()
    if !NaiveKeys.multivalued.contains(key), case .known(let values) = NaiveKeys.state(key, request),
      let value = values.first, !value.isEmpty
    {
      return NaiveText.scalars(value)
    }
    return fallback.map { NaiveText.scalars($0) }
  }
}

extension NaiveEvaluator {
  /// Whether a `Resource` value of an identity policy of the old version matches an ARN.
  public static func matches(resource value: String, _ arn: String) -> Bool {
    let request = WorldRequest(
      caller: .anonymous, action: "", resource: .arn(arn), resourceAccount: nil,
      context: .init(isOpenWorld: false), options: RequestOptions())
    return NaiveEvaluator(World(request: request, layers: [:])).matchesARN(value, arn, .identity, false)
  }
}
