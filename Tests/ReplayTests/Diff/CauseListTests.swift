import AuditStore
import JSON
import TestSupport
import Testing

@testable import Replay

/// What a cause lists and counts where many statements meet many resources.
struct CauseListTests {
  private static func deny(_ sid: String, _ resource: String = "*", condition: String = "") -> String {
    #"{"Sid":"\#(sid)","Effect":"Deny","Action":"s3:GetObject","Resource":"\#(resource)"\#(condition)}"#
  }

  private func report(_ statements: String...) async throws -> DiffReport {
    var world = try DiffWorld()
    for number in 1...1100 { world.addObject("k\(number)", in: number > 1050 ? "c" : "b") }
    for _ in 1...3 { world.addObject("k1075", in: "c") }
    return try await world.report(try world.change("scp:Lock@*", statements.joined(separator: ",")))
  }

  @Test func `a cause lists its first thousand resources and counts all`() async throws {
    let report = try await report(Self.deny("All"), Self.deny("Some", "arn:aws:s3:::c/*"))
    let causes = report.causes
    #expect(causes.map { $0.reason.statement } == ["All", "Some"])
    #expect(causes.map { $0.count.requests } == [1100, 50])
    #expect(causes.map { $0.count.events } == [1103, 53])
    #expect(causes.map { $0.resources.count } == [1000, 50])
    #expect(causes.map { $0.moreResources } == [100, 0])
    #expect(causes.allSatisfy { $0.resources.first == NamedCount(name: "arn:aws:s3:::c/k1075", count: 4) })
    // Of those with one event each the first by their names.
    let names = (1...1050).map { "arn:aws:s3:::b/k\($0)" }.sorted()
    #expect(causes[0].resources.dropFirst().map { $0.name } == Array(names.prefix(999)))
    #expect(report.summary[.revoked]?.requests == 1100)
  }

  @Test func `every format says how many resources are not listed`() async throws {
    let report = try await report(Self.deny("All"))
    let json = DiffJSONRenderer.render(report)
    #expect(json.contains(#""moreResources": 100"#))
    #expect(!json.contains("moreDependsOn"))
    let value = try JSONReader.parse(Array(json.utf8))
    #expect(JSONSchema(try JSONReader.parse(Array(DiffJSONSchema.text.utf8))).faults(in: value) == [])
    #expect(DiffTextRenderer().render(report).contains("and 1,095 more (--limit)"))
    var whole = DiffTextRenderer()
    whole.maximumNames = .max
    #expect(whole.render(report).contains("and 100 more\n"))
    #expect(DiffMarkdownRenderer(names: 5).render(report).contains("and 1,095 more"))
    #expect(DiffHTMLRenderer(names: 20).render(report).contains("and 1,080 more"))
    #expect(DiffCSVRenderer.render(report).contains(";and 100 more"))
  }

  @Test func `a request that some statements meet in only some of its events counts once`() async throws {
    var world = try DiffWorld()
    world.addObject("k")
    world.addObject("k", identity: DiffWorld.session())
    world.add(
      "s3", "GetObject", parameters: #"{"bucketName":"b","key":"k"}"#,
      more: ["userAgent": #""other/1""#, "eventCategory": #""Data""#])
    let condition = #","Condition":{"StringLike":{"aws:UserAgent":"aws-cli/*"}}"#
    let statements = [
      Self.deny("All"), Self.deny("CLI", condition: condition), Self.deny("Again", condition: condition),
    ]
    let report = try await world.report(
      try world.change("scp:Lock@*", statements.joined(separator: ",")))
    let causes = report.causes.sorted { $0.reason.statement ?? "" < $1.reason.statement ?? "" }
    #expect(causes.map { $0.reason.statement } == ["Again", "All", "CLI"])
    #expect(causes.map { $0.count.events } == [2, 3, 2])
    #expect(causes.map { $0.count.requests } == [2, 2, 2])
    #expect(causes.map { $0.resources.map { $0.count } } == [[2], [3], [2]])
    #expect(causes.map { $0.comparisons.map { $0.actual.map { $0.count } } } == [[[2]], [], [[2]]])
  }

  @Test(arguments: 1...20)
  func `the first of a ranking are those of the whole ranking`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var counts: [Int32: Int] = [:]
    for number in 0..<Int32.random(in: 1...400, using: &random) {
      counts[number] = Int.random(in: 1...5, using: &random)
    }
    let name = { (number: Int32) in ExactText("n\(number &* 7919 % 401)") }
    let whole = NamedCount.ranked(counts.map { (name($0.key), $0.value) })
    for most in [1, 7, 50, 400] {
      #expect(NamedCount.ranked(counts, most: most, name) == Array(whole.prefix(most)))
    }
  }
}
