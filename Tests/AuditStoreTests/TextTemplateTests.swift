import CloudTrail
import IAMPolicy
import TestSupport
import Testing

@testable import AuditStore

/// Texts that are stored as templates and values.
struct TextTemplateTests {
  /// Texts of one event, as they stand in its record.
  struct Texts {
    var identity: String
    var message: String
    var parameters: String
    var context: String

    init(_ random: inout HostileTexts) {
      identity = random.identity()
      message = random.message()
      parameters = random.parameters()
      context = random.context()
    }

    func event(_ number: Int) -> String {
      #"{"userIdentity":\#(identity),"eventID":"e-\#(number)","eventSource":"sts.amazonaws.com","#
        + #""errorMessage":"\#(message)","requestParameters":\#(parameters),"#
        + #""responseElements":{"credentials":{"accessKeyId":"ASIA\#(number)"}}}"#
    }
  }

  /// A database of one event for each of the texts.
  static func store(_ texts: [Texts], _ path: String) throws {
    var batch = EventBatch()
    batch.begin(
      FileStart(path: "a", size: 1, modified: 1, digest: SHA256Digest(of: [1]), window: TimeWindow()))
    for (index, text) in texts.enumerated() {
      var call = CallBytes()
      call.begin(.principal, recorded: .allowed)
      call.setContext { $0.append(Array(text.context.utf8)) }
      call.addRequest(.certain, action: RequestPart([0x61]), state: .star, account: nil) { $0.append(0x2A) }
      let isAdded: Void? = RawEvent.withEvent(Array(text.event(index).utf8)) {
        batch.append($0, call, at: LogPosition(record: index + 1, offset: 0))
      }
      try #require(isAdded != nil)
    }
    batch.updateSection { $0.end = FileEnd(isGzip: false) }
    var writer = try EventWriter(AuditDatabase(path: path, access: .write), derivation: 1)
    try writer.write(batch)
    try writer.finish()
  }

  /// What is read of the texts, event by event, in all the ways there are.
  static func read(_ path: String) throws -> [[[String?]]] {
    let database = try AuditDatabase(path: path, access: .read)
    var found: [[[String?]]] = []
    var whole: [Dimension: [Int: String]] = [:]
    for dimension in [Dimension.identity, .error, .context] {
      try database.scanTexts(dimension) { whole[dimension, default: [:]][$0] = $1?.text }
    }
    var events: [EventRow] = []
    try database.scanEvents { events.append($0) }
    var issuances: [Int: String?] = [:]
    try database.scanIssuances { issuances.updateValue($0.parameters?.text, forKey: $0.eventRow) }
    var requests: [Int: Int] = [:]
    try database.scanCalls { requests[$0] = $1.requests[0].context }
    for event in events {
      let context = requests[event.call] ?? 0
      found.append([
        try database.values(of: .identity, row: event.identity), [whole[.identity]?[event.identity]],
        try database.values(of: .error, row: event.error), [whole[.error]?[event.error]],
        try database.values(of: .context, row: context), [whole[.context]?[context]],
        [issuances[event.id] ?? "no issuance"],
      ])
    }
    return found
  }

  private static func expected(_ text: Texts) throws -> [[String?]] {
    let identity = text.identity == "null" ? nil : text.identity
    let parameters = text.parameters == "null" ? nil : text.parameters
    let message = try #require(RawJSON.withRaw(Array("\"\(text.message)\"".utf8)) { $0.string() } ?? nil)
    return [
      [identity], [identity], [nil, message], [message], [text.context], [text.context], [parameters],
    ]
  }

  @Test(arguments: 1...12)
  func `every text is read again byte for byte`(seed: UInt64) throws {
    let folder = try TemporaryDirectory()
    var random = HostileTexts(seed: seed)
    let texts = (0..<60).map { _ in Texts(&random) }
    try Self.store(texts, folder.path + "/a.db")
    let found = try Self.read(folder.path + "/a.db")
    #expect(found.count == texts.count)
    for (text, found) in zip(texts, found) { #expect(try found == Self.expected(text), "seed \(seed)") }
  }

  @Test(arguments: 1...6)
  func `the views show of a template what SQLite reads in the whole text`(seed: UInt64) throws {
    let folder = try TemporaryDirectory()
    var random = HostileTexts(seed: seed + 100)
    let texts = (0..<60).map { _ in Texts(&random) }
    try Self.store(texts, folder.path + "/a.db")
    let database = try AuditDatabase(path: folder.path + "/a.db", access: .read)
    let shown = try database.rows(
      "SELECT user_identity_type, principal_arn, user_identity_arn, account_id, access_key_id, mfa_authenticated, "
        + "error_message FROM events ORDER BY event_rowid")
    let contexts = try database.rows("SELECT context FROM requests ORDER BY event_rowid")
    for (index, text) in texts.enumerated() {
      let json =
        "'" + text.identity.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        + "'"
      let arn = "json_extract(\(json), '$.arn')"
      let rows = try database.rows(
        "SELECT json_extract(\(json), '$.type'), "
          + "coalesce(json_extract(\(json), '$.sessionContext.sessionIssuer.arn'), \(arn)), \(arn), "
          + "json_extract(\(json), '$.accountId'), json_extract(\(json), '$.accessKeyId'), "
          + "json_extract(\(json), '$.sessionContext.attributes.mfaAuthenticated')")
      #expect(Array(shown[index].dropLast()) == rows[0], "seed \(seed): \(text.identity)")
      #expect(try shown[index].last == .text(Self.expected(text)[3][0] ?? ""))
      #expect(contexts[index] == [.text(text.context)])
    }
  }

  @Test(arguments: 1...4)
  func `a database of version 5 holds the same texts when it is brought up to date`(seed: UInt64) throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    var random = HostileTexts(seed: seed + 200)
    try Self.store((0..<60).map { _ in Texts(&random) }, path)
    let before = try Self.read(path)
    try SQL.run(OldDatabase.wholeTexts, path)
    #expect(throws: StoreError.self) { _ = try AuditDatabase(path: path, access: .read) }
    _ = try AuditDatabase(path: path, access: .write)
    #expect(try Self.read(path) == before)
    let database = try AuditDatabase(path: path, access: .read)
    #expect(try database.rows(withID: "e-7").map(\.row) == [8])
    #expect(try database.connection.integer("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'old%'") == 0)
  }

  @Test func `contexts with values are read as their whole texts are`() throws {
    let folder = try TemporaryDirectory()
    for seed in 1...6 as ClosedRange<UInt64> {
      let path = folder.path + "/\(seed).db"
      var random = HostileTexts(seed: seed + 300)
      let texts = (0..<60).map { _ in Texts(&random) }
      try Self.store(texts, path)
      let database = try AuditDatabase(path: path, access: .read)
      var templates: [Int: ContextTemplate] = [:]
      try database.scanTexts(.context) { _, context in
        guard let context else { return }
        let template = templates[context.template] ?? ContextTemplate(of: context)
        templates[context.template] = template
        var facts = template.facts
        for place in template.places { facts[place.fact].value = .value(context.value(place.value).string()) }
        #expect(facts == ContextCoding.decode(context.text))
      }
    }
  }

  private static func session(_ name: String, _ key: String, _ date: String) -> String {
    #"{"type":"AssumedRole","principalId":"AROAEXAMPLE:\#(name)","#
      + #""arn":"arn:aws:sts::111122223333:assumed-role/app/\#(name)","accessKeyId":"\#(key)","#
      + #""sessionContext":{"attributes":{"creationDate":"\#(date)","mfaAuthenticated":"false"}}}"#
  }

  /// The template of an identity with its values.
  private static func split(_ identity: String) -> [String?] {
    var splitter = TextSplitter()
    _ = RawJSON.withRaw(Array(identity.utf8)) { splitter.split(identity: $0) }
    return DimensionKey.texts(splitter.template[...]) + DimensionKey.texts(splitter.values[...])
  }

  @Test func `sessions of a role share a template`() {
    let one = Self.split(Self.session("ann", "ASIAONE", "2026-09-01T00:00:00Z"))
    let other = Self.split(Self.session("bob@example.com", "ASIATWO", "2026-09-02T00:00:00Z"))
    #expect(one[0] == other[0])
    #expect(one[0] == Self.session("\u{80}", "ASIA\u{81}", "\u{82}"))
    #expect(one.dropFirst() == ["ann", "ONE", "2026-09-01T00:00:00Z", ""])
    #expect(other.dropFirst() == ["bob@example.com", "TWO", "2026-09-02T00:00:00Z", ""])
  }

  @Test(arguments: [
    #"{"principalId":"A:ann","principalId":"A:ann"}"#, #"{"principalId":7,"accessKeyId":"ASIAONE"}"#,
    #"{"arn":"arn:aws:sts::1:assumed-role/app/ann"}"#, "[]", #"{"accessKeyId":"ASIA****"}"#, #""A:ann""#,
    #"{"principalId":":ann"}"#,
  ])
  func `what is not plainly a session is its own template`(identity: String) {
    #expect(Self.split(identity) == [identity, "", "", "", ""])
  }

  @Test(arguments: ["\u{82}", #"\u0082"#])
  func `a text that holds a mark is its own template`(mark: String) {
    let identity = #"{"principalId":"A:ann","x":"\#(mark)"}"#
    #expect(Self.split(identity) == [identity, "\u{80}", "\u{81}", "\u{82}", "\u{83}"])
  }

  @Test func `a refusal is taken apart into caller, action and resource`() {
    let text =
      "User: arn:aws:sts::1:assumed-role/app/ann is not authorized to perform: s3:GetObject on resource: "
      + "arn:aws:s3:::b/k because no identity-based policy allows the s3:GetObject action"
    var splitter = TextSplitter()
    TextSlice.with(Array(text.utf8)) { splitter.split(message: $0) }
    #expect(DimensionKey.texts(splitter.values[...]) == ["ann", "s3:GetObject", "arn:aws:s3:::b/k", ""])
    #expect(
      DimensionKey.texts(splitter.template[...]) == [
        "User: arn:aws:sts::1:assumed-role/app/\u{80} is not authorized to perform: \u{81} on resource: \u{82} "
          + "because no identity-based policy allows the \u{81} action"
      ])
  }
}
