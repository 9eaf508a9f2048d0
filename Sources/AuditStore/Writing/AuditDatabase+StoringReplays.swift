import CloudTrail

extension AuditDatabase {
  /// Runs reads, and a write behind them, on the database as the first read found it.
  ///
  /// - Throws: what `body` throws; nothing is written then.
  public func inTransaction<Result>(_ body: () throws -> Result) throws -> Result {
    try connection.execute("BEGIN")
    do {
      let result = try body()
      try connection.execute("COMMIT")
      return result
    } catch {
      try? connection.execute("ROLLBACK")
      throw error
    }
  }

  /// Stores a replay in place of one of the same name, if there is any; the caller has opened a transaction.
  public func store(_ replay: StoredReplay, _ outcomes: ReplayOutcomes) throws(StoreError) {
    try removeReplay(replay.name)
    let id = try StoredState.nextID("replay", connection)
    try insert(replay, id)
    for (position, input) in replay.inputs.enumerated() {
      var statement = try connection.prepare("INSERT INTO replay_input VALUES (?, ?, ?, ?)")
      statement.bind(1, id)
      statement.bind(2, position)
      statement.bind(3, input.path)
      statement.bind(4, try contentID(input))
      try statement.run()
    }
    try insert(outcomes, ofReplay: id)
  }

  private func removeReplay(_ name: String) throws(StoreError) {
    var find = try connection.prepare("SELECT id FROM replay WHERE name = ?")
    find.bind(1, name)
    guard try find.step() else { return }
    let id = find.integer(0)
    find.reset()
    for table in ["outcome", "outcome_block", "replay_input"] {
      try connection.execute("DELETE FROM \(table) WHERE replay_id = \(id)")
    }
    try connection.execute(
      "DELETE FROM replay WHERE id = \(id); "
        + "DELETE FROM input_content WHERE id NOT IN (SELECT content_id FROM replay_input)")
  }

  private func insert(_ replay: StoredReplay, _ id: Int) throws(StoreError) {
    var statement = try connection.prepare("INSERT INTO replay VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    statement.bind(1, id)
    statement.bind(2, replay.name)
    statement.bind(3, replay.created)
    statement.bind(4, replay.window.start.map { Int($0) })
    statement.bind(5, replay.window.end.map { Int($0) })
    statement.bind(6, replay.settings)
    statement.bind(7, replay.summary)
    statement.bindBlob(8, replay.inputsDigest.bytes[...])
    statement.bind(9, replay.versions.engine)
    statement.bind(10, replay.versions.catalog)
    statement.bind(11, replay.versions.derivation)
    statement.bind(12, replay.lastEvent)
    try statement.run()
  }

  /// The row of a content, which replays of the same files share.
  private func contentID(_ input: StoredInput) throws(StoreError) -> Int {
    var find = try connection.prepare("SELECT id FROM input_content WHERE sha256 = ?")
    find.bindBlob(1, input.digest.bytes[...])
    if try find.step() { return Int(find.integer(0)) }
    let id = try StoredState.nextID("input_content", connection)
    var statement = try connection.prepare("INSERT INTO input_content VALUES (?, ?, ?, ?)")
    statement.bind(1, id)
    statement.bindBlob(2, input.digest.bytes[...])
    statement.bind(3, input.content.count)
    statement.bindBlob(4, GzipContent.deflated(input.content)[...])
    try statement.run()
    return id
  }

  private func insert(_ outcomes: ReplayOutcomes, ofReplay id: Int) throws(StoreError) {
    var statement = try connection.prepare("INSERT INTO outcome VALUES (?, ?, ?, ?, ?, ?, ?)")
    for (index, list) in outcomes.lists.enumerated() {
      for outcome in list {
        statement.bind(1, id)
        statement.bind(2, index + 1)
        statement.bind(3, outcome.request)
        statement.bind(4, outcome.decision)
        statement.bind(5, outcome.change)
        statement.bind(6, outcome.cause)
        statement.bind(7, outcome.dependsOn)
        try statement.run()
      }
    }
    let width = String(outcomes.lists.count).count
    var block = try connection.prepare(
      "INSERT INTO outcome_block(replay_id, first_event, width, numbers) VALUES (?, ?, ?, ?)")
    for first in stride(from: 0, to: outcomes.numbers.count, by: OutcomeBlock.events) {
      let numbers = outcomes.numbers[first..<min(first + OutcomeBlock.events, outcomes.numbers.count)]
      guard numbers.contains(where: { $0 > 0 }) else { continue }
      block.bind(1, id)
      block.bind(2, first)
      block.bind(3, width)
      block.bindBlob(4, OutcomeBlock.digits(numbers, width: width)[...])
      try block.run()
    }
  }
}
