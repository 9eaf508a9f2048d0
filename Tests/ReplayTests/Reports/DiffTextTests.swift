import Testing

@testable import Replay

struct DiffTextTests {
  @Test(arguments: [40, 80, 120])
  func `no line is wider than the terminal`(width: Int) async throws {
    var world = try DiffWorld()
    let role =
      "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Developer_0123456789abcdef"
    world.add("s3", "ListBuckets", identity: DiffWorld.session(issuer: role))
    world.addObject(String(repeating: "long/", count: 40))
    let change = try world.change(
      "scp:Lock@*",
      #"{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"#
        + #""arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_OrganizationAdministrator_*"}}}"#
    )
    let text = DiffTextRenderer(width: width).render(try await world.report(change))
    let lines = text.split(separator: "\n").filter { !$0.contains("Result") && !$0.hasSuffix("by the log") }
    #expect(lines.filter { $0.count > max(width, 68) } == [])
  }

  @Test(arguments: [
    ("arn:aws:iam::1:role/team/app", 20, ["arn:aws:iam::1:role/", "team/app"]),
    ("abcdefghijkl", 5, ["abcde", "fghij", "kl"]), ("one two three", 7, ["one two", "three"]),
  ])
  func `long words are broken behind a separator`(text: String, width: Int, lines: [String]) {
    #expect(
      TextFormat.wrapped(text, width: width, indent: 0).split(separator: "\n").map(String.init) == lines)
  }

  @Test func `of a name without end the start is shown, with how long it is`() {
    let name = String(repeating: "a", count: 1_000_000)
    let shown = TextFormat.wrapped("x \(name) y", width: 80, indent: 0).split(separator: "\n")
    #expect(shown.allSatisfy { $0.utf8.count <= 80 })
    #expect(shown.joined().filter { $0 == "a" }.count < 2_010)
    #expect(shown.joined(separator: " ").contains("... (1,000,000 characters) y"))
    let mark = "a" + String(repeating: "\u{301}", count: 100_000)
    #expect(TextFormat.wrapped(mark, width: 80, indent: 0).unicodeScalars.count < 2_050)
    let fitting = String(repeating: "b", count: 2_000)
    #expect(TextFormat.wrapped(fitting, width: 4_000, indent: 0) == fitting)
  }

  @Test func `a line and column stay with their file`() {
    let folder = "SampleLogs/policies/accounts/333344445555/"
    let place = folder + "authorization-details.json:983:15)"
    for width in folder.count + 27..<place.count {
      #expect(
        TextFormat.wrapped(place, width: width, indent: 0)
          == folder + "\nauthorization-details.json:983:15)")
    }
  }

  @Test func `a list shows as many names as it is asked for`() async throws {
    var world = try DiffWorld()
    for number in 0..<7 { world.addObject("k\(number)") }
    let change = try world.change("scp:Lock@*", DiffWorld.denyAll)
    let report = try await world.report(change)
    #expect(DiffTextRenderer().render(report).contains("and 2 more (--limit)"))
    var renderer = DiffTextRenderer()
    renderer.maximumNames = .max
    #expect(!renderer.render(report).contains("more (--limit)"))
  }

  @Test(arguments: [
    ("aws:principaltag/cost center", "--assume 'aws:principaltag/cost center=VALUE' settles it"),
    ("aws:principaltag/a=b", nil), ("", nil), ("policy:x", nil), ("key:x", nil),
  ])
  func `an assumption is advised only of a key that it can name`(key: String, option: String?) {
    #expect(
      FactText.explained("key:\(key)") == "key:\(key), not in the log" + (option.map { "; \($0)" } ?? ""))
  }

  @Test func `who compares stored replays is told to make them with an assumption`() {
    #expect(
      FactText.explained("key:aws:sourcevpc", isStored: true)
        == "key:aws:sourcevpc, not in the log; replays made with --assume aws:sourcevpc=VALUE settle it")
  }

  @Test(arguments: [
    ("key:aws:sourcevpc", "--assume aws:sourcevpc=VALUE"), ("policy:session", "the session's policies"),
    ("target:scp:X@r-1", "whether the change reaches it"), ("unheard-of", "unheard-of"),
  ])
  func `a fact is explained`(fact: String, words: String) {
    #expect(FactText.explained(fact).hasPrefix(fact))
    #expect(FactText.explained(fact).contains(words))
  }
}
