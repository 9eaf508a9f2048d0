import CloudTrail
import TestSupport
import Testing

@testable import AuditStore

/// Identities and kinds that a batch knows by the numbers that caches gave them.
struct CachedNumberTests {
  private struct Sample {
    var name: String? = "ann"
    var readOnly: String?
    var identity: CachedNumber?
    var kind: CachedNumber?

    var identityJSON: String? {
      name.map { #"{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/\#($0)"}"# }
    }

    func event(_ number: Int) -> String {
      let identity = identityJSON.map { #""userIdentity":\#($0),"# } ?? ""
      let readOnly = readOnly.map { #""readOnly":\#($0),"# } ?? ""
      return #"{\#(identity)\#(readOnly)"eventSource":"s3.amazonaws.com","eventName":"GetObject","#
        + #""eventID":"e-\#(number)"}"#
    }
  }

  /// What the database holds of each event's identity and of whether it only reads.
  private func stored(_ samples: [Sample]) throws -> [[String?]] {
    let folder = try TemporaryDirectory()
    var batch = EventBatch()
    batch.begin(
      FileStart(path: "a", size: 1, modified: 1, digest: SHA256Digest(of: [1]), window: TimeWindow()))
    for (index, sample) in samples.enumerated() {
      var call = CallBytes()
      call.identityNumber = sample.identity
      call.kindNumber = sample.kind
      let isAdded: Void? = RawEvent.withEvent(Array(sample.event(index).utf8)) {
        batch.append($0, call, at: LogPosition(record: index + 1, offset: 0))
      }
      try #require(isAdded != nil)
    }
    batch.updateSection { $0.end = FileEnd(isGzip: false) }
    let path = folder.path + "/a.db"
    var writer = try EventWriter(AuditDatabase(path: path, access: .write), derivation: 1)
    try writer.write(batch)
    try writer.finish()
    let database = try AuditDatabase(path: path, access: .read)
    var events: [EventRow] = []
    try database.scanEvents { events.append($0) }
    return try events.map { event in
      try [
        database.values(of: .identity, row: event.identity)[0],
        database.values(of: .kind, row: event.kind)[4],
      ]
    }
  }

  private func expected(_ samples: [Sample]) -> [[String?]] {
    samples.map { [$0.identityJSON, $0.readOnly?.replacing("\"", with: "")] }
  }

  @Test func `identities are told apart by their numbers, and known without one`() throws {
    let cache = CachedNumber.Generation()
    let samples: [Sample] = [("ann", 3), ("bob", 0), ("ann", 3), (nil, nil), ("bob", 0), ("ann", nil)].map {
      Sample(name: $0.0, identity: $0.1.map { CachedNumber($0, in: cache) })
    }
    #expect(try stored(samples) == expected(samples))
  }

  @Test func `a cache that was emptied gives its numbers to other identities`() throws {
    let caches = [CachedNumber.Generation(), CachedNumber.Generation()]
    let samples = [("ann", 0, 0), ("bob", 1, 0), ("ann", 1, 1), ("ann", 0, 0), ("carl", 1, 2)].map {
      Sample(name: $0.0, identity: CachedNumber($0.2, in: caches[$0.1]))
    }
    #expect(try stored(samples) == expected(samples))
  }

  @Test func `a kind's number leaves open whether it only reads`() throws {
    let cache = CachedNumber.Generation()
    let samples = [nil, "true", "false", "\"true\"", "true", "7", nil, "false"].map {
      Sample(readOnly: $0, kind: CachedNumber(1, in: cache))
    }
    #expect(try stored(samples) == expected(samples))
  }
}
