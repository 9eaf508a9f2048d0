import AuditStore
import CloudTrail

/// The tables and sentences of a report about digests and hours without events.
enum IntegrityTables {
  /// How many stretches without events are listed.
  static let maximumStretches = 100
  private static let digestSource =
    "found by comparing each file's SHA-256 with its digest, and each digest with the next"
  private static let hourSource =
    "found from the times of all events and from what digests say of the hours without any"

  /// The chains of digests with what became of the files that they list.
  static func chains(_ validation: LogValidation) -> ReportTable {
    ReportTable(
      id: "digests", title: "Digest files of CloudTrail, and the log files that they list",
      columns: columns(
        texts: ["account", "region", "trail"], times: ["start", "end"],
        counts: ["digests", "signatures_valid", "signatures_invalid", "files", "verified"]),
      rows: validation.chains.map { chain in
        let files = LogValidation.FileState.listed.reduce(0) { $0 + (chain.files[$1] ?? 0) }
        let counts = [
          chain.digests, chain.signatures[.valid] ?? 0, chain.signatures[.invalid] ?? 0, files,
          chain.files[.verified] ?? 0,
        ]
        return [.text(chain.account), .text(chain.region), .text(chain.trail)]
          + [chain.start, chain.end].map { .text(EventTime.text($0)) }
          + counts.map { .integer(Int64($0)) }
      }, source: digestSource)
  }

  /// What does not hold.
  static func findings(_ validation: LogValidation) -> ReportTable {
    ReportTable(
      id: "digest-findings", title: "Where log files and digest files do not agree",
      columns: columns(texts: ["finding", "file", "detail"]),
      rows: validation.findings.map { [.text($0.kind.rawValue), .text($0.file), .text($0.detail)] },
      source: digestSource)
  }

  /// How many hours of each account and region have no event, and the longest stretches of them.
  static func hours(_ silent: SilentHours) -> [ReportTable] {
    var rows: [[StoredValue]] = []
    var longest: [SilentHours.Stretch] = []
    for place in silent.places {
      let stretches = silent.stretches(of: place)
      var counts: [SilentHours.Meaning: Int] = [:]
      for stretch in stretches { counts[stretch.meaning, default: 0] += stretch.hours.count }
      let without = counts.values.reduce(0, +)
      let quiet = (counts[.nothingDelivered] ?? 0) + (counts[.noEvent] ?? 0)
      rows.append(
        [.text(place.account), .text(place.region)]
          + [
            silent.hours.count, silent.hours.count - without, without, quiet, counts[.filesMissing] ?? 0,
            counts[.notTold] ?? 0,
          ].map { .integer(Int64($0)) })
      longest = Self.longest(longest + stretches)
    }
    return [
      ReportTable(
        id: "hours", title: "Hours without any event, by account and region",
        columns: columns(
          texts: ["account", "region"],
          counts: ["hours", "with_events", "without_events", "quiet", "files_missing", "not_told"]),
        rows: rows, source: hourSource),
      ReportTable(
        id: "silent-hours",
        title: "The longest stretches of hours without any event (at most \(maximumStretches))",
        columns: columns(
          texts: ["account", "region", "meaning"], times: ["first_hour", "last_hour"], counts: ["hours"]),
        rows: longest.map { row($0) }, source: hourSource),
    ]
  }

  private static func longest(_ stretches: [SilentHours.Stretch]) -> [SilentHours.Stretch] {
    Array(
      stretches.sorted { left, right in
        (-left.hours.count, left.place.account, left.place.region, left.hours.lowerBound)
          < (-right.hours.count, right.place.account, right.place.region, right.hours.lowerBound)
      }.prefix(maximumStretches))
  }

  private static func row(_ stretch: SilentHours.Stretch) -> [StoredValue] {
    [.text(stretch.place.account), .text(stretch.place.region), .text(stretch.meaning.rawValue)]
      + [stretch.hours.lowerBound, stretch.hours.upperBound - 1].map { .text(EventTime.text($0 * 3600)) }
      + [.integer(Int64(stretch.hours.count))]
  }

  private static func columns(
    texts: [String], times: [String] = [], counts: [String] = []
  ) -> [ReportTable.Column] {
    [(texts, ReportTable.Kind.text), (times, .time), (counts, .count)].flatMap { names, kind in
      names.map { ReportTable.Column(name: $0, kind: kind) }
    }
  }
}

extension LogValidation.FileState {
  /// The states that a file which a digest lists may be in.
  static let listed: [Self] = [.verified, .unsigned, .altered, .missing, .unreadable, .unproven]
}

extension LogValidation {
  /// What the digests show, in sentences.
  public var sentences: [String] {
    guard digests > 0 else { return [Self.withoutDigests] }
    let listed = FileState.listed.filter { $0 != .unsigned || count($0) > 0 }.map {
      "\(TextFormat.count(count($0))) \($0.rawValue)"
    }
    let total = FileState.listed.reduce(0) { $0 + count($1) }
    var sentences = [
      "\(TextFormat.count(digests, "digest")) of CloudTrail list \(TextFormat.count(total, "log file")): "
        + listed.joined(separator: ", ") + "."
    ]
    let others = [
      (count(.unlisted), "that digests cover in time and do not list"),
      (count(.uncovered), "that no digest covers: not verified"),
    ].filter { $0.0 > 0 }
    if !others.isEmpty {
      sentences.append(
        (others[0].0 == 1 ? "There is also " : "There are also ")
          + others.map { "\(TextFormat.count($0.0, "log file")) \($0.1)" }.joined(separator: ", and ")
          + ".")
    }
    if count(.notInCopy) > 0 {
      sentences.append(
        "A digest's own signature lies in the metadata of its S3 object, not in the file; the next digest repeats it."
      )
    }
    sentences.append(
      "Signatures of digests: "
        + Signature.allCases.filter { Self.usual.contains($0) || count($0) > 0 }
        .map { "\(TextFormat.count(count($0))) \($0.rawValue)" }.joined(separator: ", ")
        + (count(.notChecked) > 0 ? "; --public-keys gives the keys to check by." : "."))
    if count(.otherKey) > 0 {
      sentences.append(
        "A digest that names a key which is not among those given proves nothing: `aws cloudtrail list-public-keys` lists "
          + "the keys of a region and time."
      )
    }
    return sentences
  }

  /// The states of signatures that are told also where no digest is in them.
  private static let usual: [Signature] = [.valid, .invalid, .notChecked, .notInCopy]

  /// What is to be said where no digest is there.
  static let withoutDigests =
    "No digest file of CloudTrail was among the files: that they are complete and unaltered is not verified."
}
