import CloudTrail
import TestSupport
import Testing

@testable import AuditStore

/// Identities that a batch looks for by a guess of their number.
struct IdentityGuessTests {
  private func identity(_ name: String) -> String {
    #"{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/\#(name)"}"#
  }

  /// The identities of events, in their order, that were added with these guesses.
  private func identities(_ events: [(name: String?, guess: Int)]) throws -> [String?] {
    var batch = EventBatch()
    batch.begin(nil)
    for (index, event) in events.enumerated() {
      var call = CallBytes()
      call.identityGuess = event.guess
      let member = event.name.map { #""userIdentity":\#(identity($0)),"# } ?? ""
      let text = "{\(member)\"eventID\":\"e-\(index)\"}"
      let isAdded: Void? = RawEvent.withEvent(Array(text.utf8)) {
        batch.append($0, call, at: LogPosition(record: index + 1, offset: 0))
      }
      try #require(isAdded != nil)
    }
    let place = try #require(EventBatch.factDimensions.firstIndex(of: .identity))
    return (0..<batch.count).map { row in
      let number = Int(batch.facts[row * EventBatch.factDimensions.count + place])
      return DimensionKey.texts(batch.dimensions[Dimension.identity.rawValue].bytes(number))[0]
    }
  }

  @Test func `a guess that holds finds the identity again`() throws {
    #expect(try identities([("ann", 3), ("ann", 3)]) == [identity("ann"), identity("ann")])
  }

  @Test func `a guess that does not hold changes nothing but the next guess`() throws {
    let events: [(name: String?, guess: Int)] = [
      ("ann", 0), ("bob", 0), ("ann", 0), ("anna", 0), ("an", 0), ("bob", 7), ("ann", 7), (nil, 7),
      ("ann", -1),
      ("bob", 1_000),
    ]
    #expect(try identities(events) == events.map { $0.name.map { identity($0) } })
  }

  @Test func `identities of equal length are told apart under one guess`() throws {
    let names = (0..<40).map { "user\(10 + $0 % 7)" }
    #expect(try identities(names.map { ($0, 2) }) == names.map { identity($0) })
  }
}
