import AuditStore
import IAMPolicy
import Testing

struct ContextCodingTests {
  static let facts = [
    ContextFact(key: "a", value: .known(["x \"quoted\" \\ \u{1} é"])),
    ContextFact(key: "b", value: .known(["1", "2"])),
    ContextFact(key: "c", value: .known([])),
    ContextFact(key: "d", value: .absent),
    ContextFact(key: "e", value: .present),
    ContextFact(key: "f", value: .unknown),
    ContextFact(key: "g", value: .oneOf([.absent, .value("false"), .known(["1", "2"])])),
  ]

  @Test func `context facts are stored and read back`() {
    let json = ContextCoding.encode(Self.facts)
    #expect(ContextCoding.decode(json) == Self.facts)
    #expect(ContextCoding.encode([]) == "{}")
  }
}
