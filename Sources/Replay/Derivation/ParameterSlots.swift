import CloudTrail

/// What an operation may take out of its parameters: for each slot the names that fill it, most telling first.
struct ParameterSlots {
  /// A name that may fill a slot.
  struct Candidate: Equatable {
    /// The normalized number of the name.
    var name: Int32
    /// Whether it counts only among the call's own parameters and not within one: deeper it may tell of anything.
    var isGeneral = false
  }

  private struct Use {
    var slot: Int
    var rank: Int32
    var isGeneral: Bool
  }

  private var candidates: [[Candidate]] = []
  // INVARIANT: for each slot the objects within which its general names count as well.
  private var holders: [[Int32]] = []
  // INVARIANT: for each normalized name -2 when it was not looked at yet, -1 when it fills nothing, else its
  // place in `ends`; its uses stand in `uses` from the end before up to its own.
  private var places: [Int32] = []
  private var uses: [Use] = []
  private var ends: [Int] = []

  /// How many slots there are.
  var count: Int { candidates.count }

  /// The slot with these names, which is shared when there is one already.
  mutating func slot(_ names: [Int32]) -> Int { slot(names.map { Candidate(name: $0) }) }

  /// The slot with these candidates, which is shared when there is one already.
  ///
  /// - Parameter holders: the objects within which the general ones count as well: those that are named for what the
  ///   slot is of.
  mutating func slot(_ wanted: [Candidate], within holders: [Int32] = []) -> Int {
    let known = candidates.indices.first { candidates[$0] == wanted && self.holders[$0] == holders }
    if let known { return known }
    candidates.append(wanted)
    self.holders.append(holders)
    return candidates.count - 1
  }

  /// Finds for each slot its best name at its shallowest place.
  mutating func match(
    _ list: borrowing ParameterList, _ names: borrowing ParameterNames,
    into found: inout ScratchList<SlotMatch>
  ) {
    found.removeAll()
    guard !candidates.isEmpty else { return }
    for _ in candidates { found.append(SlotMatch()) }
    for index in list.entries.indices {
      let entry = list.entries[index]
      let place = place(of: entry.name, names)
      guard place >= 0 else { continue }
      for number in (place == 0 ? 0 : ends[Int(place) - 1])..<ends[Int(place)] {
        let use = uses[number]
        if use.isGeneral, entry.depth > 1, !isHeld(index, list, names, by: holders[use.slot]) { continue }
        found[use.slot].consider(use.rank, entry, at: index)
      }
    }
  }

  /// Whether an entry is a member of an object with one of these names.
  @inline(never)
  private func isHeld(
    _ index: Int, _ list: borrowing ParameterList, _ names: borrowing ParameterNames, by holders: [Int32]
  ) -> Bool {
    guard !holders.isEmpty, let holder = list.holder(of: index) else { return false }
    return names.stems[Int(holder)].contains { holders.contains($0) }
  }

  @inline(__always)
  private mutating func place(of name: Int32, _ names: borrowing ParameterNames) -> Int32 {
    let index = Int(name)
    if index < places.count, places[index] > -2 { return places[index] }
    return findPlace(of: index, names)
  }

  @inline(never)
  private mutating func findPlace(of name: Int, _ names: borrowing ParameterNames) -> Int32 {
    while places.count <= name { places.append(-2) }
    var found: [Use] = []
    for slot in candidates.indices {
      let ranks = names.stems[name].compactMap { stem in candidates[slot].firstIndex { $0.name == stem } }
      guard let rank = ranks.min() else { continue }
      found.append(
        Use(
          slot: slot, rank: Int32(truncatingIfNeeded: rank), isGeneral: candidates[slot][rank].isGeneral))
    }
    if found.isEmpty {
      places[name] = -1
    } else {
      places[name] = Int32(truncatingIfNeeded: ends.count)
      uses += found
      ends.append(uses.count)
    }
    return places[name]
  }
}

/// The parameter that fills a slot: the name, and where its first value stands.
struct SlotMatch {
  private var rank = Int32.max
  private(set) var depth = Int16.max
  private(set) var name: Int32 = -1
  private(set) var first = 0
  private var arnRank = Int32.max
  private(set) var arnDepth = Int16.max
  /// The parameter of such a name that holds ARNs: the shallowest, of those the one that tells most.
  private(set) var arnName: Int32 = -1
  private(set) var firstARN = 0

  /// Whether a parameter of such a name is there, even one whose value cannot be used.
  private(set) var isNamed = false

  /// Whether a parameter of such a name is there that is no object, whose members have names of their own.
  private(set) var isGiven = false

  private var hiddenDepth = Int16.max
  private var firstHidden: Int32 = -1

  /// The shallowest parameter of such a name whose value the record hides; nil where one further up has a value.
  var hiddenName: Int32? { firstHidden >= 0 && hiddenDepth <= depth ? firstHidden : nil }

  /// Whether there is such a parameter, and it is an empty text.
  private(set) var isOnlyEmpty = false

  /// Whether anything fills the slot.
  var isFilled: Bool { name >= 0 }

  @inline(__always)
  mutating func consider(_ rank: Int32, _ entry: ParameterList.Entry, at index: Int) {
    isOnlyEmpty = entry.kind == .empty && (!isNamed || isOnlyEmpty)
    isNamed = true
    if entry.kind != .object { isGiven = true }
    guard entry.isUsable else {
      if entry.kind == .hidden, entry.depth < hiddenDepth {
        firstHidden = entry.name
        hiddenDepth = entry.depth
      }
      return
    }
    if (entry.depth, rank) < (arnDepth, arnRank), entry.text.hasPrefix("arn:") {
      arnRank = rank
      arnDepth = entry.depth
      arnName = entry.name
      firstARN = index
    }
    guard (rank, entry.depth) < (self.rank, depth) else { return }
    self.rank = rank
    depth = entry.depth
    name = entry.name
    first = index
  }
}
