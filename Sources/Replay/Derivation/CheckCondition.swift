import AuditStore
import CloudTrail

/// The condition under which an operation makes a check.
struct CheckCondition {
  private enum Kind {
    case always
    case has([SentName], unless: OneValue?)
    case lacks([SentName])
    /// Possible where none of these parameters was sent.
    case possibleWithout([SentName])
    case possible
    /// Of several services with an operation of one name the one whose calls send one of these parameters, or do not.
    case only([SentName], isSent: Bool)
    /// One of these parameters was sent, or the caller's session holds what it would set: a source identity.
    case held([SentName])
    /// Certain with this value of a parameter, otherwise possible.
    case with(OneValue)
    /// Possible unless a parameter has this value.
    case possibleUnless(OneValue)
    /// All of these hold.
    indirect case all([CheckCondition])
    /// This parameter is true; the check is then made, or perhaps.
    case isTrue(Int32, Certainty)
    /// A parameter of this name was sent, at the top or within another one.
    case holds(Int32)
    /// The ARN in this parameter is of this service.
    case ofService(OneValue)
    /// This parameter has a policy in it.
    case holdsPolicy(Int)
    /// A change, in a parameter with this name, of what stands at this path.
    case patch(Int32, path: [UInt8])
    /// Tags of a resource, in a parameter with this name, whose own path begins with one of these.
    case tagged(Int32, paths: [[UInt8]])
    /// A PartiQL statement beginning with this verb.
    case statement(StatementVerb)
    /// A transaction member of this name.
    case member(TransactionMember)
    /// A list in which some have a member and others do not.
    case mixed(MixedList)
    /// A copy whose source names a version, or does not.
    case sourceVersion(Bool)
    /// A copy whose source is in a directory bucket, or is not.
    case sourceDirectory(Bool)
  }

  /// The name of a parameter that a call may send.
  private struct SentName {
    /// The number of the name without capitals, `_` and `-`.
    let normalized: Int32
    let isHeader: Bool

    init(_ text: String, _ names: inout ParameterNames) {
      normalized = names.normalizedNumber(ParameterNames.normalized(text))
      isHeader = text.hasPrefix("x-amz-")
    }
  }

  /// A parameter with one of its values.
  private struct OneValue {
    let entry: Int32
    let value: [UInt8]

    /// Nil for a name without `!value` behind it.
    init?(_ text: String, _ names: inout ParameterNames) {
      let parts = text.split(separator: "!").map(String.init)
      guard parts.count == 2 else { return nil }
      entry = names.normalizedNumber(ParameterNames.normalized(parts[0]))
      value = Array(parts[1].utf8)
    }

    /// Whether a call sends this value and no other for certain.
    func isCertain(_ parameters: borrowing ParameterList) -> Bool {
      !parameters.headers.queryHolds(entry)
        && certaintyOfOther(parameters, among: parameters.entries.indices) == nil
    }

    /// That some entries hold another value, or none: nil where they hold this one and no other, possible where it may be
    /// that, as the record hides it.
    func certaintyOfOther(_ parameters: borrowing ParameterList, among indices: Range<Int>) -> Certainty? {
      var found: Certainty?
      var isSent = false
      for index in indices where parameters.entries[index].name == entry {
        isSent = true
        if parameters.entries[index].kind == .hidden {
          found = .possible
          continue
        }
        let text = parameters.entries[index].text
        guard text.count == value.count, text.hasPrefix(value) else { return .certain }
      }
      return isSent ? found : .certain
    }

    /// Whether a call names something of a service with this name by its ARN.
    func certaintyOfService(
      _ parameters: borrowing ParameterList, _ facts: borrowing ContextFacts
    ) -> Certainty? {
      var found: Certainty? = facts.isReadable && !parameters.isCut ? nil : .possible
      for index in parameters.entries.indices where parameters.entries[index].name == entry {
        if parameters.entries[index].kind == .hidden { found = .possible }
        guard let service = ARNSlice(parameters.entries[index].text)?.service else { continue }
        if service.count == value.count, service.hasPrefix(value) { return .certain }
      }
      return found
    }
  }

  private let kind: Kind
  /// Whether the check is always made.
  let isAlways: Bool

  /// The condition in the form of the tables: `has:a|b`, `has:a!value`, `lacks:a|b`, `maybe-lacks:a|b`, `only:a`,
  /// `only-without:a`, `held:a`, `with:a!value`, `maybe-unless:a!value`, `true:a`, `maybe-true:a`, `holds:a`, `policy:a`,
  /// `patch:/path`, `tagged:/path|/path`, `on:a!service`, `sql:VERB`, `txn:Member`, `mixed:list.member`, `maybe`,
  /// several of them with `&` between, or nothing for always.
  init(_ text: String, _ names: inout ParameterNames) {
    let values = text.drop { $0 != ":" }.dropFirst().split(separator: "|").map(String.init)
    isAlways = text.isEmpty
    if text.contains("&") {
      kind = .all(text.split(separator: "&").map { CheckCondition(String($0), &names) })
      return
    }
    switch text.prefix(while: { $0 != ":" }) {
    case "": kind = .always
    case "has" where values == ["copysource.versionId"]: kind = .sourceVersion(true)
    case "lacks" where values == ["copysource.versionId"]: kind = .sourceVersion(false)
    case "has" where values == ["copysource.directory"]: kind = .sourceDirectory(true)
    case "lacks" where values == ["copysource.directory"]: kind = .sourceDirectory(false)
    case "has":
      kind = .has(
        values.map { SentName(String($0.prefix { $0 != "!" }), &names) },
        unless: values.compactMap { OneValue($0, &names) }.first)
    case "lacks": kind = .lacks(values.map { SentName($0, &names) })
    case "only": kind = .only(values.map { SentName($0, &names) }, isSent: true)
    case "only-without": kind = .only(values.map { SentName($0, &names) }, isSent: false)
    case "held": kind = .held(values.map { SentName($0, &names) })
    case "with": kind = OneValue(values.first ?? "", &names).map { .with($0) } ?? .possible
    case "maybe-unless": kind = OneValue(values.first ?? "", &names).map { .possibleUnless($0) } ?? .possible
    case "true", "maybe-true":
      kind = .isTrue(
        names.normalizedNumber(ParameterNames.normalized(values.first ?? "")),
        text.hasPrefix("maybe") ? .possible : .certain)
    case "holds": kind = .holds(names.normalizedNumber(ParameterNames.normalized(values.first ?? "")))
    case "policy": kind = .holdsPolicy(names.number(values.first ?? ""))
    case "patch": kind = .patch(names.normalizedNumber("path"), path: Array((values.first ?? "").utf8))
    case "tagged": kind = .tagged(names.normalizedNumber("resourcearn"), paths: values.map { Array($0.utf8) })
    case "on": kind = OneValue(values.first ?? "", &names).map { .ofService($0) } ?? .possible
    case "maybe-lacks": kind = .possibleWithout(values.map { SentName($0, &names) })
    case "sql": kind = .statement(StatementVerb(values.first ?? "", &names))
    case "mixed": kind = MixedList(values.first ?? "", &names).map { .mixed($0) } ?? .possible
    case "txn": kind = .member(TransactionMember(values.first ?? "", &names))
    default: kind = .possible
    }
  }

  /// The member of a transaction whose check it is; nil for other checks.
  var member: TransactionMember? {
    if case .member(let member) = kind { member } else { nil }
  }

  /// The PartiQL statements whose check it is; nil for other checks.
  var statements: StatementVerb? {
    if case .statement(let verb) = kind { verb } else { nil }
  }

  var needsParameters: Bool {
    switch kind {
    case .always, .possible: false
    default: true
    }
  }

  /// Certain or possible; nil when the check was not made.
  ///
  /// - Parameter facts: what is known of the parameters as a whole.
  func certainty(
    _ parameters: borrowing ParameterList, _ names: borrowing ParameterNames, _ facts: borrowing ContextFacts
  ) -> Certainty? {
    if !facts.showsChoices, !isAlways { return .possible }
    switch kind {
    case .always: return .certain
    case .possible: return .possible
    case .has(let listed, let plain): return Self.sent(listed, unless: plain, parameters, names)
    case .with(let value): return value.isCertain(parameters) ? .certain : .possible
    case .possibleUnless(let value): return value.isCertain(parameters) ? nil : .possible
    case .all(let conditions): return Self.all(conditions, parameters, names, facts)
    case .lacks(let listed): return Self.sent(listed, parameters, names) == nil ? .certain : nil
    case .possibleWithout(let listed):
      return Self.sent(listed, parameters, names) == nil ? .possible : nil
    case .only(let listed, let isSent):
      guard facts.isReadable else { return .possible }
      return (Self.sent(listed, parameters, names) != nil) == isSent ? .certain : nil
    case .held(let listed): return facts.holdsSourceIdentity ? .certain : Self.sent(listed, parameters, names)
    case .isTrue(let name, let certainty):
      return Self.isTrue(name, parameters, facts).map { $0 == .certain ? certainty : $0 }
    case .holds(let name):
      if parameters.entries.contains(where: { $0.name == name }) { return .certain }
      return facts.isReadable && !parameters.isCut ? nil : .possible
    case .ofService(let expected): return expected.certaintyOfService(parameters, facts)
    case .holdsPolicy(let name): return Self.holdsPolicy(parameters.value(name), facts)
    case .patch(let name, let path): return Self.changes(path, name, parameters, facts)
    case .tagged(let name, let paths): return Self.isTagged(name, paths, parameters)
    case .statement(let verb): return verb.certainty(parameters)
    case .member(let member): return member.certainty(parameters)
    case .mixed(let list): return list.certainty(parameters, facts)
    case .sourceVersion(let expected):
      guard let hasVersion = CopySource.hasVersion(parameters, names) else { return .possible }
      return hasVersion == expected ? .certain : nil
    case .sourceDirectory(let expected):
      guard let isInside = CopySource.isInDirectoryBucket(parameters, names) else { return .possible }
      return isInside == expected ? .certain : nil
    }
  }

  private static func all(
    _ conditions: [CheckCondition], _ parameters: borrowing ParameterList, _ names: borrowing ParameterNames,
    _ facts: borrowing ContextFacts
  ) -> Certainty? {
    var found = Certainty.certain
    for condition in conditions {
      guard let one = condition.certainty(parameters, names, facts) else { return nil }
      if one == .possible { found = .possible }
    }
    return found
  }

  /// Certain when one of the parameters was sent, possible when it is not known whether it counts; nil when none was.
  ///
  /// A bucket that takes no ACLs takes the one that gives its owner full control all the same, and it may be that
  /// nothing is checked for it: Amazon S3 User Guide, "Controlling ownership of objects". Of a header that the query of a
  /// signed URL holds it is not documented whether S3 takes it up.
  private static func sent(
    _ listed: [SentName], unless plain: OneValue? = nil, _ parameters: borrowing ParameterList,
    _ names: borrowing ParameterNames
  ) -> Certainty? {
    var found: Certainty?
    for index in parameters.top.indices {
      let top = parameters.top[index]
      let normalized = names[top.name].normalized
      // The SDKs send an empty list for what was left out.
      guard let name = listed.first(where: { $0.normalized == normalized }), !top.raw.isEmptyArray
      else { continue }
      // A header and the one of its name in the query are judged apart, each by its own values.
      let own = parameters.headers.entries(ofPlace: index) ?? parameters.entries.indices
      let certainty =
        if let plain, plain.entry == normalized { plain.certaintyOfOther(parameters, among: own) } else {
          Certainty?.some(.certain)
        }
      guard let certainty else { continue }
      let isOpen = normalized == names.cannedACL && mayGiveOwnerAll(normalized, parameters, among: own)
      let isInQuery = name.isHeader && parameters.headers.isInQuery(place: index)
      guard isOpen || isInQuery || certainty == .possible else { return .certain }
      found = .possible
    }
    return found
  }

  /// Whether the entries of this name among some hold the canned ACL that gives the bucket's owner full control, or one
  /// that the record hides.
  private static func mayGiveOwnerAll(
    _ name: Int32, _ parameters: borrowing ParameterList, among indices: Range<Int>
  ) -> Bool {
    for index in indices where parameters.entries[index].name == name {
      let entry = parameters.entries[index]
      if entry.kind != .hidden, !(entry.text == "bucket-owner-full-control") { return false }
    }
    return true
  }

  private static func isTrue(
    _ name: Int32, _ parameters: borrowing ParameterList, _ facts: borrowing ContextFacts
  ) -> Certainty? {
    guard facts.isReadable else { return .possible }
    var found: Certainty?
    for index in parameters.entries.indices where parameters.entries[index].name == name {
      let entry = parameters.entries[index]
      let isTrue = entry.depth == 1 && entry.text.equalsIgnoringCase(TextSlice("true"))
      if isTrue, !parameters.headers.isInQuery(entry: index) { return .certain }
      if isTrue || entry.kind == .hidden { found = .possible }
    }
    return found
  }

  private static func holdsPolicy(_ parameter: RawJSON?, _ facts: borrowing ContextFacts) -> Certainty? {
    guard facts.isReadable else { return .possible }
    return parameter?.member("policy").map { !$0.isNull } == true ? .certain : nil
  }

  private static func changes(
    _ path: [UInt8], _ name: Int32, _ parameters: borrowing ParameterList, _ facts: borrowing ContextFacts
  ) -> Certainty? {
    guard facts.isReadable, !parameters.isCut else { return .possible }
    var found: Certainty?
    for index in parameters.entries.indices where parameters.entries[index].name == name {
      let entry = parameters.entries[index]
      if entry.text.count == path.count, entry.text.hasPrefix(path) { return .certain }
      if entry.kind == .hidden { found = .possible }
    }
    return found
  }

  /// Possible where the path is not told or is none of these, as it may be one that several services have.
  private static func isTagged(
    _ name: Int32, _ paths: [[UInt8]], _ parameters: borrowing ParameterList
  ) -> Certainty {
    for index in parameters.entries.indices where parameters.entries[index].name == name {
      guard let arn = PercentText.decoded(parameters.entries[index].text) else { continue }
      let isOne = TextSlice.with(arn) { text in
        ARNSlice(text).map { arn in paths.contains { arn.resource.hasPrefix($0) } } ?? false
      }
      if isOne { return .certain }
    }
    return .possible
  }
}

/// A member of a transaction: `Put`, `Update`, `Delete` or `ConditionCheck`.
struct TransactionMember {
  private let name: Int32
  private let items: Int32

  init(_ name: String, _ names: inout ParameterNames) {
    let full = name == "Check" ? "conditioncheck" : name.lowercased()
    self.name = names.normalizedNumber(full)
    items = names.normalizedNumber("transactitems")
  }

  /// Without readable items, all of them, every member is possible.
  func certainty(_ parameters: borrowing ParameterList) -> Certainty? {
    if parameters.entries.contains(where: { $0.name == name && $0.kind == .object }) { return .certain }
    return !parameters.isCut && parameters.entries.contains { $0.name == items } ? nil : .possible
  }

  /// Whether the entry with an index stands within a member of this name.
  func holds(_ index: Int, _ parameters: borrowing ParameterList) -> Bool {
    parameters.holds(index, within: name)
  }
}

extension ParameterList {
  /// The name of the object whose member an entry is; nil for a parameter of the call's own.
  func holder(of index: Int) -> Int32? {
    let depth = entries[index].depth
    for place in (0..<index).reversed() where entries[place].depth < depth {
      return entries[place].kind == .object ? entries[place].name : nil
    }
    return nil
  }

  /// Whether the entry with an index stands within an object of this name.
  func holds(_ index: Int, within name: Int32) -> Bool {
    var depth = entries[index].depth
    for place in (0..<index).reversed() {
      let entry = entries[place]
      guard entry.kind == .object, entry.depth < depth else { continue }
      if entry.name == name { return true }
      depth = entry.depth
    }
    return false
  }
}

/// Text in which a percent sign stands before two hexadecimal digits.
enum PercentText {
  /// The bytes meant; nil when a percent sign is not followed by two digits.
  static func decoded(_ text: TextSlice) -> [UInt8]? {
    var bytes: [UInt8] = []
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "%") else {
        bytes.append(text[index])
        index += 1
        continue
      }
      guard let value = UInt8(text[(index + 1)..<(index + 3)].string(), radix: 16), index + 2 < text.count
      else {
        return nil
      }
      bytes.append(value)
      index += 3
    }
    return bytes
  }

  /// The text as a segment of a path.
  static func encoded(_ text: TextSlice) -> [UInt8] {
    var bytes: [UInt8] = []
    for index in 0..<text.count {
      let byte = text[index]
      if isPlain(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digit(byte >> 4), digit(byte & 15)]
      }
    }
    return bytes
  }

  /// Whether a byte stands for itself: letters, digits, `-`, `.`, `_` and `~`.
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "~")
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }
}
