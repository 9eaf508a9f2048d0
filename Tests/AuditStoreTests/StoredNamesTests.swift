import AuditStore
import Testing

struct StoredNamesTests {
  @Test func `stored numbers never change their meaning`() {
    #expect(EventClass.allCases.map { $0.rawValue } == Array(0..<UInt8(EventClass.allCases.count)))
    #expect(EventClass(rawValue: 3)?.name == "service-linked-role")
    #expect(RecordedDecision(rawValue: 1) == .denied)
    #expect(RecordedLayer(rawValue: 9) == .scpExplicit)
    #expect(ResourceState(rawValue: 3) == .star)
    #expect(Certainty(rawValue: 1) == .possible)
  }

  @Test func `every class has a name of its own`() {
    #expect(Set(EventClass.allCases.map { $0.name }).count == EventClass.allCases.count)
  }
}
