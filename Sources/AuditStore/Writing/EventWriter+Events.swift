import CloudTrail

extension EventWriter {
  /// Writes one event of a batch, or counts it as a duplicate.
  mutating func write(_ batch: EventBatch, _ row: Int, _ numbers: inout BatchNumbers) throws(StoreError) {
    let hash = batch.fingerprints[row]
    if hash != 0, try isKnown(batch, row, hash) {
      open?.counts.duplicates += 1
      open?.duplicates.append(batch.ordinals[row])
      counts.duplicates += 1
      return
    }
    let event = state.nextEvent
    guard let rowNumber = UInt32(exactly: event) else {
      throw StoreError(message: "\(database.path): holds more events than it can number")
    }
    let facts = try self.facts(batch, row, &numbers)
    let call = try self.call(batch, row, &numbers)
    pending.append(PendingEvent(id: event, file: open?.id ?? 0, row: row, facts: facts, call: call))
    if pending.count == WriterStatements.rowsPerInsert { try flush(batch) }
    numbers.events[row] = event
    noteDerivation(batch, row, &numbers)
    try noteKeys(batch, row, rowNumber, &numbers)
    if batch.times[row] != .min { spans.note(batch.times[row], row: event) }
    state.nextEvent += 1
    if hash != 0 {
      state.fingerprints.insert(hash, rowNumber)
      added.append((hash, rowNumber))
    }
    open?.counts.ingested += 1
    counts.ingested += 1
    eventsSinceCommit += 1
  }

  /// Counts the events of each call that were written since `numbers` were begun.
  mutating func countCalls(_ batch: EventBatch, _ numbers: borrowing BatchNumbers) {
    for call in batch.callSummaries.indices where numbers.callEvents[call] > 0 {
      counts.derivation.add(batch.callSummaries[call], events: numbers.callEvents[call])
    }
  }

  /// Notes what the event is looked for by; of one that issued credentials that is noted with them.
  private mutating func noteKeys(
    _ batch: EventBatch, _ row: Int, _ event: UInt32, _ numbers: inout BatchNumbers
  ) throws(StoreError) {
    let shared = batch.sharedEventIDs.withText(row) { EventKey.shared($0) }
    if shared != 0 { addedKeys.append(EventKeyRuns.Entry(shared, event)) }
    let requests = batch.callRecords[Int(batch.calls[row])].requests
    guard requests.contains(where: { batch.callRequestKeys[$0] != 0 }) else { return }
    let identity = Int(batch.facts[row * EventBatch.factDimensions.count + 1])
    let template = try template(batch.texts[Dimension.identity.rawValue].template(identity), batch, &numbers)
    for index in requests where batch.callRequestKeys[index] != 0 {
      addedKeys.append(
        EventKeyRuns.Entry(EventKey.allowed(batch.callRequestKeys[index], by: template), event))
      if !batch.callActionKeys.isEmpty, let key = batch.callActionKeys[index] {
        addedKeys.append(EventKeyRuns.Entry(key, event))
      }
    }
  }

  private mutating func noteDerivation(_ batch: EventBatch, _ row: Int, _ numbers: inout BatchNumbers) {
    let call = Int(batch.calls[row])
    numbers.callEvents[call] += 1
    guard batch.callRecords[call].eventClass == EventClass.unresolvedAction.rawValue else { return }
    let kind = Int(batch.facts[row * EventBatch.factDimensions.count])
    let names = DimensionKey.texts(batch.dimensions[Dimension.kind.rawValue].bytes(kind))
    counts.derivation.unresolved["\(names[0] ?? "") \(names[1] ?? "")", default: 0] += 1
  }

  /// Inserts the events that wait to be inserted together.
  mutating func flush(_ batch: EventBatch) throws(StoreError) {
    if pending.count == WriterStatements.rowsPerInsert {
      for index in pending.indices { pending[index].bind(batch, to: &statements.events, at: index) }
      try statements.events.run()
    } else {
      for index in pending.indices {
        pending[index].bind(batch, to: &statements.event, at: 0)
        try statements.event.run()
      }
    }
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func facts(
    _ batch: EventBatch, _ row: Int, _ numbers: inout BatchNumbers
  ) throws(StoreError) -> [6 of Int] {
    var facts = [6 of Int](repeating: 0)
    let kinds = EventBatch.factDimensions
    for index in facts.indices {
      let local = Int(batch.facts[row * kinds.count + index])
      facts[index] = try number(kinds[index], local, batch, &numbers)
    }
    return facts
  }

  /// The row of a value.
  ///
  /// Like `template(_:_:_:)` and `facts(_:_:_:)` it is `mutating` though it changes nothing: to call another method, Swift
  /// copies the whole writer.
  private mutating func number(
    _ dimension: Dimension, _ local: Int, _ batch: EventBatch, _ numbers: inout BatchNumbers
  ) throws(StoreError) -> Int {
    let known = numbers.dimensions[dimension.rawValue][local]
    guard known == 0 else { return known }
    let index = dimension.rawValue
    let row: Int
    if dimension.isTemplated {
      let template = try template(batch.texts[index].template(local), batch, &numbers)
      row = try state.dimensions[index].row(
        template: template, batch.texts[index].parts(local), hash: batch.texts[index].hash(local))
    } else {
      row = try state.dimensions[index].row(local, of: batch)
    }
    numbers.dimensions[dimension.rawValue][local] = row
    return row
  }

  /// The row of a template of a batch; 0 for none.
  private mutating func template(
    _ local: Int?, _ batch: EventBatch, _ numbers: inout BatchNumbers
  ) throws(StoreError) -> Int {
    guard let local else { return 0 }
    return try number(.template, local, batch, &numbers)
  }

  private mutating func call(
    _ batch: EventBatch, _ row: Int, _ numbers: inout BatchNumbers
  ) throws(StoreError) -> Int {
    let local = Int(batch.calls[row])
    guard numbers.calls[local] == 0 else { return numbers.calls[local] }
    let record = batch.callRecords[local]
    requests.removeAll(keepingCapacity: true)
    for index in record.requests {
      let request = batch.callRequests[index]
      let action = try number(.action, Int(request.action), batch, &numbers)
      let resource = try number(.resource, Int(request.resource), batch, &numbers)
      let context = try number(.context, Int(request.context), batch, &numbers)
      requests.append(
        CallRecord.Request(
          action: UInt32(truncatingIfNeeded: action), resource: UInt32(truncatingIfNeeded: resource),
          context: UInt32(truncatingIfNeeded: context), certainty: request.certainty))
    }
    numbers.calls[local] = try state.calls.row(record, requests)
    return numbers.calls[local]
  }

  /// Whether an event with this id and receiving account is in the database or was written before.
  private mutating func isKnown(_ batch: EventBatch, _ row: Int, _ hash: UInt64) throws(StoreError) -> Bool {
    let candidates = state.fingerprints.candidates(hash)
    guard !candidates.isEmpty else { return false }
    try flush(batch)
    try state.dimensions[Dimension.place.rawValue].flush()
    for candidate in candidates {
      statements.identify.bind(1, Int(candidate))
      defer { statements.identify.reset() }
      guard try statements.identify.step() else { continue }
      let place = Int(batch.facts[row * EventBatch.factDimensions.count + 2])
      let account = DimensionKey.parts(batch.dimensions[Dimension.place.rawValue].bytes(place)).last ?? nil
      let stored = statements.identify.isNull(1) ? nil : statements.identify.bytes(1)
      let id = batch.eventIDs[row]
      if statements.identify.isText(0) == id.isText, statements.identify.bytes(0)[...] == id.bytes,
        account.map(Array.init) == stored
      {
        return true
      }
    }
    return false
  }

  /// Writes the issuances of the batch's rows up to one, so that they lie in the transaction of their events.
  mutating func writeIssuances(
    of batch: EventBatch, from next: inout Int, below end: Int, _ numbers: inout BatchNumbers
  ) throws(StoreError) {
    while next < batch.issuances.count, batch.issuances[next].row < end {
      let number = next
      let issuance = batch.issuances[number]
      next += 1
      guard numbers.events[issuance.row] > 0 else { continue }
      let template = try template(batch.issuanceTexts.template(number), batch, &numbers)
      statements.issuance.bind(1, issuance.accessKeyID)
      statements.issuance.bind(2, numbers.events[issuance.row])
      statements.issuance.bind(3, template: template, values: batch.issuanceTexts.parts(number))
      try statements.issuance.run()
      addedKeys.append(
        EventKeyRuns.Entry(
          EventKey.issuance(Array(issuance.accessKeyID.utf8)),
          UInt32(truncatingIfNeeded: numbers.events[issuance.row])))
    }
  }

  /// Writes which events the batch's rows of one section correct.
  mutating func write(
    _ amendments: [Amendment], in rows: Range<Int>, _ numbers: BatchNumbers
  ) throws(StoreError) {
    for amendment in amendments where rows.contains(amendment.row) && numbers.events[amendment.row] > 0 {
      statements.amendment.bind(1, numbers.events[amendment.row])
      statements.amendment.bind(2, amendment.originalEventID)
      try statements.amendment.run()
    }
  }

  /// Writes what the batch's sign-ins in the rows of one section say of how they went.
  mutating func write(_ signIns: [SignIn], in rows: Range<Int>, _ numbers: BatchNumbers) throws(StoreError) {
    for signIn in signIns where rows.contains(signIn.row) && numbers.events[signIn.row] > 0 {
      try statements.signIn.insert(signIn.facts, event: numbers.events[signIn.row])
    }
  }
}

extension Statement {
  /// Binds the columns of a text that is taken apart, as `TextTemplate.columns` names them.
  mutating func bind(_ first: Int32, template: Int, values: ArraySlice<UInt8>) {
    bind(first, template == 0 ? nil : template)
    bind(first + 1, parts: values)
  }

  /// Runs the statement that inserts a sign-in.
  mutating func insert(_ signIn: ConsoleSignIn, event: Int) throws(StoreError) {
    bind(1, event)
    bind(2, signIn.mfaUsed)
    bind(3, signIn.result)
    try run()
  }
}

/// An event that waits to be inserted: its row, and its row in the batch.
struct PendingEvent {
  let id: Int
  let file: Int
  let row: Int
  let facts: [6 of Int]
  let call: Int

  /// Binds the event as one of several rows of a statement.
  func bind(_ batch: EventBatch, to statement: inout Statement, at place: Int) {
    let first = Int32(truncatingIfNeeded: place * WriterStatements.eventColumns)
    statement.bind(first + 1, id)
    statement.bind(first + 2, file)
    statement.bind(first + 3, Int(batch.ordinals[row]))
    batch.eventIDs.bind(row, to: &statement, at: first + 4)
    if batch.times[row] == .min {
      statement.bindNull(first + 5)
    } else {
      statement.bind(first + 5, batch.times[row])
    }
    for index in facts.indices { statement.bind(first + 6 + Int32(truncatingIfNeeded: index), facts[index]) }
    statement.bind(first + 12, call)
    batch.sharedEventIDs.bind(row, to: &statement, at: first + 13)
  }
}
