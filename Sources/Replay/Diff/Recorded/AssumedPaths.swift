import AuditStore
import IAMPolicy

/// The IAM entities among the resources of a log of which it tells the name and not the path.
struct AssumedPaths {
  /// One of them as reports name it.
  struct Entity {
    /// Its ARN as a snapshot settles it; with a `*` for the path where none does.
    var arn: String
    /// The row of a resource that the log has under this ARN itself; nil for none.
    var first: Int?
  }

  /// With their rows, in the order of these.
  private(set) var entities: [(row: Int, entity: Entity)] = []

  init(_ resources: RecordedResources, _ known: EntityARNs) {
    var isSettled = false
    for row in resources.indices
    where resources.state(row) == .assumed && Self.isOfIAM(resources.bytes(row)) {
      let text = resources[row].text
      guard let (arn, isKnown) = Self.arn(text, known) else { continue }
      entities.append((row, Entity(arn: arn)))
      if isKnown { isSettled = true }
    }
    // No other text has a wildcard for a path.
    guard isSettled else { return }
    var told: [ExactText: Int] = [:]
    for row in resources.indices
    where Self.isOfIAM(resources.bytes(row)) && resources.state(row) != .assumed {
      let text = ExactText(resources[row].text)
      if told[text] == nil { told[text] = row }
    }
    for index in entities.indices {
      entities[index].entity.first = told[ExactText(entities[index].entity.arn)]
    }
  }

  /// The ARN, and whether a snapshot settles it; nil for what is no entity with a path.
  private static func arn(_ text: String, _ known: EntityARNs) -> (arn: String, isKnown: Bool)? {
    let request = DerivedRequest(
      action: "", resource: text, state: .assumed, certainty: .certain, resourceAccount: nil, context: [])
    guard case .unknownPath(let start, let name) = request.requestResource else { return nil }
    if case .arn(let arn) = known.resource(start, name) { return (arn, true) }
    return (start + "*" + name, false)
  }

  /// Whether a text is an ARN of IAM, in whatever partition; most are of another service of the first one.
  private static func isOfIAM(_ text: ArraySlice<UInt8>) -> Bool {
    let place = text.startIndex + 8
    guard place + 4 < text.endIndex else { return false }
    if text[place - 1] == UInt8(ascii: ":") {
      return text[place] == UInt8(ascii: "i") && text[place...].starts(with: "iam:".utf8)
    }
    guard let end = text[place...].firstIndex(of: UInt8(ascii: ":")) else { return false }
    return text[end...].starts(with: ":iam:".utf8)
  }
}
