import JSON
import TestSupport
import Testing

@testable import CloudTrail

struct LogValidationTests {
  /// Three hours: two log files, none, and one.
  private struct World {
    var files: DigestFolder
    var logs: [String] = []
    var digests: [String] = []

    init(isGzip: Bool = false, missingHour: Int? = nil, anew: Int? = nil) throws {
      files = try DigestFolder()
      if isGzip { files.delivery = { Gzip.member($0) } }
      for hour in 0..<3 {
        for minute in [[10, 20], [], [10]][hour] {
          logs.append(try files.log(hour, minute, "{\"Records\":[\(hour)\(minute)]}"))
        }
        digests.append(try files.digest(hour, startsAnew: hour == anew, isWritten: hour != missingHour))
      }
    }

    /// What the digests show; `texts` stand in place of what was delivered, nil for files that are not there.
    func validate(_ texts: [String: String?] = [:], keys: DigestKeys? = nil, more: [String] = []) throws
      -> LogValidation
    {
      func bytes(_ object: String) throws -> [UInt8] {
        if let text = texts[object] { return Array((text ?? "").utf8) }
        let content = try FileContent.of(files.path(object))
        return try LogText.bytes(limit: 1 << 20, next: Self.once(content)) ?? []
      }
      let present = (logs + more).filter { texts[$0] != .some(nil) }
      var validator = LogValidator(keys: try keys ?? Self.keys(), logs: present)
      for digest in digests where texts[digest] != .some(nil) {
        guard let text = try? bytes(digest) else { continue }
        validator.add(path: digest, text: text)
      }
      return try validator.validate { SHA256Digest(of: try bytes(present[$0])) }
    }

    static func once(_ content: [UInt8]) -> () throws(LogFileError) -> [UInt8] {
      var rest = content
      return { () throws(LogFileError) in
        defer { rest = [] }
        return rest
      }
    }

    static func keys() throws -> DigestKeys {
      var keys = DigestKeys()
      let fault = keys.add(try JSONReader.parse(Array(DigestFolder.keys.utf8)))
      return fault == nil ? keys : DigestKeys()
    }

    func text(_ object: String) throws -> String {
      String(decoding: try FileContent.of(files.path(object)), as: UTF8.self)
    }
  }

  @Test(arguments: [false, true])
  func `what was delivered is verified, and so are the signatures that the copy holds`(isGzip: Bool) throws {
    let found = try World(isGzip: isGzip).validate()
    #expect(found.findings == [])
    #expect(found.digests == 3)
    #expect(found.count(.verified) == 2)
    #expect(found.count(.unsigned) == 1)
    #expect(found.count(LogValidation.Signature.valid) == 2)
    #expect(found.count(LogValidation.Signature.notInCopy) == 1)
    #expect(found.chains.map { $0.trail } == ["my_trail (us-east-1)"])
    #expect(found.chains.map { $0.end - $0.start } == [3 * 3600])
  }

  @Test func `without a key no signature counts as valid`() throws {
    let found = try World().validate(keys: DigestKeys())
    #expect(found.findings == [])
    #expect(found.count(LogValidation.Signature.notChecked) == 2)
    #expect(found.count(LogValidation.Signature.valid) == 0)
  }

  @Test func `a log file with one other byte is altered, and one that is gone is missing`() throws {
    let world = try World()
    let found = try world.validate([world.logs[0]: "{\"Records\":[011]}", world.logs[2]: nil])
    #expect(found.findings.map { $0.kind } == [.logAltered, .logMissing])
    #expect(found.findings.map { $0.file } == [world.logs[0], world.logs[2]])
    #expect(found.count(.verified) == 1)
  }

  @Test func `every copy of a log file is compared`() throws {
    let world = try World()
    let copy = "other/" + (world.logs[0].split(separator: "/").last ?? "").dropLast(3)
    let found = try world.validate([copy: "x"], more: [copy])
    #expect(found.findings.map { $0.file } == [copy])
    #expect(found.count(.altered) == 1)
  }

  @Test func `an altered digest proves nothing, though its log files fit it`() throws {
    let world = try World()
    let text = try world.text(world.digests[0]).replacing(
      "digestStartTime\":\"2026-09-01T00:00", with: "digestStartTime\":\"2026-09-01T00:01")
    let found = try world.validate([world.digests[0]: text])
    #expect(
      found.findings.map { $0.kind } == [.digestAltered, .signatureInvalid, .logUnproven, .logUnproven])
    #expect(found.count(.verified) == 0)
    #expect(found.count(.unsigned) == 1)
    #expect(found.periods.values.flatMap { $0 }.count == 1)
  }

  @Test func `a hash chain that was made anew is found by its signatures`() throws {
    let world = try World()
    let first = try world.text(world.digests[0]).replacing("20260901T0010Z", with: "20260901T0011Z")
    let hashes = [try world.text(world.digests[0]), first].map { SHA256Digest(of: Array($0.utf8)).text }
    let second = try world.text(world.digests[1]).replacing(hashes[0], with: hashes[1])
    let third = try world.text(world.digests[2]).replacing(
      SHA256Digest(of: Array(try world.text(world.digests[1]).utf8)).text,
      with: SHA256Digest(of: Array(second.utf8)).text)
    let texts = [world.digests[0]: first, world.digests[1]: second, world.digests[2]: third]
    #expect(try world.validate(texts).findings.filter { $0.kind == .signatureInvalid }.count == 2)
    #expect(try world.validate(texts, keys: DigestKeys()).findings.allSatisfy { $0.kind != .digestAltered })
  }

  @Test func `a digest whose signature is not in the copy confirms nothing where keys are given`() throws {
    let world = try World()
    let (old, new) = ("{\"Records\":[010]}", "{\"Records\":[666]}")
    let forged = try world.text(world.digests[0]).replacing("my_trail", with: "evil").replacing(
      SHA256Digest(of: Array(old.utf8)).text, with: SHA256Digest(of: Array(new.utf8)).text)
    func validate(_ keys: DigestKeys) throws -> LogValidation {
      var validator = LogValidator(keys: keys, logs: [world.logs[0]])
      validator.add(
        path: world.digests[0].replacing("my_trail", with: "evil"), text: Array(forged.utf8))
      return try validator.validate { _ in SHA256Digest(of: Array(new.utf8)) }
    }
    let found = try validate(World.keys())
    #expect(found.count(.verified) == 0)
    #expect(found.count(.unsigned) == 1)
    #expect(found.periods.isEmpty)
    #expect(try validate(DigestKeys()).count(.verified) == 1)
  }

  @Test func `a digest that names another bucket does not leave what the others say of it`() throws {
    let world = try World()
    let text = try world.text(world.digests[0]).replacing(
      "\"digestS3Bucket\":\"logs\"", with: "\"digestS3Bucket\":\"other\"")
    let found = try world.validate([world.digests[0]: text])
    #expect(found.findings.contains { $0.kind == .digestAltered && $0.file == world.digests[0] })
    #expect(found.count(.unproven) == 2)
    #expect(found.count(.verified) == 0)
  }

  @Test func `a digest that is gone is named by the one behind it`() throws {
    let world = try World(missingHour: 1)
    let found = try world.validate()
    #expect(found.findings.map { $0.kind } == [.digestMissing])
    #expect(found.findings.map { $0.file } == [world.digests[1]])
    let before = try World(missingHour: 0).validate()
    #expect(before.findings.filter { $0.kind == .digestMissing } == [])
    #expect(before.count(.uncovered) == 2)
  }

  /// The second digest under a later name, which names the first one as well.
  private static func forged(_ world: World, changing: (String, String) = ("", "")) throws -> [UInt8] {
    let later = try world.text(world.digests[1])
      .replacing("20260901T020000Z", with: "20260901T023000Z")
      .replacing("digestEndTime\":\"2026-09-01T02:00", with: "digestEndTime\":\"2026-09-01T02:30")
    return Array((changing.0.isEmpty ? later : later.replacing(changing.0, with: changing.1)).utf8)
  }

  private static func validate(_ world: World, forged: [UInt8], keys: DigestKeys) throws -> LogValidation {
    var validator = LogValidator(keys: keys, logs: world.logs)
    for digest in world.digests { validator.add(path: digest, text: Array(try world.text(digest).utf8)) }
    validator.add(
      path: world.digests[1].replacing("20260901T020000Z", with: "20260901T023000Z"), text: forged)
    return try validator.validate { SHA256Digest(of: try FileContent.of(world.files.path(world.logs[$0]))) }
  }

  @Test(arguments: [false, true])
  func `no digest hides what another one says of the digest before both`(hasKeys: Bool) throws {
    let world = try World()
    let first = SHA256Digest(of: Array(try world.text(world.digests[0]).utf8)).text
    let forged = try Self.forged(world, changing: (first, String(repeating: "0", count: 64)))
    let found = try Self.validate(world, forged: forged, keys: hasKeys ? World.keys() : DigestKeys())
    #expect(found.findings.filter { $0.kind == .digestAltered }.map { $0.file } == [world.digests[0]])
    #expect(found.findings.filter { $0.kind == .chainForked }.count >= 2)
    #expect(found.count(.unproven) >= 2)
  }

  @Test func `two digests that name one before them are told, and only a signature tells them apart`() throws
  {
    let world = try World()
    let forged = try Self.forged(world)
    let unsigned = try Self.validate(world, forged: forged, keys: DigestKeys())
    // The third names the second, which is not the one before it any more.
    #expect(unsigned.findings.map { $0.kind } == [.chainForked, .chainForked, .chainForked, .logUnproven])
    let signed = try Self.validate(world, forged: forged, keys: World.keys())
    #expect(signed.findings.map { $0.kind } == unsigned.findings.map { $0.kind })
    let hours = signed.periods.values.flatMap { $0 }.map { ($0.end - $0.start) / 3600 }
    #expect(hours == [1, 1])
    #expect(unsigned.periods.values.flatMap { $0 }.count == 1)
  }

  @Test func `a digest that is named without its signature proves nothing where keys are given`() throws {
    let world = try World()
    let second = try world.text(world.digests[1])
    let start = try #require(second.firstRange(of: "previousDigestSignature\":\""))
    let end = try #require(second[start.upperBound...].firstIndex(of: "\""))
    let unsigned =
      second[..<start.lowerBound] + "previousDigestSignature\":null"
      + second[second.index(after: end)...]
    let found = try world.validate([world.digests[1]: String(unsigned)])
    #expect(found.findings.contains { $0.kind == .signatureMissing && $0.file == world.digests[0] })
    #expect(found.count(LogValidation.Signature.missing) == 1)
    #expect(found.count(.unproven) == 2)
    let unchecked = try world.validate([world.digests[1]: String(unsigned)], keys: DigestKeys())
    #expect(unchecked.count(LogValidation.Signature.missing) == 0)
  }

  @Test(arguments: [
    #"{"PublicKeyList":[]}"#,
    DigestFolder.keys.replacing(DigestFolder.fingerprint, with: String(repeating: "a", count: 32)),
  ])
  func `a digest that names a key which is not among those given proves nothing`(list: String) throws {
    var keys = DigestKeys()
    #expect(keys.add(try JSONReader.parse(Array(list.utf8))) == nil)
    #expect(keys.isGiven)
    let found = try World().validate(keys: keys)
    #expect(
      found.findings.map { $0.kind } == [
        .keyNotGiven, .logUnproven, .logUnproven, .keyNotGiven, .keyNotGiven, .logUnproven,
      ])
    #expect(found.count(LogValidation.Signature.otherKey) == 3)
    #expect(found.count(.unproven) == 3)
    #expect(found.periods.isEmpty)
  }

  @Test func `a chain made anew under a fingerprint that no key has is not believed`() throws {
    let world = try World()
    var texts: [String: String?] = [world.logs[2]: nil]
    var last: (old: String, new: String)?
    for digest in world.digests {
      let old = try world.text(digest)
      var new = old.replacing(DigestFolder.fingerprint, with: String(repeating: "0", count: 32))
      if let last { new = new.replacing(last.old, with: last.new) }
      if digest == world.digests[2], let list = new.firstRange(of: "\"logFiles\":[") {
        new = new[..<list.upperBound] + "]}"
      }
      last = (SHA256Digest(of: Array(old.utf8)).text, SHA256Digest(of: Array(new.utf8)).text)
      texts[digest] = new
    }
    let found = try world.validate(texts)
    #expect(found.findings.filter { $0.kind == .keyNotGiven }.count == 3)
    #expect(found.periods.isEmpty)
    #expect(try world.validate(texts, keys: DigestKeys()).findings == [])
  }

  @Test func `a chain that begins anew is named`() throws {
    #expect(try World(anew: 1).validate().findings.map { $0.kind } == [.chainBroken])
  }

  @Test func `a log file that no digest lists is named where digests cover its time, else not covered`()
    throws
  {
    var world = try World()
    let inside = try world.files.log(1, 30, "x", isListed: false)
    let behind = try world.files.log(2, 50, "x", isListed: false)
    let found = try world.validate(more: [inside, behind, "notes/events.json"])
    #expect(found.findings.map { $0.file } == [inside])
    #expect(found.count(.unlisted) == 1)
    #expect(found.count(.uncovered) == 2)
  }

  @Test func `two different digests of one name are both told of`() throws {
    let world = try World()
    var validator = LogValidator(keys: DigestKeys(), logs: [])
    let text = try world.text(world.digests[0])
    validator.add(path: world.digests[0], text: Array(text.utf8))
    validator.add(path: "z/" + world.digests[0], text: Array(text.utf8))
    validator.add(path: "y/" + world.digests[0], text: Array((text + " ").utf8))
    validator.add(path: "renamed.json", text: Array(text.utf8))
    let kinds = try validator.validate { _ in nil }.findings.map { $0.kind }
    #expect(kinds.filter { $0 == .digestTwice }.count == 1)
    #expect(kinds.filter { $0 == .digestMoved }.count == 1)
  }

  @Test(arguments: ["9999-12-31T23:00:00Z", "2026-08-31T23:00:00Z", "never"])
  func `a digest of another length than CloudTrail's is none`(end: String) throws {
    let world = try World()
    let text = try world.text(world.digests[0]).replacing("2026-09-01T01:00:00Z", with: end)
    #expect(DigestFile(path: "a", text: Array(text.utf8)) == nil)
  }

  @Test(arguments: ["", "{", "{}", "[]", #"{"digestS3Object":"x","logFiles":[]}"#])
  func `what is no digest is unreadable`(text: String) throws {
    var validator = LogValidator(keys: DigestKeys(), logs: [])
    validator.add(path: "a", text: Array(text.utf8))
    let found = try validator.validate { _ in nil }
    #expect(found.findings.map { $0.kind } == [.digestUnreadable])
    #expect(found.digests == 0)
  }

  @Test(arguments: [
    "{}", "[]", #"{"PublicKeyList":[{}]}"#, #"{"PublicKeyList":[{"Fingerprint":"a","Value":"AAAA"}]}"#,
    #"{"PublicKeyList":[{"Fingerprint":"a","Value":"?"}]}"#,
    #"{"PublicKeyList":[{"Fingerprint":"a","Value":""}]}"#,
  ])
  func `what is no list of keys is refused`(text: String) throws {
    var keys = DigestKeys()
    #expect(keys.add(try JSONReader.parse(Array(text.utf8))) != nil)
    #expect(keys.isEmpty)
  }

  @Test(
    arguments: [
      ("", []), ("TQ==", [77]), ("TWE=", [77, 97]), ("TWFu", [77, 97, 110]), ("T\nWFu", [77, 97, 110]),
      ("T", nil),
      ("TQ=", nil), ("TQ==TQ==", nil), ("T!==", nil), ("====", nil),
    ] as [(String, [UInt8]?)])
  func `Base64 is read as RFC 4648 says`(text: String, bytes: [UInt8]?) {
    #expect(Base64.bytes(text) == bytes)
  }

  @Test(
    arguments: [
      (
        "a/111122223333_CloudTrail_us-east-2_20150817T1445Z_9nYN7gp2eWAJHIfT.json.gz", "us-east-2",
        1_439_822_700
      ),
      (
        "111122223333_CloudTrail-Digest_eu-west-1_a.b_c_us-east-2_20150817T150131Z.json.gz", "eu-west-1",
        1_439_823_691
      ),
      ("111122223333_CloudTrail_us-east-2_20151317T1445Z_x.json.gz", nil, 0), ("", nil, 0), ("____", nil, 0),
      ("1_CloudTrail_us-east-2_20150817T1445Z_x.json.gz", nil, 0),
    ] as [(String, String?, Int64)])
  func `a delivered file's name says whose it is and when it came`(path: String, region: String?, time: Int64)
  {
    let name = LogName(path: path)
    #expect(name?.region == region)
    #expect(name == nil || name?.time == time)
  }
}
