import AWSCatalog
import AuditStore

/// Resources that patterns with `*` and `?` name, as conditions of SQL.
struct NamedResources {
  let patterns: [String]

  /// The condition that a text is one of them.
  func covers(_ column: String) -> String {
    any { "\(column) GLOB \(SQLText.glob($0))" }
  }

  /// The condition that a text whose `*` and `?` stand for what is not known may be one of them.
  ///
  /// A pattern without wildcards is compared as a whole, others by what stands before the first wildcard of either and
  /// behind the last one.
  func mayCover(_ column: String) -> String {
    any { pattern in
      let head = Self.head(pattern)
      let known =
        "min(instr(\(column) || '*', '*') - 1, instr(\(column) || '?', '?') - 1, \(head.unicodeScalars.count))"
      let beginsAlike = "substr(\(column), 1, \(known)) = substr(\(SQLText.literal(head)), 1, \(known))"
      // SQLite takes no longer patterns than 50,000 bytes.
      let isShort = "length(\(column)) < 4096"
      guard head == pattern else {
        let ending = Self.ending(pattern)
        if ending.isEmpty { return beginsAlike }
        return "(\(beginsAlike) AND iif(\(isShort), \(Self.endsAlike(column, ending)), true))"
      }
      let isWhole = "\(SQLText.literal(pattern)) GLOB replace(\(column), '[', '[[]')"
      return "iif(\(isShort), \(isWhole), \(beginsAlike))"
    }
  }

  /// The condition that what stands behind the last wildcard of a text, and an ending, may end the same text.
  private static func endsAlike(_ column: String, _ ending: String) -> String {
    let letters = "replace(replace(\(column), '*', ''), '?', '')"
    let own = "substr(\(column), length(rtrim(\(column), \(letters))) + 1)"
    return
      "(\(own) GLOB \(SQLText.glob("*" + ending)) OR \(SQLText.literal(ending)) GLOB '*' || replace(\(own), '[', '[[]'))"
  }

  /// A resource as a text whose `*` and `?` stand for what is not known: also for the part of it that is assumed.
  ///
  /// The same is open to `RequestFilter` and to the engine: an IAM path, and what stands behind a name in other ARNs.
  ///
  /// - Parameter isAssumed: the condition that a part is assumed.
  static func form(of column: String, isAssumed: String) -> String {
    let start = "substr(\(column), 1, instr(\(column), '/'))"
    let name = "substr(\(column), length(rtrim(\(column), replace(\(column), '/', ''))) + 1)"
    return """
      CASE WHEN NOT (\(isAssumed)) OR \(column) GLOB '*[*?]*' THEN \(column)
            WHEN instr(\(column), '/') = 0 THEN \(column) || '*'
            WHEN \(column) GLOB 'arn:aws*:iam:*' THEN \(start) || '*/' || \(name)
            ELSE \(start) || '*' END
      """
  }

  /// How a resource is known whose text has more forms than one.
  static let openStates: [ResourceState] = [.wild, .listwild, .assumed, .ambiguous, .partial]

  /// The condition that an action is one of a service that has such resources.
  func mayBeOn(action: String) -> String {
    var catalog = ServiceCatalog()
    return any { pattern in
      guard let service = Self.service(pattern) else { return "true" }
      let prefixes = ServiceCatalog.prefixes.filter { prefix in
        prefix == service
          || catalog.service(prefix)?.resourceTypes.values
            .contains { $0.arnPattern.split(separator: ":").dropFirst(2).first ?? "" == service } == true
      }
      return prefixes.isEmpty
        ? "true"
        : "(\(prefixes.map { "\(action) GLOB \(SQLText.glob($0 + ":*"))" }.joined(separator: " OR ")))"
    }
  }

  /// Whether a text begins so that it may be one of them; `isOpen` when more may follow.
  func mayBegin(_ text: String, isOpen: Bool) -> Bool {
    patterns.contains { pattern in
      let head = Self.head(pattern).utf8
      return text.utf8.starts(with: head) || isOpen && head.starts(with: text.utf8)
    }
  }

  private func any(_ condition: (String) -> String) -> String {
    "(" + patterns.map(condition).joined(separator: " OR ") + ")"
  }

  /// What stands before the first wildcard.
  private static func head(_ pattern: String) -> String {
    String(String.UnicodeScalarView(pattern.unicodeScalars.prefix { $0 != "*" && $0 != "?" }))
  }

  /// What stands behind the last wildcard.
  private static func ending(_ pattern: String) -> String {
    let scalars = pattern.unicodeScalars
    let last = scalars.lastIndex { $0 == "*" || $0 == "?" }
    return last.map { String(scalars[scalars.index(after: $0)...]) } ?? pattern
  }

  /// The service of an ARN; nil where wildcards leave it open, or the text is none.
  private static func service(_ pattern: String) -> String? {
    let fields = pattern.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
    guard fields.count == 4, fields[0] == "arn", !fields[1].contains("*"),
      !fields[2].contains(where: { $0 == "*" || $0 == "?" }), !fields[2].isEmpty
    else { return nil }
    return String(fields[2])
  }
}
