import CloudTrail

extension AuditDatabase {
  /// The longest input that a stored replay is believed to have.
  private static let largestInput = 64 << 20

  /// The names of the stored replays, in the order of storing.
  public func replayNames() throws(StoreError) -> [String] {
    var names: [String] = []
    var statement = try connection.prepare("SELECT name FROM replay ORDER BY id")
    while try statement.step() { names.append(statement.text(0) ?? "") }
    return names
  }

  /// A stored replay with the files that it was made from; nil when there is none of this name.
  ///
  /// - Throws: `StoreError` also when a file is not the one whose digest was stored.
  public func replay(named name: String) throws(StoreError) -> StoredReplay? {
    var statement = try connection.prepare(
      "SELECT id, created, window_start, window_end, settings, summary, inputs_sha256, engine_version, "
        + "catalog_date, derivation_version, last_event_rowid FROM replay WHERE name = ?")
    statement.bind(1, name)
    guard try statement.step() else { return nil }
    let times = [statement.optionalInteger(2), statement.optionalInteger(3)].compactMap { $0 }
    guard times.allSatisfy({ Self.times.contains(Int64($0)) }), statement.integer(10) >= 0 else {
      throw connection.damaged("the replay `\(name)` has a window that no event can have")
    }
    let replay = StoredReplay(
      name: name, created: statement.integer(1),
      window: TimeWindow(
        start: statement.optionalInteger(2).map { Int64($0) },
        end: statement.optionalInteger(3).map { Int64($0) }),
      settings: statement.text(4) ?? "", summary: statement.text(5) ?? "",
      inputs: try inputs(ofReplay: statement.integer(0)),
      versions: ReplayVersions(
        engine: Int(statement.integer(7)), catalog: statement.text(8) ?? "",
        derivation: Int(statement.integer(9))), lastEvent: Int(statement.integer(10)))
    guard replay.inputsDigest.bytes == statement.bytes(6) else {
      throw connection.damaged("the inputs of the replay `\(name)` are not those that were stored")
    }
    return replay
  }

  private func inputs(ofReplay id: Int64) throws(StoreError) -> [StoredInput] {
    var statement = try connection.prepare(
      "SELECT i.path, c.sha256, c.size, c.gzip FROM replay_input i JOIN input_content c ON c.id = i.content_id "
        + "WHERE i.replay_id = \(id) ORDER BY i.position")
    var inputs: [StoredInput] = []
    while try statement.step() {
      let size = statement.integer(2)
      guard (0...Int64(Self.largestInput)).contains(size),
        let content = GzipContent.inflated(statement.bytes(3), size: Int(size))
      else { throw connection.damaged("an input of a replay cannot be read again") }
      let input = StoredInput(path: statement.text(0) ?? "", content: content)
      guard input.digest.bytes == statement.bytes(1) else {
        throw connection.damaged("an input of a replay is not the one that was stored")
      }
      inputs.append(input)
    }
    return inputs
  }

  /// The outcomes of a stored replay.
  public func outcomes(ofReplay name: String) throws(StoreError) -> ReplayOutcomes {
    var find = try connection.prepare("SELECT id, last_event_rowid FROM replay WHERE name = ?")
    find.bind(1, name)
    guard try find.step() else { return ReplayOutcomes(lists: [], numbers: []) }
    let last = find.integer(1)
    guard (0...Int64(UInt32.max)).contains(last) else {
      throw connection.damaged("there is no event \(last)")
    }
    return ReplayOutcomes(
      lists: try outcomeLists(find.integer(0)),
      numbers: try outcomeNumbers(find.integer(0), last: Int(last)))
  }

  private func outcomeLists(_ id: Int64) throws(StoreError) -> [[StoredOutcome]] {
    var statement = try connection.prepare(
      "SELECT number, request, decision, change, cause, depends_on FROM outcome WHERE replay_id = \(id) "
        + "ORDER BY number, request")
    var lists: [[StoredOutcome]] = []
    while try statement.step() {
      let number = statement.integer(0)
      if number == Int64(lists.count + 1) { lists.append([]) }
      guard number == Int64(lists.count) else {
        throw connection.damaged("the outcomes of a replay are not numbered from 1 without gaps")
      }
      lists[lists.count - 1].append(
        StoredOutcome(
          request: Int(statement.integer(1)), decision: statement.text(2) ?? "",
          change: statement.text(3) ?? "",
          cause: statement.text(4), dependsOn: statement.text(5)))
    }
    return lists
  }

  private func outcomeNumbers(_ id: Int64, last: Int) throws(StoreError) -> [Int32] {
    var all: [Int32] = []
    var statement = try connection.prepare(
      "SELECT first_event, width, numbers FROM outcome_block WHERE replay_id = \(id) ORDER BY first_event")
    while try statement.step() {
      let first = statement.integer(0)
      guard first >= Int64(all.count), first <= Int64(last),
        let numbers = OutcomeBlock.numbers(statement.bytes(2), width: Int(statement.integer(1)))
      else { throw connection.damaged("the outcomes of a replay are not numbers of its events") }
      all += repeatElement(0, count: Int(first) - all.count)
      all += numbers
    }
    return all
  }

  /// The number of the last event; 0 when there is none.
  public func lastEvent() throws(StoreError) -> Int {
    try StoredState.nextID("event", connection) - 1
  }

  /// How many events of a window came after one.
  public func eventCount(after row: Int, in window: TimeWindow) throws(StoreError) -> Int {
    Int(try connection.integer("SELECT count(*) FROM event\(Self.condition(window, after: row))") ?? 0)
  }
}
