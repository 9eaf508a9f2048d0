import CloudTrail

/// The hashes of values that are looked for soon, by dimension.
struct ReadAhead {
  fileprivate var hashes: [[UInt32]] = Dimension.allCases.map { _ in [] }
  /// What was read, which is kept so that it is read at all.
  fileprivate var read: UInt64 = 0

  /// Notes a value of a batch that has no row yet; one whose template has none is new itself.
  fileprivate mutating func note(
    _ dimension: Dimension, _ local: Int, _ batch: EventBatch, _ numbers: borrowing BatchNumbers
  ) {
    let index = dimension.rawValue
    guard numbers.dimensions[index][local] == 0 else { return }
    guard dimension.isTemplated else { return hashes[index].append(batch.dimensions[index].hash(local)) }
    let template = batch.texts[index].template(local).map {
      numbers.dimensions[Dimension.template.rawValue][$0]
    }
    if let template, template == 0 { return }
    hashes[index].append(DimensionTable.hash(template: template ?? 0, parts: batch.texts[index].hash(local)))
  }
}

extension EventWriter {
  /// Reads ahead what the tables in memory hold of the events in some rows: it is far, and waited for once for all.
  mutating func fetch(_ rows: Range<Int>, of batch: EventBatch, _ numbers: borrowing BatchNumbers) {
    state.fingerprints.fetch(batch.fingerprints[rows])
    for row in rows {
      var place = row * EventBatch.factDimensions.count
      for dimension in EventBatch.factDimensions {
        ahead.note(dimension, Int(batch.facts[place]), batch, numbers)
        place += 1
      }
      let call = Int(batch.calls[row])
      guard numbers.calls[call] == 0 else { continue }
      for index in batch.callRecords[call].requests {
        ahead.note(.resource, Int(batch.callRequests[index].resource), batch, numbers)
        ahead.note(.context, Int(batch.callRequests[index].context), batch, numbers)
      }
    }
    for index in ahead.hashes.indices where !ahead.hashes[index].isEmpty {
      ahead.read ^= state.dimensions[index].fetch(ahead.hashes[index])
      ahead.hashes[index].removeAll(keepingCapacity: true)
    }
  }
}
