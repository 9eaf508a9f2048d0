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
  }

  var type: Int
  var evidence: Evidence
  /// Whether other types fit the same value.
  var isAmbiguous = false
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
    cut(&found)
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
    for index in check.types.indices {
      let plan = check.types[index]
      guard isWanted(plan, type) else { continue }
      if isListed, !plan.isRequired || check.takesFirstType || found.contains(where: { $0.type == index }) {
        continue
      }
      let count = found.count
      if findNamed(plan, index, into: &found) || findFilled(plan, index, into: &found), check.takesFirstType {
        return
      }
      guard found.count == count else { continue }
      if plan.isCreated {
        found.append(ResourceFinding(type: index, evidence: .created))
      } else if plan.isTold, !check.isList, isUnnamed(plan) {
        found.append(ResourceFinding(type: index, evidence: .told))
      }
    }
    if found.count > 1 {
      openTold(&found)
      settleAlternatives(check, &found)
    }
    settleIndex(check, &found)
    addDefaults(check, to: &found)
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

  /// What does not fit in is not taken for nothing: any other resource of the type may be among it.
  private func cut(_ found: inout ScratchList<ResourceFinding>) {
    if found.count > Self.maximumCount {
      let type = found[Self.maximumCount].type
      found.removeAll(from: Self.maximumCount)
      found.append(ResourceFinding(type: type, evidence: .cut))
    } else if parameters.isCut, let hanging = found.indices.last(where: { found[$0].entry != nil }) {
      found.append(ResourceFinding(type: found[hanging].type, evidence: .cut))
    }
  }

  private func isWanted(_ type: TypePlan, _ wanted: TextSlice?) -> Bool {
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

  /// The ARNs of the type among the parameters, those of the shallowest name.
  private func findNamed(_ plan: TypePlan, _ type: Int, into found: inout ScratchList<ResourceFinding>)
    -> Bool
  {
    guard parameters.hasARN else { return false }
    if plan.template.isOfAnyService { return findNamedOfAnyService(plan, type, into: &found) }
    var first: Int?
    var best: ParameterList.Entry?
    for index in parameters.entries.indices {
      let entry = parameters.entries[index]
      guard best.map({ entry.depth < $0.depth }) ?? true, let arn = ARNSlice(entry.text),
        plan.template.matches(arn)
      else { continue }
      (first, best) = (index, entry)
    }
    guard let first, let best else { return false }
    for index in first..<parameters.entries.count {
      let entry = parameters.entries[index]
      guard entry.name == best.name, entry.depth == best.depth, let arn = ARNSlice(entry.text),
        plan.template.matches(arn), found.count <= Self.maximumCount
      else { continue }
      found.append(ResourceFinding(type: type, evidence: .named(index)))
    }
    return true
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

  func findFilled(_ type: TypePlan, _ index: Int, into found: inout ScratchList<ResourceFinding>)
    -> Bool
  {
    if let choice = type.choice, !isChosen(choice) { return false }
    guard
      let last = type.placeholders.indices.last(where: {
        !type.placeholders[$0].isMinted || isFilled(type, $0)
      })
    else {
      // A type whose only names are minted by the service says nothing of which resource was meant.
      guard type.placeholders.isEmpty else { return false }
      found.append(ResourceFinding(type: index, evidence: .filled(-1)))
      return true
    }
    for place in type.placeholders.indices where place != last {
      guard type.placeholders[place].isMinted || isFilled(type, place) else { return false }
    }
    let match = matches[type.placeholders[last].slot]
    guard match.isFilled else { return false }
    let count = found.count
    for entry in match.first..<parameters.entries.count where found.count <= Self.maximumCount {
      guard value(at: entry, match, type.placeholders[last].rule) != nil else { continue }
      found.append(ResourceFinding(type: index, evidence: .filled(entry)))
    }
    return found.count > count
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
  private func settleAlternatives(_ check: OperationPlan.Check, _ found: inout ScratchList<ResourceFinding>) {
    guard Self.sharesEntry(found) else { return }
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
      let type = check.types[candidate.type]
      let fitting = type.shapes.filter { text.hasPrefix($0) }.map { $0.count + 1 }.max()
      let shape = type.shapes.isEmpty ? 0 : fitting ?? -1
      // What is not always there is not named by the parameter of what is.
      let own = (shape, type.isRequired ? 1 : 0, type.placeholders.count)
      if own > strength {
        strength = own
        best = candidate
      } else if own == strength {
        best.isAmbiguous = true
      }
    }
    return best
  }

  /// What the service takes where the call names none, such as an instance's interface, subnet and group.
  private func addDefaults(_ check: OperationPlan.Check, to found: inout ScratchList<ResourceFinding>) {
    guard !found.isEmpty else { return }
    if check.hasMinimum { addUnnamed(check, to: &found) }
    for group in check.chosen where !found.contains(where: { group.contains($0.type) }) {
      let isMade = check.types[group[0]].name == "network-interface"
      found.append(ResourceFinding(type: group[0], evidence: isMade ? .created : .defaulted))
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
