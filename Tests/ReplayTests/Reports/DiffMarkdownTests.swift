import JSON
import Testing

@testable import Replay

struct DiffMarkdownTests {
  @Test func `a report reads as a comment`() throws {
    var revoked = ReportSample.cause(names: ["role/a", "role/b", "role/c"])
    revoked.count = ChangeCount(requests: 3, events: 1_204, confirmed: 1_200)
    revoked.days = 2
    revoked.seen = 1_790_000_000...1_790_090_000
    revoked.principals = [
      PrincipalShare(name: "role/a", events: 1_000, replayed: 1_000),
      PrincipalShare(name: "role/b", events: 204, replayed: 500),
      PrincipalShare(name: "role/c", events: 1, replayed: 500),
    ]
    revoked.actions = [NamedCount(name: "s3:GetObject", count: 1_204)]
    revoked.resources = [NamedCount(name: "*", count: 1_204)]
    revoked.comparisons = [
      ComparedCondition(
        key: "aws:RequestedRegion", conditionOperator: "StringNotEquals", values: ["eu-west-1"],
        actual: [NamedCount(name: "us-east-1", count: 1_204)])
    ]
    var maybe = revoked
    maybe.changeClass = .maybeGranted
    maybe.count = ChangeCount(requests: 1, events: 1, confirmed: 0)
    maybe.seen = 1_790_000_000...1_790_000_000
    maybe.days = 1
    maybe.unrecorded = 1
    maybe.principals = [PrincipalShare(name: "role/a", events: 1, replayed: 1)]
    maybe.comparisons = []
    maybe.dependsOn = [
      NamedCount(name: "key:aws:sourcevpc", count: 1), NamedCount(name: "policy:resource", count: 1),
    ]
    let report = ReportSample.report([revoked, maybe], texts: ["account 1 has no event"], isWhole: false)
    #expect(DiffMarkdownRenderer(names: 2).render(report) == Self.comment)
  }

  @Test func `what has no place and no layer is said whole`() {
    let reason = CauseReason(
      layer: "", effect: "AWS denied it, but the policies given allow it", policy: "", attachment: nil,
      file: nil, position: nil, statement: nil)
    let report = ReportSample.report([ReportSample.cause(.modelMismatch, reason: reason)])
    let lines = DiffMarkdownRenderer(names: 2).render(report).split(separator: "\n")
    #expect(lines.contains("1. AWS denied it, but the policies given allow it"))
  }

  private static let comment = """
    ## This change revokes 3 requests and may grant 1 request

    **Confirmed by the log: 1,200 of 1,204 events revoked.** **Only events that pass** `account 1 has no event`. What \
    the log cannot show stands under *Blind spots*. **Fidelity:** 1,205 of 1,205 events with a recorded decision are decided for certain; 100.0 % of those (1,205) \
    as AWS did; the others hinge most on account 1 has no event (2 events).

    | | requests | events | confirmed by the log |
    |---|---:|---:|---:|
    | **revoked** | 3 | 1,204 | 1,200 |
    | granted | 0 | 0 | 0 |
    | **maybe granted** | 1 | 1 |  |
    | unchanged | 0 | 0 |  |
    | replayed in all | 4 | 1,205 | |

    Requests are distinct combinations of principal, action and resource. Under a cause, those stand first of whose \
    events it touches the largest share; the other lists begin with the most events.

    ### Revoked

    1. `scps/lock.json:1:5` Sid `Lock`: explicit deny in the service control policy `Lock` at `r-1`
       - 1,204 events, 3 requests, seen on 2 days, 2026-09-21 14:13 UTC to 2026-09-22 15:13 UTC; 1,200 confirmed by \
    the log
       - **who:** `role/a` (1,000 of its 1,000 events), `role/b` (204 of its 500 events) and 1 more
       - **what:** `s3:GetObject` (1,204 events)
       - **on:** `*` (1,204 events)
       - **why:** `aws:RequestedRegion` `StringNotEquals` `eu-west-1`; is `us-east-1` (1,204 events)
       - **see:** `8f2230a1-755a-44ef-89d8-14a770f018ff`

    ### Maybe granted

    1. `scps/lock.json:1:5` Sid `Lock`: explicit deny in the service control policy `Lock` at `r-1`
       - 1 event, 1 request, seen on 1 day, 2026-09-21 14:13 UTC; AWS's answer is not recorded (the call failed for \
    another reason)
       - **who:** `role/a` (1 of its 1 event)
       - **what:** `s3:GetObject` (1,204 events)
       - **on:** `*` (1,204 events)
       - **hinges on:** `key:aws:sourcevpc`, not in the log; `--assume` `aws:sourcevpc=VALUE` settles it (1 event)
       - **hinges on:** `policy:resource`, a resource-based policy that was not exported (1 event); to be learned \
    from `accounts/ID/resource-policies/` of the resource's account
       - **see:** `8f2230a1-755a-44ef-89d8-14a770f018ff`

    <details><summary>Blind spots (1)</summary>

    - account 1 has no event

    </details>

    <details><summary>Assumptions (1)</summary>

    - account 1 has no event

    </details>

    <details><summary>What was replayed (7)</summary>

    - change `scp:Lock@*=lock.json`
    - change account 1 has no event
    - baseline policies
    - window 2026-09-21 14:13 UTC to 2026-09-22 15:13 UTC, 2 days
    - 2,424 read = 2,412 ingested + 12 duplicates + 0 rejected
    - 2,412 ingested = 1,205 replayed + 1,207 excluded
    - excluded: network 1,207

    </details>

    """

  @Test(arguments: ReportSample.hostile)
  func `no name is markup`(name: String) {
    let reason = ReportSample.reason(file: name, statement: name)
    let causes = [ChangeClass.revoked, .maybeRevoked].map {
      ReportSample.cause($0, names: [name], reason: reason)
    }
    let text = DiffMarkdownRenderer().render(ReportSample.report(causes, texts: [name]))
    let plain = Markdown.withoutCode(text)
    #expect(plain.filter { $0.contains("evil.example") || $0.contains("@") || $0.contains("[") } == [])
    #expect(
      Set(plain.flatMap { Markdown.tags(in: $0) }).isSubset(of: [
        "<details>", "<summary>", "</summary>", "</details>",
      ]))
    #expect(plain.filter { $0.hasPrefix("#") }.count == 3)
    #expect(!text.unicodeScalars.contains { $0 == "\r" || $0 == "\u{202E}" || $0 == "\t" })
  }

  @Test(arguments: [1, 3])
  func `a change of many causes stays short and names them all`(scale: Int) {
    let causes = (0..<400 / scale).map { number -> Cause in
      let names = (0..<25).map {
        "arn:aws:iam::111111111111:role/team-\(number)/\(String(repeating: "x", count: 20 * scale))\($0)"
      }
      let file = "policies/scps/\(String(repeating: "long-", count: 4 * scale))\(number).json"
      return ReportSample.cause(
        number < 300 / scale ? .revoked : .maybeRevoked, seed: UInt64(number + 1), names: names,
        reason: ReportSample.reason(file: file, line: number + 1, statement: "Statement\(number)"))
    }
    let report = ReportSample.report(causes, texts: (0..<500).map { "blind spot \($0)" })
    #expect(report.summary.values.reduce(0) { $0 + $1.requests } > 10_000)
    let text = DiffMarkdownRenderer().render(report)
    #expect(text.utf8.count <= 60_000)
    #expect(text.utf8.count > 50_000)
    for cause in causes {
      let number = cause.reason.position?.line ?? 0
      #expect(text.contains("\(number - 1).json:\(number):5` Sid `Statement\(number - 1)`"))
    }
    #expect(text.contains("and 20 more"))
    #expect(!text.contains("too many to name"))
  }

  @Test func `what has no room at all is counted`() {
    let names = ReportSample.hostile.map { String(repeating: "\u{1F600}`", count: 300) + $0 }
    let causes = (0..<2_000).map { number in
      ReportSample.cause(
        seed: UInt64(number + 1), names: names,
        reason: ReportSample.reason(file: String(repeating: "\u{202E}`|", count: 100), line: number + 1))
    }
    let texts = (0..<500).map { _ in String(repeating: "\u{1F600}<b> ", count: 300) }
    let text = DiffMarkdownRenderer(names: .max).render(ReportSample.report(causes, texts: texts))
    #expect(text.utf8.count <= 60_000)
    #expect(text.contains(" more causes: too many to name here; `--format json` holds all"))
  }

  @Test func `the headline says what the change does`() {
    func headline(_ classes: ChangeClass...) -> String {
      ReportSample.report(
        classes.map { changeClass in
          var cause = ReportSample.cause(changeClass)
          cause.count.requests = changeClass == .granted ? 1 : 1_204
          return cause
        }
      ).headline
    }
    #expect(headline() == "Nothing was replayed, so nothing is known of this change")
    #expect(headline(.unchanged) == "No replayed request would be decided otherwise")
    #expect(headline(.granted) == "This change grants 1 request")
    #expect(
      headline(.revoked, .maybeRevoked, .unknownChange)
        == "This change revokes 1,204 requests, may revoke 1,204 requests and has an unknown effect on 1,204 requests"
    )
  }

  @Test func `what is not confirmed is said to be so`() {
    var cause = ReportSample.cause(.revoked)
    cause.count.confirmed = 0
    let text = DiffMarkdownRenderer().render(ReportSample.report([cause]))
    #expect(text.contains("**Nothing of it is confirmed by the log.**"))
    #expect(!DiffMarkdownRenderer().render(ReportSample.report([])).contains("confirmed by the log.**"))
  }
}

/// A reader of the parts of Markdown that a report uses.
enum Markdown {
  /// The lines without their code spans.
  static func withoutCode(_ text: String) -> [String] {
    text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var result = String.UnicodeScalarView()
      var rest = line
      while let start = rest.firstIndex(of: "`") {
        result.append(contentsOf: rest[..<start])
        let fence = rest[start...].prefix { $0 == "`" }.count
        rest = rest[start...].dropFirst(fence)
        guard let end = closing(fence, rest) else { break }
        rest = rest[end...].dropFirst(fence)
      }
      result.append(contentsOf: rest)
      return String(result)
    }
  }

  /// Where a run of exactly so many backticks begins.
  private static func closing(_ fence: Int, _ text: Substring.UnicodeScalarView) -> String.Index? {
    var rest = text
    while let start = rest.firstIndex(of: "`") {
      let run = rest[start...].prefix { $0 == "`" }.count
      if run == fence { return start }
      rest = rest[start...].dropFirst(run)
    }
    return nil
  }

  /// What stands between angle brackets.
  static func tags(in line: String) -> [String] {
    line.split(separator: "<").dropFirst(line.hasPrefix("<") ? 0 : 1).map { part in
      "<" + part.prefix { $0 != ">" } + ">"
    }
  }
}
