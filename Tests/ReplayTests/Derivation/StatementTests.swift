import AuditStore
import Testing

/// Calls with PartiQL statements, each on a table of its own.
struct StatementTests {
  private static let arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/"

  private func requests(
    _ name: String, _ statements: [String], tables: [String] = [], message: String? = nil
  ) -> [String] {
    let member = name == "ExecuteTransaction" ? "transactStatements" : "statements"
    let texts = statements.map { #"{"statement":"\#($0.replacing("\"", with: "\\\""))"}"# }
    let parameters =
      name == "ExecuteStatement"
      ? String(texts[0]) : #"{"\#(member)":[\#(texts.joined(separator: ","))]}"#
    let event = EventText(
      source: "dynamodb.amazonaws.com", name: name, parameters: parameters,
      resources: "[\(tables.map { #"{"accountId":"111122223333","ARN":"\#($0)"}"# }.joined(separator: ","))]",
      errorCode: message == nil ? nil : "AccessDeniedException", errorMessage: message)
    return event.derived().requests.map {
      "\($0.certainty) \($0.action.dropFirst("dynamodb:PartiQL".count)) \($0.resource) \($0.state)"
    }
  }

  @Test func `each statement of a batch is checked on its own table`() {
    #expect(
      requests(
        "BatchExecuteStatement",
        [
          #"INSERT INTO "t" VALUE {'a':?}"#, #"select a, "from" from t2 where a='x from y'"#,
          #"SELECT * FROM "t2""#,
        ],
        tables: [Self.arn + "t", Self.arn + "t2"]) == [
          "certain Select \(Self.arn)t2 exact", "certain Insert \(Self.arn)t exact",
        ])
    #expect(
      requests("ExecuteTransaction", [#"UPDATE "t" SET x=?"#, #"DELETE FROM "t2" WHERE a=?"#])
        == ["certain Update \(Self.arn)t exact", "certain Delete \(Self.arn)t2 exact"])
  }

  @Test func `a statement that reads an index is checked on the index`() {
    for text in [#"SELECT * FROM "t"."gsi" WHERE a=?"#, "SELECT a\nFROM t.gsi", #"SELECT * FROM "t".gsi"#] {
      #expect(
        requests("ExecuteStatement", [text.replacing("\n", with: "\\n")], tables: [Self.arn + "t"])
          == ["certain Select \(Self.arn)t/index/gsi exact"])
    }
  }

  @Test func `the event's own list tells the owner of a table`() {
    let table = "arn:aws:dynamodb:eu-west-1:444455556666:table/t"
    #expect(
      requests("ExecuteStatement", [#"DELETE FROM "t" WHERE a=?"#], tables: [table])
        == ["certain Delete \(table) exact"])
    #expect(
      requests("ExecuteStatement", [#"DELETE FROM "\#(table)" WHERE a=?"#]) == [
        "certain Delete \(table) exact"
      ])
  }

  @Test(arguments: ["EXISTS(SELECT * FROM \"t\")", "SELECT 1", "HIDDEN_DUE_TO_SECURITY_REASONS"])
  func `a statement that cannot be read may be any of each listed table`(text: String) {
    let verbs = ["Select", "Insert", "Update", "Delete"]
    #expect(
      requests(
        "ExecuteTransaction", [text, #"DELETE FROM "t2""#], tables: [Self.arn + "t", Self.arn + "t2"])
        == verbs.flatMap { verb in
          verb == "Delete"
            ? ["certain Delete \(Self.arn)t2 exact", "possible Delete \(Self.arn)t exact"]
            : ["t", "t2"].map { "possible \(verb) \(Self.arn)\($0) exact" }
        })
    #expect(requests("ExecuteStatement", [text]) == verbs.map { "possible \($0)  unknown" })
  }

  @Test func `a denial names the table of one statement`() {
    #expect(
      requests(
        "BatchExecuteStatement", [#"SELECT * FROM "t""#, #"SELECT * FROM "t2""#],
        message:
          "User: x is not authorized to perform: dynamodb:PartiQLSelect on resource: \(Self.arn)t2 because no "
          + "identity-based policy allows the dynamodb:PartiQLSelect action")
        == ["certain Select \(Self.arn)t2 message", "possible Select \(Self.arn)t exact"])
  }

  @Test func `of more tables than are kept the others may be any`() {
    let statements = (0..<80).map { #"UPDATE "t\#($0)" SET x=1"# }
    let found = requests("ExecuteTransaction", statements)
    #expect(found.count == 51)
    #expect(found[49] == "certain Update \(Self.arn)t49 exact")
    #expect(found.last == "certain Update \(Self.arn)* partial")
    #expect(requests("ExecuteTransaction", Array(statements[..<50]) + Array(statements[..<30])).count == 50)
    for text in [#"UPDATE "arn:aws:dynamodb:eu-west-1:444455556666:table/t" SET x=1"#, "unreadable"] {
      let found = requests("ExecuteTransaction", statements + [text])
      #expect(found.last { $0.hasPrefix("certain") } == "certain Update  unknown")
    }
  }

  @Test(arguments: [
    "SELECT * FROM Täble", "SELECT * FROM t'x", "SELECT * FROM t.gsiä", "SELECT -- FROM x\\n * FROM t",
    "SELECT /* FROM x */ * FROM t", "UPDATE t--x\\n SET a=1",
  ])
  func `a name that other text follows, or a comment, makes a statement unreadable`(text: String) {
    #expect(
      requests("ExecuteStatement", [text])
        == ["Select", "Insert", "Update", "Delete"].map { "possible \($0)  unknown" })
  }

  @Test(arguments: [
    "SELECT * FROM t", "SELECT * FROM t[0]", "SELECT '-- FROM x' FROM t;", "SELECT a FROM t\\t",
  ])
  func `a name without quotes ends where the grammar lets it end`(text: String) {
    #expect(requests("ExecuteStatement", [text]) == ["certain Select \(Self.arn)t exact"])
  }
}
