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

  @Test(arguments: [40, 80, 132])
  func `help stays within the terminal`(width: Int) {
    for command in Self.root.subcommands {
      let text = HelpText(path: [Self.root, command], width: width).text
      let body = text.split(separator: "\n").filter { $0.hasPrefix(String(repeating: " ", count: 26)) }
      #expect(body.allSatisfy { $0.count <= max(width, 26 + 20 + 20) })
      #expect(text.split(separator: "\n").first?.count ?? 0 <= width)
    }
  }
}
