import Testing

@testable import retrial

struct ArgumentParserTests {
  static let root = CommandSpec(
    name: "retrial", abstract: "Test.", subcommands: [Commands.ingest, Commands.diff, Commands.policies])

  private func parse(_ arguments: String...) throws -> ParsedArguments {
    try ArgumentParser.parse(arguments, root: Self.root)
  }

  @Test func `options take their value in both forms`() throws {
    let parsed = try parse("diff", "--db", "a.db", "--change=scp:x@*=f.json", "--change", "scp:y@*=g.json")
    #expect(parsed.value("db") == "a.db")
    #expect(parsed.values("change") == ["scp:x@*=f.json", "scp:y@*=g.json"])
    #expect(parsed.value("format") == "text")
  }

  @Test func `two hyphens end the options`() throws {
    #expect(try parse("ingest", "--", "--odd").positionals == ["--odd"])
  }

  @Test func `a lone hyphen is an argument`() throws {
    #expect(try parse("ingest", "-").positionals == ["-"])
  }

  @Test(arguments: [
    (["diff", "--polices", "x"], "Unknown option '--polices'. Did you mean '--policies'?"),
    (["difff"], "Unknown command 'difff'. Did you mean 'diff'?"),
    (["ingest"], "Missing expected argument '<path>'."),
    (["diff", "a", "b", "extra"], "Unexpected argument 'extra'."),
    (["diff", "--db"], "Missing value for '--db <file>'."),
    (["diff", "--db", "a", "--db", "b"], "'--db' can be given only once."),
    (
      ["diff", "--format", "xml"],
      "The value 'xml' is invalid for '--format'; it must be one of: text, json, markdown, html, csv, sarif. Did you mean 'html'?"
    ),
    (["ingest", "--strict=1", "x"], "'--strict' takes no value."),
    (["policies"], "Missing subcommand: one of check."),
    (["-x"], "Unknown option '-x'."),
  ])
  func `a wrong command line says what is wrong`(arguments: [String], message: String) {
    let error = #expect(throws: UsageError.self) { try ArgumentParser.parse(arguments, root: Self.root) }
    #expect(error?.message == message)
  }

  @Test func `the word help is the option before it is a command`() throws {
    #expect(try parse("help").wantsHelp)
    let ofDiff = try parse("help", "diff")
    #expect(ofDiff.wantsHelp)
    #expect(ofDiff.path.map { $0.name } == ["retrial", "diff"])
    #expect(try parse("ingest", "help").wantsHelp == false)
    #expect(throws: UsageError.self) { try parse("help", "difff") }
  }

  @Test(arguments: [40, 80, 132])
  func `help stays within the terminal`(width: Int) {
    for command in Self.root.subcommands {
      let text = HelpText(path: [Self.root, command], width: width).text
      let body = text.split(separator: "\n").filter { $0.hasPrefix(String(repeating: " ", count: 26)) }
      #expect(body.allSatisfy { $0.count <= max(width, 26 + 20 + 20) })
      #expect(text.split(separator: "\n").first?.count ?? 0 <= width)
    }
  }

  private static func paths(_ path: [CommandSpec]) -> [[CommandSpec]] {
    [path] + (path.last?.subcommands ?? []).flatMap { paths(path + [$0]) }
  }

  @Test(arguments: paths([Commands.root]))
  func `no line of a help is wider than 80 columns`(path: [CommandSpec]) {
    let lines = HelpText(path: path, width: 80).text.split(separator: "\n")
    #expect(lines.filter { $0.count > 80 } == [])
  }

  @Test func `the options of a command go over to the one that explains its events`() throws {
    let parsed = try ArgumentParser.parse(
      ["diff", "--change", "a=b", "--db", "x.db", "--limit", "3", "--change=c=d", "--assume", "k=v"],
      root: Commands.root)
    #expect(
      parsed.explaining == ["--db", "x.db", "--change", "a=b", "--change", "c=d", "--assume", "k=v"])
    _ = try ArgumentParser.parse(["explain", "id"] + parsed.explaining, root: Commands.root)
    #expect(
      try ArgumentParser.parse(["denials", "--policies", "p"], root: Commands.root).explaining
        == ["--policies", "p"])
  }
}
