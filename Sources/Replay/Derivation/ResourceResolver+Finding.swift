import AuditStore
import CloudTrail

/// A resource type and where the event names a resource of it.
struct ResourceFinding {
  enum Evidence: Equatable {
    /// An entry of the event's own list.
    case listed(Int)
    /// An ARN among the parameters.
    case named(Int)
    /// Parameters that fill the pattern; the entry is the one that tells most, -1 for a pattern without any.
    case filled(Int)
    /// Nothing: the call made it, so that IAM saw `*`.
    case created
    /// The call would use one of the service's choice.
    case defaulted
    /// Nothing, though the action is on such a resource.
    case told
    /// An index of the table that an entry of the event's own list, or an ARN among the parameters, is.
    case indexOfListed(Int)
    case indexOfNamed(Int)
    /// More of this type than are kept.
    case cut
    /// One whose name the record hides, or one that the call names by what its ARN does not hold.
    case hidden
    /// An id of which it is not known of what type it is.
    case unread(Int)
  }

  /// The number of the type in its check; nil for one that is not known.
  var type: Int?
  var evidence: Evidence
  /// Whether other types fit the same value.
  var isAmbiguous = false
  /// The fields before the sixth in which the ARNs of those types differ.
  var openFields = ARNTemplate.Fields()
  /// Whether it is not certain that the action was checked on it.
  var isPossible = false

  /// The parameter that the resource hangs on.
  var entry: Int? {
    switch evidence {
    case .named(let entry), .filled(let entry): entry >= 0 ? entry : nil
    default: nil
    }
  }
}

extension ResourceResolver {
  /// How many resources of a call are kept one by one; one more is looked for to know that there are more.
  static let maximumCount = 50

  /// Looks for the resources of a check: in the event's list, then among the parameters.
  ///
  /// - Returns: whether they are the check's own, and not perhaps those of another check of the operation.
  func find(_ check: OperationPlan.Check, into found: inout ScratchList<ResourceFinding>) -> Bool {
    found.removeAll()
    let isOwn: Bool
    if let member = check.condition.member {
      isOwn = findTables(of: member, check, into: &found)
    } else if check.isGiven {
      for type in check.types.indices { findGiven(check.types[type], type, into: &found) }
      isOwn = true
    } else if check.isCopyTarget {
      isOwn = findCopyTarget(check, into: &found)
    } else {
      findAny(check, into: &found)
      isOwn = true
    }
    cut(check, &found)
    return isOwn
  }

  private func findAny(_ check: OperationPlan.Check, into found: inout ScratchList<ResourceFinding>) {
    let type = check.typeSlot.flatMap { wantedType($0) }
    var isListed = false
    if !listed.entries.isEmpty {
      for index in check.types.indices where isWanted(check.types[index], type) {
        guard findListed(check.types[index], index, into: &found) else { continue }
        isListed = true
        if check.takesFirstType { return }
      }
    }
    if check.takesFirstType, findFirst(check, type, isListed: isListed, into: &found) { return }
    for index in check.types.indices where isOpen(index, check, type, isListed: isListed, found) {
      let plan = check.types[index]
      if findOwn(plan, index, into: &found) || findElsewhere(plan, index, into: &found) { continue }
      if plan.isCreated {
        found.append(ResourceFinding(type: index, evidence: .created))
      } else if plan.isTold, !check.isList, isUnnamed(plan) {
        found.append(ResourceFinding(type: index, evidence: .told))
      }
    }
    if found.count > 1 {
      openTold(&found)
      if settleAlternatives(check, &found) {
        for index in check.types.indices where isOpen(index, check, type, isListed: isListed, found) {
          _ = findElsewhere(check.types[index], index, into: &found)
        }
      }
    }
    addRequired(check, type, to: &found)
    settleIndex(check, &found)
    addNameless(check, type, to: &found)
    addHidden(check, type, to: &found)
    addDefaults(check, to: &found)
    if let slot = check.idSlot { addUnread(slot, to: &found) }
  }

  /// The first type that parameters of its own name, else the first of which any parameter holds an ARN.
  private func findFirst(
    _ check: OperationPlan.Check, _ type: TextSlice?, isListed: Bool,
    into found: inout ScratchList<ResourceFinding>
  ) -> Bool {
    for index in check.types.indices where isOpen(index, check, type, isListed: isListed, found) {
      if findOwn(check.types[index], index, into: &found) { return true }
    }
    for index in check.types.indices where isOpen(index, check, type, isListed: isListed, found) {
      if findElsewhere(check.types[index], index, into: &found) { return true }
    }
    return false
  }

  /// Whether a type is still to be looked for: wanted, and not found yet.
  private func isOpen(
    _ index: Int, _ check: OperationPlan.Check, _ wanted: TextSlice?, isListed: Bool,
    _ found: borrowing ScratchList<ResourceFinding>
  ) -> Bool {
    guard isWanted(check.types[index], wanted), !found.contains(where: { $0.type == index }) else {
      return false
    }
    return !isListed || (check.types[index].isRequired && !check.takesFirstType)
  }

  /// Beside a resource that is named one that is only told of may be what the call makes, and is not always checked.
  private func openTold(_ found: inout ScratchList<ResourceFinding>) {
    guard found.contains(where: { $0.evidence != .told }) else { return }
    for index in found.indices where found[index].evidence == .told { found[index].isPossible = true }
  }

  /// Whether the record shows that no parameter names the resource of a type: its id is yet to be made, or it
  /// goes by a name that its ARN does not hold.
  private func isUnnamed(_ type: TypePlan) -> Bool {
    guard facts.isWhole, !parameters.isCut, let last = type.placeholders.last else { return false }
    return !matches[last.slot].isGiven
  }

  /// Whether a parameter names the resource of a type, and none what stands before that in its ARN.
  private func isNamedInPart(_ type: TypePlan, _ found: borrowing ScratchList<ResourceFinding>) -> Bool {
    guard type.placeholders.count > 1, let last = type.placeholders.last, hasOwnName(type, found),
      firstValue(of: last.slot, last.rule) != nil
    else { return false }
    return filledPlace(type) == nil
  }

  /// What does not fit in is not taken for nothing: any other resource of the type may be among it, and of the types
  /// that were not looked for any more.
  private func cut(_ check: OperationPlan.Check, _ found: inout ScratchList<ResourceFinding>) {
    if found.count > Self.maximumCount {
      let last = found[Self.maximumCount].type
      let isOnly = found.indices.dropFirst(Self.maximumCount).allSatisfy { found[$0].type == last }
      found.removeAll(from: Self.maximumCount)
      let isLast = last.map { last in
        !check.types.indices.dropFirst(last + 1).contains { type in
          !found.contains { $0.type == type }
        }
      }
      let type = isOnly && isLast == true ? last : nil
      found.append(ResourceFinding(type: type, evidence: .cut))
    } else if parameters.isCut, let hanging = found.indices.last(where: { found[$0].entry != nil }) {
      found.append(ResourceFinding(type: found[hanging].type, evidence: .cut))
    }
  }

  func isWanted(_ type: TypePlan, _ wanted: TextSlice?) -> Bool {
    guard type.state != .listwild else { return false }
    guard let wanted else { return true }
    return TextSlice.with(Array(type.name.utf8.filter { $0 != UInt8(ascii: "-") })) {
      wanted.equalsIgnoringCase($0)
    }
  }

  private func wantedType(_ slot: Int) -> TextSlice? {
    let match = matches[slot]
    return match.isFilled ? parameters.entries[match.first].text : nil
  }

  func findListed(_ type: TypePlan, _ index: Int, into found: inout ScratchList<ResourceFinding>)
    -> Bool
  {
    var isFound = false
    for entry in listed.entries.indices where type.template.matches(listed.entries[entry].arn) {
      isFound = true
      if found.count > Self.maximumCount { break }
      let isKnown = found.contains { finding in
        guard case .listed(let other) = finding.evidence else { return false }
        return listed.entries[other].arn.text == listed.entries[entry].arn.text
      }
      if !isKnown { found.append(ResourceFinding(type: index, evidence: .listed(entry))) }
    }
    return isFound
  }

  /// The ARNs of the type in parameters that are not named for it, the shallowest of them.
  ///
  /// Where a parameter that is named for it holds something else, they are of another resource: what is done
  /// with a failed call of a function may name a second function.
  private func findElsewhere(_ plan: TypePlan, _ type: Int, into found: inout ScratchList<ResourceFinding>)
    -> Bool
  {
    guard parameters.hasARN, !plan.template.isOfAnyService, !hasOwnName(plan, found) else { return false }
    var depth = Int16.max
    for index in parameters.entries.indices where isElsewhere(index, plan, found) {
      depth = min(depth, parameters.entries[index].depth)
    }
    guard depth < Int16.max else { return false }
    for index in parameters.entries.indices where found.count <= Self.maximumCount {
      let entry = parameters.entries[index]
      guard entry.depth == depth, isElsewhere(index, plan, found), !isKnown(entry.text, plan, type, found)
      else {
        continue
      }
      found.append(ResourceFinding(type: type, evidence: .named(index)))
    }
    return true
  }

  /// Whether an entry holds an ARN of the type that may be meant, whatever its parameter is called.
  private func isElsewhere(
    _ index: Int, _ plan: TypePlan, _ found: borrowing ScratchList<ResourceFinding>
  ) -> Bool {
    let entry = parameters.entries[index]
    guard !entry.isProse, let arn = ARNSlice(entry.text), plan.template.matches(arn) else { return false }
    return !found.contains { $0.evidence == .named(index) }
  }

  /// Whether a parameter that is named for the type, and for no other that was found, holds no ARN.
  private func hasOwnName(_ plan: TypePlan, _ found: borrowing ScratchList<ResourceFinding>) -> Bool {
    guard let place = plan.placeholders.last(where: { !$0.isMinted }) else { return false }
    let match = matches[place.slot]
    guard match.isFilled, !parameters.entries[match.first].text.hasPrefix("arn:") else { return false }
    return !found.contains { $0.entry == match.first }
  }

  private func isKnown(
    _ text: TextSlice, _ plan: TypePlan, _ type: Int, _ found: borrowing ScratchList<ResourceFinding>
  ) -> Bool {
    let seen = plan.seen(text)
    return found.contains { finding in
      guard finding.type == type, case .named(let other) = finding.evidence else { return false }
      return plan.seen(parameters.entries[other].text) == seen
    }
  }

  /// The ARNs in the parameter of a type that does not tell of which service its ARNs are.
  private func findNamedOfAnyService(
    _ plan: TypePlan, _ type: Int, into found: inout ScratchList<ResourceFinding>
  ) -> Bool {
    guard let match = plan.placeholders.last.map({ matches[$0.slot] }), match.isFilled else { return false }
    let count = found.count
    for index in match.first..<parameters.entries.count where found.count <= Self.maximumCount {
      let entry = parameters.entries[index]
      guard entry.name == match.name, entry.depth == match.depth, ARNSlice(entry.text) != nil else {
        continue
      }
      found.append(ResourceFinding(type: type, evidence: .named(index)))
    }
    return found.count > count
  }

  /// What the parameters that are named for a type hold: ARNs and names alike.
  func findOwn(_ plan: TypePlan, _ index: Int, into found: inout ScratchList<ResourceFinding>) -> Bool {
    if plan.template.isOfAnyService, findNamedOfAnyService(plan, index, into: &found) { return true }
    let named = plan.template.isOfAnyService ? nil : ownARNs(plan)
    let last = filledPlace(plan)
    // A type without any placeholder is there in every call, perhaps with the account in an ARN.
    if plan.placeholders.isEmpty {
      if findElsewhere(plan, index, into: &found) { return true }
      if let choice = plan.choice, !isChosen(choice) { return false }
      found.append(ResourceFinding(type: index, evidence: .filled(-1)))
      return true
    }
    if named == nil, isStandard(plan) {
      found.append(ResourceFinding(type: index, evidence: .filled(-1)))
      return true
    }
    let filled = last.map { matches[plan.placeholders[$0].slot] }
    let isMixed = named == nil || (named?.arnName == filled?.name && named?.arnDepth == filled?.depth)
    let count = found.count
    let start = min(named?.firstARN ?? Int.max, filled?.first ?? Int.max)
    guard start < parameters.entries.count else { return false }
    for entry in start..<parameters.entries.count where found.count <= Self.maximumCount {
      if let named, isOwnARN(entry, named, plan) {
        if isKnown(parameters.entries[entry].text, plan, index, found) { continue }
        found.append(ResourceFinding(type: index, evidence: .named(entry)))
      } else if let last, let filled, isMixed, value(at: entry, filled, plan.placeholders[last].rule) != nil {
        found.append(ResourceFinding(type: index, evidence: .filled(entry)))
      }
    }
    return found.count > count
  }

  /// The slot whose parameter names the type by its ARN, where no other of its names stands further up.
  private func ownARNs(_ plan: TypePlan) -> SlotMatch? {
    guard parameters.hasARN else { return nil }
    let depth = filledPlace(plan).map { matches[plan.placeholders[$0].slot].depth } ?? Int16.max
    for slot in plan.namingSlots {
      let match = matches[slot]
      guard match.arnName >= 0, match.arnDepth <= depth else { continue }
      for entry in match.firstARN..<parameters.entries.count where isOwnARN(entry, match, plan) {
        return match
      }
    }
    return nil
  }

  private func isOwnARN(_ index: Int, _ match: SlotMatch, _ plan: TypePlan) -> Bool {
    let entry = parameters.entries[index]
    guard entry.name == match.arnName, entry.depth == match.arnDepth, !entry.isProse,
      let arn = ARNSlice(entry.text)
    else {
      return false
    }
    return plan.template.matches(arn)
  }

  /// The placeholder whose parameter names the resource; nil where parameters do not fill all of the pattern.
  private func filledPlace(_ plan: TypePlan) -> Int? {
    if let choice = plan.choice, !isChosen(choice) { return nil }
    // A type whose only names are minted by the service says nothing of which resource was meant.
    guard
      let last = plan.placeholders.indices.last(where: {
        !plan.placeholders[$0].isMinted || isFilled(plan, $0)
      })
    else { return nil }
    guard isFilled(plan, butFor: last) else { return nil }
    return matches[plan.placeholders[last].slot].isFilled ? last : nil
  }

  /// Whether a type goes by its name in the calls that name none, and parameters fill all that stands before it.
  private func isStandard(_ plan: TypePlan) -> Bool {
    guard let last = plan.placeholders.last, isStandard(last) else { return false }
    return isFilled(plan, butFor: plan.placeholders.count - 1)
  }

  private func isFilled(_ plan: TypePlan, butFor last: Int) -> Bool {
    plan.placeholders.indices.allSatisfy { place in
      let placeholder = plan.placeholders[place]
      return place == last || placeholder.isMinted || isFilled(plan, place) || isStandard(placeholder)
    }
  }

  private func isChosen(_ choice: TypePlan.Choice) -> Bool {
    let match = matches[choice.slot]
    guard match.isFilled else { return choice.isDefault && !match.isNamed }
    return TextSlice.with(choice.value) { parameters.entries[match.first].text.equalsIgnoringCase($0) }
  }

  private func isFilled(_ type: TypePlan, _ place: Int) -> Bool {
    firstValue(of: type.placeholders[place].slot, type.placeholders[place].rule) != nil
  }
}

// MARK: - Types that fit the same value

extension ResourceResolver {
  /// Of several types that hang on one value one is meant: by the value's shape, or the one that says most.
  ///
  /// - Returns: whether there were any.
  private func settleAlternatives(
    _ check: OperationPlan.Check, _ found: inout ScratchList<ResourceFinding>
  ) -> Bool {
    guard Self.sharesEntry(found) else { return false }
    let all = found.indices.map { found[$0] }
    found.removeAll()
    for finding in all {
      guard let entry = finding.entry else {
        found.append(finding)
        continue
      }
      guard !found.contains(where: { $0.entry == entry }) else { continue }
      found.append(best(all.filter { $0.entry == entry }, at: entry, check))
    }
    return true
  }

  /// Whether two of them hang on the same parameter.
  private static func sharesEntry(_ found: borrowing ScratchList<ResourceFinding>) -> Bool {
    for index in found.indices {
      guard let entry = found[index].entry else { continue }
      for other in 0..<index where found[other].entry == entry { return true }
    }
    return false
  }

  private func best(
    _ candidates: [ResourceFinding], at entry: Int, _ check: OperationPlan.Check
  ) -> ResourceFinding {
    var best = candidates[0]
    guard candidates.count > 1 else { return best }
    if let named = candidates.first(where: { if case .named = $0.evidence { true } else { false } }) {
      return named
    }
    let text = parameters.entries[entry].text
    var strength = (-1, -1, -1)
    for candidate in candidates {
      guard let number = candidate.type else { continue }
      let type = check.types[number]
      let fitting = type.shapes.filter { text.hasPrefix($0) }.map { $0.count + 1 }.max()
      let shape = type.shapes.isEmpty ? 0 : fitting ?? -1
      // What is not always there is not named by the parameter of what is.
      let own = (shape, type.isRequired ? 1 : 0, type.placeholders.count)
      if own > strength {
        strength = own
        best = candidate
      } else if own == strength {
        best.isAmbiguous = true
        if let known = best.type {
          best.openFields.formUnion(check.types[known].template.fields(otherThanIn: type.template))
        }
      }
    }
    return best
  }

  /// The types that an action always has, where the call names another one alone: which it was is open.
  ///
  /// The reference marks alternatives and what is not always sent as required too, so that it is not certain
  /// that those were checked of which no parameter names a part.
  private func addRequired(
    _ check: OperationPlan.Check, _ wanted: TextSlice?, to found: inout ScratchList<ResourceFinding>
  ) {
    guard !found.isEmpty, !check.takesFirstType else { return }
    for index in check.partTypes where isWanted(check.types[index], wanted) {
      guard !found.contains(where: { $0.type == index }), isNamedInPart(check.types[index], found) else {
        continue
      }
      found.append(ResourceFinding(type: index, evidence: .told, isPossible: true))
    }
    for index in check.types.indices where check.isBeside[index] && isWanted(check.types[index], wanted) {
      let isNamedInPart = isNamedInPart(check.types[index], found)
      guard isNamedInPart || isUnnamed(check.types[index]) else { continue }
      let alternatives = check.alternatives[index]
      let isFound = found.contains { finding in
        finding.type == index || (!finding.isPossible && finding.type.map(alternatives.contains) == true)
      }
      if !isFound {
        found.append(ResourceFinding(type: index, evidence: .told, isPossible: !isNamedInPart))
      }
    }
  }

  /// What the service takes where the call names none, such as an instance's interface, subnet and group.
  private func addDefaults(_ check: OperationPlan.Check, to found: inout ScratchList<ResourceFinding>) {
    guard !found.isEmpty else { return }
    if check.hasMinimum { addUnnamed(check, to: &found) }
    for group in check.chosen where !found.contains(where: { $0.type.map(group.types.contains) == true }) {
      let isMade = check.types[group.types[0]].name == "network-interface"
      let evidence: ResourceFinding.Evidence = isMade ? .created : group.isOfCaller ? .told : .defaulted
      found.append(ResourceFinding(type: group.types[0], evidence: evidence))
    }
    // A launch template may name resources of other types, and so may what the record leaves out: a key pair, a snapshot.
    if !check.chosen.isEmpty, isTemplated(check) || !facts.isReadable || parameters.isCut {
      found.append(ResourceFinding(type: nil, evidence: .defaulted, isPossible: true))
    }
  }

  /// Those that a call is checked on whether it names them or not: the key behind an alias.
  private func addUnnamed(_ check: OperationPlan.Check, to found: inout ScratchList<ResourceFinding>) {
    for index in check.types.indices {
      let named = found.indices.count { found[$0].type == index }
      guard named < check.types[index].minimumCount else { continue }
      found.append(ResourceFinding(type: index, evidence: .cut))
    }
  }
}
