import AuditStore
import CloudTrail

extension ResourceResolver {
  /// Adds the request for a resource that was found.
  func add(
    _ finding: ResourceFinding, _ check: OperationPlan.Check, _ output: RequestOutput,
    to call: inout CallBytes
  ) {
    guard let type = finding.type.map({ check.types[$0] }), hasOwner(finding, type) else {
      return output.add(.unknown, account: nil, to: &call)
    }
    if type.qualifier != nil, addQualified(finding, type, output, to: &call) { return }
    switch finding.evidence {
    case .listed(let index):
      let entry = listed.entries[index]
      let account = listed.account(of: entry) ?? ownerNotListed(of: entry.arn, output)
      output.add(.exact, account: account, to: &call) {
        append(type.seen(entry.arn.text), type.tail, to: &$0)
      }
    case .indexOfListed(let index):
      let entry = listed.entries[index]
      let account = listed.account(of: entry) ?? site.owner(of: entry.arn)
      addIndex(type, of: entry.arn, account: account, output, to: &call)
    case .indexOfNamed(let index):
      guard let table = ARNSlice(parameters.entries[index].text) else { return }
      addIndex(type, of: table, account: site.owner(of: table), output, to: &call)
    case .named(let index) where type.holdsNamed: addHolder(parameters.entries[index].text, output, to: &call)
    case .named(let index): addNamed(parameters.entries[index].text, type, output, to: &call)
    case .filled(let entry):
      guard fits(type, entry) else { return output.add(.unknown, account: nil, to: &call) }
      addFilled(type, entry, finding, output, to: &call)
    case .created: addWild(type, .wild, output, to: &call)
    case .cut: addAny(type, output, to: &call)
    case .told: addPartial(type, output, to: &call)
    case .hidden: addAny(type, output, to: &call)
    case .unread: output.add(.unknown, account: nil, to: &call)
    case .defaulted: addDefault(finding, check, output, to: &call)
    }
  }

  /// The account of a resource by its ARN and the call's: a bucket may be any account's but for one that is made.
  func ownerNotListed(of arn: ARNSlice, _ output: RequestOutput) -> TextSlice? {
    arn.isOfAnyAccount && !output.makesBucket ? nil : site.owner(of: arn)
  }

  /// Whether it is known whose a resource is; a name without an account is the caller's account's in most services.
  private func hasOwner(_ finding: ResourceFinding, _ type: TypePlan) -> Bool {
    guard coverage == .ofOwner else { return true }
    switch finding.evidence {
    case .listed, .named, .indexOfListed, .indexOfNamed: return true
    case .filled, .created, .defaulted, .cut, .told, .hidden, .unread: return type.template.namesNoAccount
    }
  }

  /// Whether an id has the shape of those of a type.
  private func fits(_ type: TypePlan, _ entry: Int) -> Bool {
    guard entry >= 0, !type.shapes.isEmpty else { return true }
    let text = parameters.entries[entry].text
    return type.shapes.contains { text.hasPrefix($0) }
  }

  private func addNamed(
    _ text: TextSlice, _ type: TypePlan, _ output: RequestOutput, to call: inout CallBytes
  ) {
    if type.answer != nil, addAnswered(text, type, output, to: &call) { return }
    // A secret may be named by its ARN without the characters that the service puts behind its name.
    // Of names that end in a hyphen and six characters the ARN may be that of another one without those behind it: AWS
    // Secrets Manager API Reference, `GetSecretValue`, `SecretId`.
    if type.isSecret, text.mayEndInName { return addBeginning(text, output, to: &call) }
    let isWhole = !type.isSecret || text.hasSecretSuffix
    let text = type.isParameter ? text.withoutSelector : type.isStream ? text.withoutShard : type.seen(text)
    output.add(isWhole ? .exact : .assumed, account: site.owner(of: ARNSlice(text)), to: &call) { bytes in
      append(text, type.tail, to: &bytes)
      if !isWhole { bytes.append(Self.secretSuffix) }
    }
  }

  /// What an ARN names, with something behind it or without.
  private func addBeginning(_ arn: TextSlice, _ output: RequestOutput, to call: inout CallBytes) {
    output.add(.partial, account: site.owner(of: ARNSlice(arn)), to: &call) { bytes in
      bytes.append(arn)
      bytes.append(UInt8(ascii: "*"))
    }
  }

  /// The topic of a subscription that a call names, with or without the subscription's id behind it.
  private func addHolder(_ text: TextSlice, _ output: RequestOutput, to call: inout CallBytes) {
    addBeginning(text.prefix(text.lastIndex(of: UInt8(ascii: ":")) ?? text.count), output, to: &call)
  }

  /// Appends an ARN with what IAM sees behind it, which may stand there as `:*` or with a name.
  private func append(_ arn: TextSlice, _ tail: [UInt8], to bytes: inout ByteSink) {
    if tail.isEmpty || arn.firstIndex(of: tail) != nil { return bytes.append(arn) }
    bytes.append(arn.hasSuffix(":*") ? arn.prefix(arn.count - 2) : arn)
    bytes.append(tail)
  }

  private static var secretSuffix: TextSlice { TextSlice("-??????") }

  /// Any resource of a type.
  func addAny(_ type: TypePlan, _ output: RequestOutput, to call: inout CallBytes) {
    guard let named = named(ownerOf: type) else { return output.add(.unknown, account: nil, to: &call) }
    let owner = mayBeOthers(type) ? nil : owner(of: type, output)
    output.add(.partial, account: owner, to: &call) { bytes in
      let named = mayBeOthers(type) ? Self.anyAccount : named
      type.template.fill(place(of: type, -1), account: named, into: &bytes) { _, bytes in
        bytes.append(UInt8(ascii: "*"))
      }
    }
  }

  /// One of a type that is checked in any case, as a subnet and a group are: a launch template may name those of another
  /// account.
  private func addDefault(
    _ finding: ResourceFinding, _ check: OperationPlan.Check, _ output: RequestOutput,
    to call: inout CallBytes
  ) {
    guard let index = finding.type, check.chosen.contains(where: { $0.types == [index] }) else {
      return output.add(.unknown, account: nil, to: &call)
    }
    let type = check.types[index]
    output.add(.partial, account: nil, to: &call) { bytes in
      type.template.fill(place(of: type, -1), account: Self.anyAccount, into: &bytes) { _, bytes in
        bytes.append(UInt8(ascii: "*"))
      }
    }
  }

  private func addFilled(
    _ type: TypePlan, _ entry: Int, _ finding: ResourceFinding, _ output: RequestOutput,
    to call: inout CallBytes
  ) {
    if isMissing(type, entry) { return addWild(type, .wild, output, to: &call) }
    if type.answer != nil, entry >= 0, addAnswered(parameters.entries[entry].text, type, output, to: &call) {
      return
    }
    if let own = callersOwn(type, entry) {
      return output.add(.exact, account: site.owner(of: ARNSlice(own)), to: &call) { $0.append(own) }
    }
    if finding.isAmbiguous {
      let open = mayBeOthers(type) ? finding.openFields.union(.account) : finding.openFields
      let owner = open.contains(.account) ? nil : self.owner(of: type, output)
      return output.add(.ambiguous, account: owner, to: &call) { bytes in
        type.template.appendHead(site, account: site.account, open: open, to: &bytes)
        bytes.append(UInt8(ascii: "*"))
      }
    }
    let isUnclear = hasUnclearPart(type, entry)
    let isKnown = !isUnclear || type.mayBeUnclear || parent(of: type, entry) != nil
    guard let owner = owner(of: type, entry), isKnown else {
      return output.add(.unknown, account: nil, to: &call)
    }
    let mayBeOthers = mayBeOthers(type, entry)
    let isOpen = mayBeOthers || isOfAnyAccount(type, output) || !type.isOfCallsAccount
    let state = isUnclear || mayBeOthers ? .partial : state(of: type)
    output.add(state, account: isOpen ? nil : owner, to: &call) { bytes in
      let named = mayBeOthers ? Self.anyAccount : isOfAWS(type, entry) ? TextSlice("") : owner
      type.template.fill(place(of: type, entry), account: named, into: &bytes) { index, bytes in
        append(type, index, entry, to: &bytes)
      }
      bytes.append(type.tail)
    }
  }

  /// Whether what an entry names is AWS's own.
  private func isOfAWS(_ type: TypePlan, _ entry: Int) -> Bool {
    guard entry >= 0, let rule = type.placeholders.last?.rule else { return false }
    return rule.isOfAWS(parameters.entries[entry].text)
  }

  /// Whether it may be any account's: the ARN of a bucket names none, and only one that is made is the caller's.
  private func isOfAnyAccount(_ type: TypePlan, _ output: RequestOutput) -> Bool {
    type.isOfAnyAccount && !output.makesBucket
  }

  /// The account of a resource of a type of which not all is known.
  private func owner(of type: TypePlan, _ output: RequestOutput) -> TextSlice? {
    isOfAnyAccount(type, output) || !type.isOfCallsAccount ? nil : named(ownerOf: type)
  }

  /// The account that stands in the ARN of a resource of which not all is known; nil where its owner is hidden.
  private func named(ownerOf type: TypePlan) -> TextSlice? {
    type.ownerSlot == nil && !parameters.hasARN ? site.account : owner(of: type, -1)
  }

  /// The account that the parameters name as owner, else the one that received the event.
  ///
  /// Nil when the parameter that names the owner names something else: a catalog within a Glue catalog.
  private func owner(of type: TypePlan, _ entry: Int) -> TextSlice? {
    if let slot = type.ownerSlot, matches[slot].isFilled {
      let text = parameters.entries[matches[slot].first].text
      return text.isAccount ? text : nil
    }
    guard type.hasDefaultOwner else { return nil }
    if let parent = parent(of: type, entry), parent.account.isAccount { return parent.account }
    guard entry >= 0, let rule = type.placeholders.last?.rule else { return site.account }
    return rule.account(parameters.entries[entry].text) ?? site.account
  }

  /// Whether EC2 says that it did not find what an entry names, so that IAM saw `*` in its place.
  private func isMissing(_ type: TypePlan, _ entry: Int) -> Bool {
    guard let missing, type.isOfEC2, missing.isOf(type.name) else { return false }
    guard entry >= 0 else { return true }
    let named = parameters.entries[entry]
    return missing.names(named.text)
      || !parameters.entries.contains {
        $0.name == named.name && $0.depth == named.depth && missing.names($0.text)
      }
  }

  private func state(of type: TypePlan) -> ResourceState {
    if type.isOpen { return .partial }
    if type.hasMinted,
      type.placeholders.contains(where: { $0.isMinted && firstValue(of: $0.slot, $0.rule) == nil })
    {
      return .assumed
    }
    guard let slot = type.pathSlot else { return type.state }
    return matches[slot].isFilled || (type.isRootPathCertain && parameters.isObject) ? .exact : .assumed
  }

  /// Appends what stands for a placeholder.
  private func append(_ type: TypePlan, _ index: Int, _ entry: Int, to bytes: inout ByteSink) {
    let placeholder = type.placeholders[index]
    let isLast = index == type.placeholders.count - 1
    let value =
      isLast && entry >= 0 && matches[placeholder.slot].isFilled
      ? placeholder.rule.value(parameters.entries[entry].text)
      : firstValue(of: placeholder.slot, placeholder.rule)
    if value == nil, isStandard(placeholder) { return bytes.append(placeholder.standard) }
    guard let value, !(named(type, index, entry).map(placeholder.rule.isUnclear) ?? false) else {
      return bytes.append(UInt8(ascii: "*"))
    }
    if let slot = type.pathSlot, matches[slot].isFilled {
      let path = parameters.entries[matches[slot].first].text
      bytes.append((path.first == UInt8(ascii: "/") ? path.dropFirst(1) : path))
    }
    placeholder.rule.append(value, to: &bytes)
    // Secrets Manager puts six characters of its own behind a secret's name.
    if type.isSecret { bytes.append(Self.secretSuffix) }
  }

  /// The ARN of the caller's user or role, path included, when that is what a name means.
  private func callersOwn(_ type: TypePlan, _ entry: Int) -> TextSlice? {
    // A new path makes another ARN of it.
    guard let slot = type.pathSlot, entry >= 0, !matches[slot].isFilled else { return nil }
    let own = type.name == "user" ? caller.arn : type.name == "role" ? caller.issuer : nil
    guard let own, let arn = ARNSlice(own), arn.service == TextSlice("iam"), arn.account == site.account
    else {
      return nil
    }
    let name = own.dropFirst((own.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)
    return name == parameters.entries[entry].text
      && arn.resource.hasPrefix(type.name == "user" ? "user/" : "role/")
      ? own : nil
  }

  private func addWild(
    _ type: TypePlan, _ state: ResourceState, _ output: RequestOutput, to call: inout CallBytes
  ) {
    output.add(state, account: owner(of: type, output), to: &call) { bytes in
      type.template.fill(site, account: site.account, into: &bytes) { index, bytes in
        let isLast = index == type.placeholders.count - 1
        let value =
          isLast ? nil : firstValue(of: type.placeholders[index].slot, type.placeholders[index].rule)
        if let value {
          type.placeholders[index].rule.append(value, to: &bytes)
        } else if !isLast, isStandard(type.placeholders[index]) {
          bytes.append(type.placeholders[index].standard)
        } else {
          bytes.append(UInt8(ascii: "*"))
        }
      }
    }
  }

  /// What a check is on when no parameter names a resource; false when that is not known.
  func addAbsent(_ check: OperationPlan.Check, _ output: RequestOutput, to call: inout CallBytes) -> Bool {
    let isNamed = check.types.contains { $0.placeholders.contains { matches[$0.slot].isNamed } }
    let isShown = !isNamed && facts.isWhole && !parameters.isCut
    switch check.absent {
    case .alwaysCallerUser: if addCallerUser(output, to: &call) { return true }
    case .callerUser: if isShown, addCallerUser(output, to: &call) { return true }
    case .any where isShown:
      if let type = check.types.first {
        addAny(type, output, to: &call)
        return true
      }
    case .star where isShown:
      output.add(.star, account: site.account, to: &call) { $0.append(UInt8(ascii: "*")) }
      return true
    case .template where isShown:
      if let type = check.types.last {
        addWild(type, .listwild, output, to: &call)
        return true
      }
    default: break
    }
    if coverage != .ofOwner, let type = onlyPartialType(check) {
      addPartial(type, output, to: &call)
      return true
    }
    if isShown, check.isList, let type = check.types.first {
      addWild(type, .listwild, output, to: &call)
      return true
    }
    output.add(.unknown, account: nil, to: &call)
    return false
  }

  /// The type of which parameters give a part; nil where there are several, as it is not known which of them was meant.
  private func onlyPartialType(_ check: OperationPlan.Check) -> TypePlan? {
    let partial = check.types.filter { type in
      type.placeholders.count > 1
        && type.placeholders.contains { firstValue(of: $0.slot, $0.rule) != nil || isStandard($0) }
    }
    if partial.count == 1 { return partial.first }
    let required = partial.filter { $0.isRequired }
    return required.count == 1 ? required.first : nil
  }

  /// A pattern in which what no parameter gives stays open.
  private func addPartial(_ type: TypePlan, _ output: RequestOutput, to call: inout CallBytes) {
    guard let named = named(ownerOf: type) else { return output.add(.unknown, account: nil, to: &call) }
    let owner = mayBeOthers(type) ? nil : owner(of: type, output)
    output.add(.partial, account: owner, to: &call) { bytes in
      let named = mayBeOthers(type) ? Self.anyAccount : named
      type.template.fill(place(of: type, -1), account: named, into: &bytes) { index, bytes in
        append(type, index, -1, to: &bytes)
      }
    }
  }
}

// MARK: - Values of slots

extension ResourceResolver {
  /// The first value of a slot that its rule accepts.
  func firstValue(of slot: Int, _ rule: ValueRule) -> TextSlice? {
    let match = matches[slot]
    guard match.isFilled else { return nil }
    for index in match.first..<parameters.entries.count {
      if let value = value(at: index, match, rule) { return value }
    }
    return nil
  }

  /// Whether the call names every part of the ARN of each type of a check.
  func fills(_ check: OperationPlan.Check) -> Bool {
    check.types.allSatisfy { type in
      type.placeholders.allSatisfy { firstValue(of: $0.slot, $0.rule) != nil }
    }
  }

  /// Whether the call names nothing for a part for which the service then takes one of a documented name.
  func isStandard(_ placeholder: TypePlan.Placeholder) -> Bool {
    !placeholder.standard.isEmpty && !matches[placeholder.slot].isNamed && facts.isWhole && !parameters.isCut
  }

  /// The value of an entry if it belongs to a slot's match and its rule accepts it.
  func value(at index: Int, _ match: SlotMatch, _ rule: ValueRule) -> TextSlice? {
    let entry = parameters.entries[index]
    guard entry.name == match.name, entry.depth == match.depth, entry.isUsable else { return nil }
    return rule.value(entry.text)
  }
}

extension TextSlice {
  /// Whether it ends as the ARN of a secret does: `-` and six letters or digits.
  var hasSecretSuffix: Bool {
    guard count > 7, self[count - 7] == UInt8(ascii: "-") else { return false }
    for index in (count - 6)..<count {
      let byte = self[index]
      guard byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 else { return false }
    }
    return true
  }

  /// Whether it ends like the ARN of a secret, and what stands there reads like the end of a name: one or two words, a number
  /// behind letters, a hexadecimal number.
  ///
  /// The service draws from capitals, small letters and digits.
  fileprivate var mayEndInName: Bool { hasSecretSuffix && dropFirst(count - 6).readsLikeName }

  private var readsLikeName: Bool {
    if (0..<count).allSatisfy({ self[$0] &- 0x30 < 10 || self[$0] &- 0x61 < 6 }) { return true }
    var end = count
    while end > 0, self[end - 1] &- 0x30 < 10 { end -= 1 }
    let letters = prefix(end)
    let capitals = (0..<end).count { letters.isCapital($0) }
    guard capitals > 0 || count - end < 2 else { return (0..<end).allSatisfy { letters[$0] &- 0x61 < 26 } }
    return capitals == end || (capitals <= 2 && letters.isOfWords)
  }

  /// Whether it consists of words of at least two letters, each with a vowel and small letters behind the first.
  private var isOfWords: Bool {
    var (length, vowels) = (0, 0)
    for index in 0..<count {
      if isCapital(index), index > 0 {
        guard length > 1, vowels > 0 else { return false }
        (length, vowels) = (0, 0)
      }
      let small = self[index] | 0x20
      guard small &- 0x61 < 26 else { return false }
      length += 1
      if "aeiouy".utf8.contains(small) { vowels += 1 }
    }
    return length > 1 && vowels > 0
  }

  private func isCapital(_ index: Int) -> Bool { self[index] &- 0x41 < 26 }

  /// The ARN of a parameter without the version or label of it that a call reads.
  ///
  /// AWS Systems Manager API Reference, `GetParameter`: `name:version` and `name:label`.
  fileprivate var withoutSelector: TextSlice {
    guard let resource = ARNSlice(self)?.resource, let colon = resource.firstIndex(of: UInt8(ascii: ":"))
    else {
      return self
    }
    return prefix(count - resource.count + colon)
  }

  /// The ARN of a stream before the shard that an iterator names.
  ///
  /// Amazon DynamoDB API Reference, `GetShardIterator`, examples.
  fileprivate var withoutShard: TextSlice { prefix(firstIndex(of: UInt8(ascii: "|")) ?? count) }

  /// Whether it is the number of an account.
  var isAccount: Bool {
    guard count == 12 else { return false }
    for index in 0..<count where self[index] &- 0x30 >= 10 { return false }
    return true
  }
}
