/// Random texts that are hard to take apart and put together again.
public struct HostileTexts {
  private var random: SeededGenerator

  /// Starts the sequence of a seed.
  public init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private mutating func pick<Value>(_ values: [Value], _ fallback: Value) -> Value {
    values.randomElement(using: &random) ?? fallback
  }

  /// The inside of a JSON string.
  private mutating func inner() -> String {
    pick(
      [
        "", "a", "Ann", "ann@example.com", "i-0123456789abcdef0", #"\u0001"#, #"\u0080"#, #"a\"b"#, #"\\"#,
        #"x\/y"#, "é", "名", "\u{80}", "\u{81}", "a\u{82}b", "\u{83}", "\u{84}", "\u{7F}", "a:b", ":", "/",
        "a/b",
        "ASIA", "EXAMPLE", #"\u0041SIAEXAMPLE"#, #"AS\u0049AEXAMPLE"#, "2026-09-01T00:00:00Z",
        "HIDDEN_DUE_TO_SECURITY_REASONS", "***", "'", "%", "{}",
        "[\u{C2}]",
        String(repeating: "long", count: 5_000),
      ], "a")
  }

  private mutating func string() -> String { "\"" + inner() + "\"" }

  private mutating func value() -> String {
    pick([string(), "5", "null", "true", "[]", "{}", "[\(string())]", "{\"arn\":\(string())}"], "0")
  }

  private mutating func object(_ members: [(String, String)]) -> String {
    var members = members
    if Int.random(in: 0..<12, using: &random) == 0 { members.shuffle(using: &random) }
    if Int.random(in: 0..<12, using: &random) == 0, let member = members.randomElement(using: &random) {
      members.append((member.0, value()))
    }
    if Int.random(in: 0..<12, using: &random) == 0, !members.isEmpty { members.removeFirst() }
    let space = pick(["", "", "", " ", "\n\t"], "")
    return "{" + members.map { "\"\($0.0)\":\(space)\($0.1)" }.joined(separator: ",\(space)") + "}"
  }

  /// A `userIdentity`, mostly like that of a role's session.
  public mutating func identity() -> String {
    if Int.random(in: 0..<20, using: &random) == 0 { return value() }
    let name = pick(["ann", "bob@example.com", inner()], "ann")
    let role = pick(["app", "app", "Admin", inner()], "app")
    let end = pick([name, name, name, inner()], name)
    let attributes = object([
      ("mfaAuthenticated", "\"false\""),
      ("creationDate", pick(["\"2026-09-01T00:00:00Z\"", "\"2026-09-02T10:11:12Z\"", value()], "1")),
    ])
    let issuer = object([
      ("type", "\"Role\""), ("principalId", "\"AROAEXAMPLE\""),
      ("arn", "\"arn:aws:iam::111122223333:role/\(role)\""),
    ])
    let id = "\"AROAEXAMPLE:\(name)\""
    let arn = "\"arn:aws:sts::111122223333:assumed-role/\(role)/\(end)\""
    return object([
      ("type", pick(["\"AssumedRole\"", "\"AssumedRole\"", value()], "1")),
      ("principalId", pick([id, id, id, value()], id)), ("arn", pick([arn, arn, arn, value()], arn)),
      ("accountId", "\"111122223333\""),
      ("accessKeyId", pick(["\"ASIAEXAMPLE\"", "\"ASIA\(inner())\"", value()], "1")),
      ("sessionContext", object([("sessionIssuer", issuer), ("attributes", attributes)])),
    ])
  }

  /// The parameters of a call that issues credentials.
  public mutating func parameters() -> String {
    if Int.random(in: 0..<20, using: &random) == 0 { return value() }
    return object([
      ("roleArn", "\"arn:aws:iam::111122223333:role/app\""), ("roleSessionName", string()),
      ("externalId", value()), ("name", value()), ("policy", string()),
    ])
  }

  /// A message that refuses a call, escaped for JSON.
  public mutating func message() -> String {
    let action = pick(["s3:GetObject", "ec2:RunInstances", inner()], "s3:GetObject")
    let resource = pick([" on resource: arn:aws:s3:::b/\(inner())", " on resource: ", ""], "")
    let reason = pick(
      [" because no policy allows the \(action) action", " with an explicit deny", inner()], "")
    return pick(
      [
        "User: arn:aws:sts::111122223333:assumed-role/app/\(inner()) is not authorized to perform: \(action)\(resource)\(reason)",
        inner(), " is not authorized to perform: ", "/x is not authorized to perform: \(action)",
      ], "")
  }

  /// A context as requests have it.
  public mutating func context() -> String {
    let keys = (0..<Int.random(in: 0..<8, using: &random)).map { "k:\($0)" }
    return "{" + keys.map { "\"\($0)\":\(value())" }.joined(separator: ",") + "}"
  }
}
