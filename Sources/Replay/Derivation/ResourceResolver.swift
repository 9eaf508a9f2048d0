import AuditStore
import CloudTrail

/// Finds the resources that an action was checked on, by falling strength of evidence, and adds the requests.
///
/// It keeps its lists from event to event for their memory; what they hold is valid for one event.
struct ResourceResolver {
  private let rules: ResourceRules
  private var site = CallSite.unknown
  private var message: AccessDeniedMessage?
  private var hasError = false
  private(set) var parameters = ParameterList()
  private var listed = ListedResources()
  private var matches: [SlotMatch] = []

  private static let maximumCount = 50

  init(rules: ResourceRules) { self.rules = rules }

  /// Takes up an event; with `readsLists` its parameters and resources as well.
  mutating func begin(
    _ event: RawEvent, _ site: CallSite, _ message: AccessDeniedMessage?, readsLists: Bool,
    _ names: inout ParameterNames, _ strings: inout StringReader
  ) {
    self.site = site
    self.message = message
    hasError = event.raw(.errorCode)?.isString == true
    parameters.read(readsLists ? event.raw(.requestParameters) : nil, &names, &strings)
    listed.read(readsLists ? event.raw(.resources) : nil, &strings)
  }

  /// Finds the parameters that a plan wants.
  mutating func match(_ slots: inout ParameterSlots, _ names: ParameterNames) {
    slots.match(parameters, names, into: &matches)
  }

  /// Adds one request for each resource of a check; at least one.
  func add(_ check: OperationPlan.Check, _ certainty: Certainty, to call: inout CallBytes) {
    let output = RequestOutput(action: check.action, certainty: certainty)
    if check.isOnOtherResource { return output.add(.unknown, account: nil, to: &call) }
    if addQuoted(output, to: &call) { return }
    guard !check.types.isEmpty else {
      return output.add(.star, account: site.account, to: &call) { $0.append(UInt8(ascii: "*")) }
    }
    if addListed(check.types, output, to: &call) || addNamed(check.types, output, to: &call) { return }
    for type in check.types where addFilled(type, output, to: &call) { return }
    if !hasError, check.isList, parameters.entries.isEmpty, let type = check.types.first {
      output.add(.listwild, account: site.account, to: &call) { bytes in
        type.template.fill(site, into: &bytes) { _, bytes in bytes.append(UInt8(ascii: "*")) }
      }
    } else {
      output.add(.unknown, account: nil, to: &call)
    }
  }

  /// The ARNs of the event's own list that are of one of the types, the first type that has any.
  private func addListed(_ types: [TypePlan], _ output: RequestOutput, to call: inout CallBytes) -> Bool {
    for type in types {
      var found = false
      for (index, entry) in listed.entries.enumerated() where type.template.matches(entry.arn) {
        found = true
        let account = listed.account(of: entry) ?? site.owner(of: entry.arn)
        let isKnown = listed.entries[..<index].contains { earlier in
          earlier.arn.text == entry.arn.text
            && (listed.account(of: earlier) ?? site.owner(of: earlier.arn)) == account
        }
        if !isKnown { output.add(.exact, account: account, to: &call) { entry.arn.text.append(to: &$0) } }
      }
      if found { return true }
    }
    return false
  }

  /// The first ARN among the parameters that is of one of the types.
  private func addNamed(_ types: [TypePlan], _ output: RequestOutput, to call: inout CallBytes) -> Bool {
    guard parameters.hasARN else { return false }
    for type in types {
      let arns = parameters.entries.filter { $0.text.hasPrefix("arn:") }.sorted { $0.depth < $1.depth }
      for entry in arns {
        guard let arn = ARNSlice(entry.text), type.template.matches(arn) else { continue }
        output.add(.exact, account: site.owner(of: arn), to: &call) { entry.text.append(to: &$0) }
        return true
      }
    }
    return false
  }
}

/// What all requests of a check share.
struct RequestOutput {
  let action: [UInt8]
  let certainty: Certainty

  @inline(__always)
  func add(
    _ state: ResourceState, account: TextSlice?, to call: inout CallBytes,
    resource: (inout [UInt8]) -> Void = { _ in }
  ) {
    call.addRequest(certainty, action: action, state: state, account: account, resource: resource)
  }
}

// MARK: - What AWS's message names

extension ResourceResolver {
  /// The resource that AWS's message names for this very action.
  private func addQuoted(_ output: RequestOutput, to call: inout CallBytes) -> Bool {
    guard let message, let text = message.resource, message.action?.equalsIgnoringCase(output.action) == true
    else { return false }
    if text.hasPrefix("arn:") {
      output.add(.message, account: site.owner(of: ARNSlice(text)), to: &call) { text.append(to: &$0) }
    } else if text == TextSlice("*") {
      output.add(.star, account: site.account, to: &call) { $0.append(UInt8(ascii: "*")) }
    } else if addPhrase(text, output, to: &call) {
      return true
    } else if text.firstIndex(of: UInt8(ascii: " ")) == nil {
      output.add(.literal, account: site.account, to: &call) { text.append(to: &$0) }
    } else {
      return false
    }
    return true
  }

  /// `role NAME` and the like, of which IAM made an ARN.
  private func addPhrase(_ text: TextSlice, _ output: RequestOutput, to call: inout CallBytes) -> Bool {
    for (word, type) in rules.messageWords where text.hasPrefix(word) {
      let rest = text.dropFirst(word.count)
      let name = rest.prefix(rest.firstIndex(of: UInt8(ascii: " ")) ?? rest.count)
      if name.hasPrefix("arn:") {
        output.add(.message, account: site.owner(of: ARNSlice(name)), to: &call) { name.append(to: &$0) }
        return true
      }
      output.add(.message, account: site.account, to: &call) { bytes in
        TextSlice("arn:").append(to: &bytes)
        site.partition.append(to: &bytes)
        TextSlice(":iam::").append(to: &bytes)
        site.account.append(to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(contentsOf: type)
        bytes.append(UInt8(ascii: "/"))
        name.append(to: &bytes)
      }
      return true
    }
    return false
  }
}

// MARK: - Filling a pattern from parameters

extension ResourceResolver {
  /// The ARNs of a type whose every placeholder a parameter gives; false when one is missing.
  private func addFilled(_ type: TypePlan, _ output: RequestOutput, to call: inout CallBytes) -> Bool {
    if type.slots.count == 1 { return addEach(type, output, to: &call) }
    var values: [TextSlice] = []
    for slot in type.slots {
      guard let value = firstValue(of: slot, type.rule) else { return false }
      values.append(value)
    }
    output.add(type.state, account: site.account, to: &call) { bytes in
      type.template.fill(site, into: &bytes) { index, bytes in type.append(values[index], to: &bytes) }
    }
    return true
  }

  /// One ARN for each value of the only placeholder of a type.
  private func addEach(_ type: TypePlan, _ output: RequestOutput, to call: inout CallBytes) -> Bool {
    let match = matches[type.slots[0]]
    guard match.isFilled else { return false }
    var count = 0
    for index in match.first..<parameters.entries.count where count < Self.maximumCount {
      guard let value = value(at: index, match, type.rule) else { continue }
      count += 1
      if value.hasPrefix("arn:") {
        output.add(.exact, account: site.owner(of: ARNSlice(value)), to: &call) { value.append(to: &$0) }
      } else {
        output.add(type.state, account: site.account, to: &call) { bytes in
          type.template.fill(site, into: &bytes) { _, bytes in type.append(value, to: &bytes) }
        }
      }
    }
    return count > 0
  }

  /// The first value of a slot that its rule accepts.
  private func firstValue(of slot: Int, _ rule: ValueRule) -> TextSlice? {
    let match = matches[slot]
    guard match.isFilled else { return nil }
    for index in match.first..<parameters.entries.count {
      if let value = value(at: index, match, rule) { return value }
    }
    return nil
  }

  private func value(at index: Int, _ match: SlotMatch, _ rule: ValueRule) -> TextSlice? {
    guard parameters.entries[index].name == match.name, parameters.entries[index].depth == match.depth else {
      return nil
    }
    return rule.value(parameters.entries[index].text)
  }
}

extension TypePlan {
  /// Appends a parameter's value; Secrets Manager puts six characters of its own behind a secret's name.
  fileprivate func append(_ value: TextSlice, to bytes: inout [UInt8]) {
    value.append(to: &bytes)
    if template.service == "secretsmanager" { TextSlice("-??????").append(to: &bytes) }
  }
}

extension TextSlice {
  /// Whether it is this ASCII text in any case.
  func equalsIgnoringCase(_ other: some RandomAccessCollection<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for (index, byte) in other.enumerated() {
      let own = self[index]
      let fold: UInt8 = own &- 0x41 < 26 ? 0x20 : 0
      let otherFold: UInt8 = byte &- 0x41 < 26 ? 0x20 : 0
      guard own | fold == byte | otherFold else { return false }
    }
    return true
  }
}
