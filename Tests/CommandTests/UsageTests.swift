import Glibc
import Replay
import TestSupport
import Testing

@testable import retrial

/// Values that cannot be used are errors of the command line, whatever the files hold.
struct UsageTests {
  private func parse(_ arguments: [String]) throws -> ParsedArguments {
    try ArgumentParser.parse(arguments, root: Commands.root)
  }

  @Test(arguments: [
    ([], "Missing option '--change <target=file>' or '--change-dir <dir>', or the names of two replays."),
    (["a"], "Missing expected argument '<new>': two stored replays are compared."),
    (
      ["a", "b", "--change", "scp:x@*=-"],
      "'--change' cannot stand beside the names of replays, which were made with their own."
    ),
    (
      ["--change", "bogus"],
      "The value 'bogus' is invalid for '--change': it must have the form TARGET=FILE, such as scp:NAME@NODE=FILE."
    ),
    (
      ["--change", "scp:x=-"],
      "The value 'scp:x=-' is invalid for '--change': `scp:x` must say where it is attached: NAME@NODE, or NAME@*."
    ),
    (
      ["--change", "resource:bucket=-"],
      "The value 'resource:bucket=-' is invalid for '--change': `bucket` is no ARN; did you mean "
        + "`arn:aws:s3:::bucket`?"
    ),
    (
      ["--change", "resource:arn:aws:s3=-"],
      "The value 'resource:arn:aws:s3=-' is invalid for '--change': `arn:aws:s3` is no ARN."
    ),
    (
      ["--change", "boundary:arn:aws:iam::33334444555:role/app=-"],
      "The value 'boundary:arn:aws:iam::33334444555:role/app=-' is invalid for '--change': "
        + "in `arn:aws:iam::33334444555:role/app` the account 33334444555 has 11 digits and not 12."
    ),
    (
      ["--change", "scp:x@1234=-"],
      "The value 'scp:x@1234=-' is invalid for '--change': "
        + "in `scp:x@1234` the account 1234 has 4 digits and not 12."
    ),
    (
      ["--change", "vpce:endpoint=-"],
      "The value 'vpce:endpoint=-' is invalid for '--change': "
        + "`endpoint` is no id of a VPC endpoint, such as vpce-0a1b2c3d4e5f60718."
    ),
    (
      ["--change", "scp:x@*=-", "--resource", "Queue"],
      "The value 'Queue' is invalid for '--resource': it is no pattern that an ARN can match. "
        + "Did you mean '*Queue*'?"
    ),
    (
      ["--change", "scp:x@*=-", "--management-account", "1"],
      "The value '1' is invalid for '--management-account'; it has 12 digits."
    ),
    (
      ["--change", "scp:x@*=-", "--limit", "-1"],
      "The value '-1' is invalid for '--limit'; it must be a number from 0."
    ),
    (
      ["--change", "scp:x@*=-", "--since", "foo"],
      "The value 'foo' is invalid for '--since': use 2026-09-01, 2026-09-01T12:00:00Z, 90d, 24h or 30m."
    ),
    (
      ["--change", "scp:x@*=-", "--since", "2026-09-02", "--until", "2026-09-01"],
      "The window is empty: '--since' must be before '--until'."
    ),
    (
      ["--change", "scp:x@*=-", "--fail-on", "revoked,grant"],
      "The value 'grant' is invalid for '--fail-on'; it must be of: revoked, granted, maybeRevoked, maybeGranted, "
        + "unknownChange, reasonChanged, modelMismatch. Did you mean 'granted'?"
    ),
    (
      ["--change", "scp:x@*=-", "--fail-on", ""],
      "The value '' is invalid for '--fail-on'; it must be of: revoked, granted, maybeRevoked, maybeGranted, "
        + "unknownChange, reasonChanged, modelMismatch."
    ),
    (
      ["--change", "scp:x@*=-", "--min-fidelity", "101"],
      "The value '101' is invalid for '--min-fidelity'; it must be a percentage from 0 to 100."
    ),
    (
      ["--change", "scp:x@*=-", "--min-fidelity", "0x1p3"],
      "The value '0x1p3' is invalid for '--min-fidelity'; it must be a percentage from 0 to 100."
    ),
    (
      ["--change", "scp:x@*=-", "--min-fidelity", "."],
      "The value '.' is invalid for '--min-fidelity'; it must be a percentage from 0 to 100."
    ),
    (
      ["--change", "scp:x@*=-", "--group-by", "role,tga:x"],
      "The value 'tga:x' is invalid for '--group-by'; it must be of: statement, role, account, ou, action, service, "
        + "tag:KEY."
    ),
    (
      ["--change", "scp:x@*=-", "--assume", "x"],
      "The value 'x' is invalid for '--assume': it must have the form KEY=VALUE."
    ),
    (
      ["--change", "scp:x@*=-", "--assume", "policy:scp:x@*=there"],
      "The value 'policy:scp:x@*=there' is invalid for '--assume': of a policy it says none or replaced."
    ),
    (
      ["--change", "scp:x@*=-", "--assume", "policy:scp:y@*=none"],
      "The value 'policy:scp:y@*=none' is invalid for '--assume': no change has the target scp:y@*; "
        + "the closest is scp:x@*."
    ),
    (
      ["--change", "scp:x@*=-", "--assume", "policy:resource:arn:aws:s3:::b=replaced"],
      "The value 'policy:resource:arn:aws:s3:::b=replaced' is invalid for '--assume': "
        + "no change has the target resource:arn:aws:s3:::b."
    ),
    (
      ["--change", "scp:x@*=-", "--assume", "policy:scp:x@*=none", "--assume", "policy:scp:x@*=replaced"],
      "The value 'policy:scp:x@*=none' is invalid for '--assume': another one says that it is replaced."
    ),
    (
      ["--change", "scp:x@*=-", "--assume", "aws:SourceIp=10.0.0.1", "--assume", "aws:sourceip=10.0.0.2"],
      "The value 'aws:sourceip=10.0.0.2' is invalid for '--assume': another one says that aws:sourceip is 10.0.0.1."
    ),
    (
      ["--change", "scp:x@*=-", "--assume", "aws:SourceIp=999"],
      "The value 'aws:SourceIp=999' is invalid for '--assume': a value of aws:sourceip is an IP address."
    ),
    (
      ["--change", "scp:x@*=-", "--assume", "key:aws:CurrentTime=x"],
      "The value 'key:aws:CurrentTime=x' is invalid for '--assume': a value of aws:currenttime is a date."
    ),
    (
      ["--change", "scp:x@*=-", "--assume", "aws:MultiFactorAuthPresent=yes"],
      "The value 'aws:MultiFactorAuthPresent=yes' is invalid for '--assume': "
        + "a value of aws:multifactorauthpresent is `true` or `false`."
    ),
    (
      ["--change", "scp:x@*=-", "--assume", "aws:MultiFactorAuthAge=old"],
      "The value 'aws:MultiFactorAuthAge=old' is invalid for '--assume': "
        + "a value of aws:multifactorauthage is a number."
    ),
    (
      ["--change", "scp:x@*=-", "--assume", "aws:SourceArn=b"],
      "The value 'aws:SourceArn=b' is invalid for '--assume': a value of aws:sourcearn is an ARN."
    ),
  ])
  func `a wrong value of a diff is a usage error`(arguments: [String], message: String) throws {
    let command = DiffCommand(try parse(["diff"] + arguments), [:])
    let error = #expect(throws: UsageError.self) { try command.run() }
    #expect(error?.message == message)
    #expect(error?.command == "retrial diff")
  }

  @Test(arguments: [
    ("aws:SourceIp", "10.0.0.1"), ("aws:SourceIp", "2001:db8::1"),
    ("aws:CurrentTime", "2026-09-01T00:00:00Z"),
    ("aws:EpochTime", "1788220800"), ("aws:SecureTransport", "False"), ("aws:MultiFactorAuthAge", "3600"),
    ("aws:SourceArn", "arn:aws:s3:::b"), ("aws:SourceVpc", "="), ("my:own", ""),
  ])
  func `a value that its key can have is assumed`(key: String, value: String) throws {
    let parsed = try parse(["diff", "--assume", "\(key)=\(value)"])
    #expect(try AssumeArguments(parsed).adding(to: Differ.Options()).assumed == [key.lowercased(): value])
  }

  @Test func `what a target meets is assumed where a change has it, or a folder changes nothing`() throws {
    let parsed = try parse(["diff", "--assume", "policy:scp:x@*=none"])
    let assumed = AssumeArguments(parsed)
    #expect(try assumed.adding(to: Differ.Options()).newTargets == ["scp:x@*"])
    var settings = ReplaySettings()
    #expect(throws: UsageError.self) { try assumed.check(settings, []) }
    try assumed.check(settings, [PolicyChange(argument: "scp:x@*=-")])
    settings.changeFolder = "proposed"
    try assumed.check(settings, [])
  }

  @Test func `a folder that changes nothing is no success`() throws {
    let policies = Repository.root + "/SampleLogs/policies"
    let command = DiffCommand(try parse(["diff", "--policies", policies, "--change-dir", policies]), [:])
    #expect(try command.run() == .nothing)
  }

  @Test func `without options a diff fails on every impact`() throws {
    let threshold = try ThresholdArguments(try parse(["diff"])).threshold()
    #expect(threshold == DiffThreshold())
    #expect(threshold.minimumFidelity == nil)
  }

  @Test func `classes can be given with commas and again`() throws {
    let arguments = [
      "diff", "--fail-on", "revoked,reasonChanged", "--fail-on=granted", "--min-fidelity", "99.5",
    ]
    let threshold = try ThresholdArguments(try parse(arguments)).threshold()
    #expect(threshold.classes == [.revoked, .granted, .reasonChanged])
    #expect(threshold.minimumFidelity == 99.5)
  }

  @Test(arguments: ["x", "0", "257"])
  func `a wrong number of jobs is a usage error`(jobs: String) async throws {
    let command = IngestCommand(try parse(["ingest", "logs", "--jobs", jobs]))
    await #expect(throws: UsageError.self) { try await command.run() }
  }

  private static let arnForm =
    "an ARN has the form arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE, of which region and account may be empty, as in "
    + "arn:aws:s3:::BUCKET/KEY."
  private static let partitions =
    "AWS has no partition `aw`; it has aws, aws-cn, aws-eusc, aws-iso, aws-iso-b, aws-iso-e, aws-iso-f, aws-us-gov."

  @Test(arguments: [
    ([], "Missing expected argument '<event-id>', or '--principal' and '--action'."),
    (["--action", "s3:GetObject"], "Missing option '--principal <arn>'."),
    (["--principal", "x.amazonaws.com"], "Missing option '--action <action>'."),
    (
      ["--principal", "x.amazonaws.com", "--action", "s3"],
      "The value 's3' is invalid for '--action'; it has the form service:Name."
    ),
    (
      ["--principal", "x.amazonaws.com", "--action", "s3:Get*"],
      "The value 's3:Get*' is invalid for '--action'; it has the form service:Name."
    ),
    (
      ["--principal", "x.amazonaws.com", "--action", "s3:GetObject", "--resource", "bucket"],
      "The value 'bucket' is invalid for '--resource'; it must be an ARN or *; did you mean "
        + "`arn:aws:s3:::bucket`?"
    ),
    (
      ["--principal", "x.amazonaws.com", "--action", "s3:GetObject", "--context", "x"],
      "The value 'x' is invalid for '--context': it must have the form KEY=VALUE."
    ),
    (
      ["--principal", "nobody", "--action", "s3:GetObject"],
      "The value 'nobody' is invalid for '--principal'; it must be the ARN of a user, role or session, a service's "
        + "name such as logs.amazonaws.com, or anonymous."
    ),
    (
      ["--principal", "x.amazonaws.com", "--action", "s3:GetObject", "--resource", "arn:aws:s3:own/1.csv"],
      "The value 'arn:aws:s3:own/1.csv' is invalid for '--resource': \(arnForm) Did you mean "
        + "'arn:aws:s3:::own/1.csv'?"
    ),
    (
      ["--principal", "arn:aws:iam:user/x", "--action", "s3:GetObject"],
      "The value 'arn:aws:iam:user/x' is invalid for '--principal': \(arnForm)"
    ),
    (
      ["--principal", "x.amazonaws.com", "--action", "s3:GetObject", "--resource", "arn:aw:s3:::own"],
      "The value 'arn:aw:s3:::own' is invalid for '--resource': \(partitions)"
    ),
    (
      ["--principal", "arn:aw:iam::111122223333:user/x", "--action", "s3:GetObject"],
      "The value 'arn:aw:iam::111122223333:user/x' is invalid for '--principal': \(partitions)"
    ),
    (
      ["id", "--action", "s3:GetObject"],
      "'--action' describes a typed request and cannot stand beside an event id."
    ),
    (
      ["id", "--no-history", "--effects"],
      "'--effects' counts what '--no-history' leaves out: only one of them can be given."
    ),
    (
      ["--principal", "x.amazonaws.com", "--action", "s3:GetObject", "--effects"],
      "'--effects' counts beside a recorded event and cannot stand beside a typed request."
    ),
  ])
  func `a wrong way to ask for an explanation is a usage error`(arguments: [String], message: String)
    async throws
  {
    let parsed = try parse(["explain"] + arguments)
    let error = await #expect(throws: UsageError.self) { try await ExplainCommand(parsed, [:]).run() }
    #expect(error?.message == message)
  }

  @Test(arguments: [("rol", " Did you mean 'role'?"), ("role,,action", ""), ("", "")])
  func `a wrong grouping of denials is a usage error`(text: String, hint: String) throws {
    let parsed = try parse(["denials", "--group-by", text])
    let error = #expect(throws: UsageError.self) { try DenialsCommand(parsed, [:]).run() }
    #expect(
      error?.message.hasSuffix("it must be of: statement, role, account, action, service." + hint) == true)
  }
}

/// Options that take patterns of ARNs refuse what no ARN can match.
struct PatternUsageTests {
  private static let message =
    "it is no pattern that an ARN can match. Did you mean 'arn:aws:s3:::payroll*'?"

  @Test func `a report refuses the bare name of a bucket as a sensitive resource`() throws {
    let parsed = try ArgumentParser.parse(["report", "--sensitive", "payroll"], root: Commands.root)
    let error = #expect(throws: UsageError.self) { try ReportCommand(parsed, [:]).run() }
    #expect(error?.message == "The value 'payroll' is invalid for '--sensitive': \(Self.message)")
  }

  @Test(arguments: ["requests", "denials", "diff", "replay"])
  func `a filter refuses the bare name of a bucket as a resource`(name: String) throws {
    let parsed = try ArgumentParser.parse([name, "--resource", "payroll"], root: Commands.root)
    let error = #expect(throws: UsageError.self) { try RequestFilter(parsed) }
    #expect(error?.message == "The value 'payroll' is invalid for '--resource': \(Self.message)")
  }
}

/// Values that are longer than any name of AWS.
struct LongValueTests {
  private static let long = String(repeating: "a", count: 2_049)
  private static let message = "it has 2,049 bytes; the longest name, an ARN, has 2,048."

  @Test(arguments: ["principal", "action", "resource", "account"])
  func `a filter refuses what is longer than any name`(option: String) throws {
    let parsed = try ArgumentParser.parse(["requests", "--\(option)", Self.long], root: Commands.root)
    let error = #expect(throws: UsageError.self) { try RequestFilter(parsed) }
    #expect(error?.message == "The value '\(Self.long)' is invalid for '--\(option)': \(Self.message)")
    let arn = "arn:aws:s3:::" + Self.long.dropLast(14)
    let longest = try ArgumentParser.parse(["requests", "--\(option)", arn], root: Commands.root)
    #expect(throws: Never.self) { try RequestFilter(longest) }
  }

  @Test func `a message shows the start of a longer value alone`() async {
    let result = await #expect(processExitsWith: .exitCode(0), observing: [\.standardErrorContent]) {
      let long = String(repeating: "a", count: 100_000)
      Terminal.writeError("The value '\(long)' is invalid; did you mean `\(long.dropFirst(98_000))`?")
      exit(0)
    }
    let start = String(repeating: "a", count: 100)
    let whole = String(repeating: "a", count: 2_000)
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    let line = "The value '\(start)... (100,000 characters)' is invalid; did you mean `\(whole)`?"
    #expect(errors.split(separator: "\n").contains { $0 == line })
  }
}

/// What a replay cannot be asked for.
struct ReplayUsageTests {
  @Test(arguments: [
    ([], "Missing option '--policies <dir>', '--change <target=file>' or '--change-dir <dir>'."),
    (["--policies", "p", "--replace"], "'--replace' needs '--name <name>'."),
    (
      ["--policies", "p", "--name", ""],
      "The value '' is invalid for '--name'; it has up to 100 bytes and begins with no hyphen."
    ),
    (
      ["--policies", "p", "--name=-x"],
      "The value '-x' is invalid for '--name'; it has up to 100 bytes and begins with no hyphen."
    ),
    (
      ["--change", "bogus"],
      "The value 'bogus' is invalid for '--change': it must have the form TARGET=FILE, such as scp:NAME@NODE=FILE."
    ),
  ])
  func `a wrong way to ask for a replay is a usage error`(arguments: [String], message: String) throws {
    let parsed = try ArgumentParser.parse(["replay"] + arguments, root: Commands.root)
    let error = #expect(throws: UsageError.self) { try ReplayCommand(parsed, [:]).run() }
    #expect(error?.message == message)
  }
}
