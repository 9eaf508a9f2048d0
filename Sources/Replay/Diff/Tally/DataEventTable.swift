/// The actions that CloudTrail records only where a trail asks for data events of their service.
enum DataEventTable {
  /// A service with such actions.
  struct Service: Sendable {
    /// The prefix of its actions.
    let name: String
    /// Its actions with the prefix.
    let actions: [String]
    /// What its event sources begin with.
    let eventSources: [String]
  }

  /// All of them, those first that most trails ask for.
  static let services: [Service] = "\(data)".split(separator: "\n").map { line in
    let fields = line.split(separator: "\t").map { $0.split(separator: ",").map(String.init) }
    let name = fields.first?.first ?? ""
    return Service(
      name: name, actions: fields.dropFirst().first.map { $0.map { "\(name):\($0)" } } ?? [],
      eventSources: [name] + fields.dropFirst(2).joined())
  }
}
