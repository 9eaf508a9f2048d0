/// The actions and resource types of every AWS service, read service by service when it is first needed.
///
/// From the AWS Service Authorization Reference. The data is lines of tab-separated fields: `S` a service
/// prefix, then its `R` resource types with their ARN patterns and its `A` actions with the types they take,
/// `*` behind the required ones.
public struct ServiceCatalog {
  /// The day the reference was read.
  public static let date = "2026-10-27"

  /// One service.
  public struct Service: Sendable {
    /// The ARN pattern of each resource type, with placeholders such as `${BucketName}`.
    public var resourceTypes: [String: String] = [:]
    /// Each action by its lower-case name.
    public var actions: [String: Action] = [:]
  }

  /// One action.
  public struct Action: Sendable {
    /// The name with its capitals.
    public var name: String
    /// The resource types it takes; empty for an action on `*`.
    public var resourceTypes: [String]
    /// Those of them that it always takes; of alternatives all count as such.
    public var requiredTypes: Set<String>
  }

  private let text: [UInt8]
  private var starts: [String: Int] = [:]
  private var loaded: [String: Service] = [:]

  /// Finds where each service begins; nothing else is read yet.
  public init() {
    text = unsafe Array(UnsafeBufferPointer(start: Self.data.utf8Start, count: Self.data.utf8CodeUnitCount))
    var line = 0
    while line < text.count {
      let end = text[line...].firstIndex(of: 0x0A) ?? text.count
      if text[line] == UInt8(ascii: "S") {
        starts[String(decoding: text[(line + 2)..<end], as: UTF8.self)] = end + 1
      }
      line = end + 1
    }
  }

  /// Every service prefix, sorted.
  var prefixes: [String] { starts.keys.sorted() }

  /// Whether there is such a service prefix.
  public func contains(_ prefix: String) -> Bool { starts[prefix] != nil }

  /// The service with this prefix; nil when there is none.
  public mutating func service(_ prefix: String) -> Service? {
    if let service = loaded[prefix] { return service }
    guard let start = starts[prefix] else { return nil }
    let service = read(from: start)
    loaded[prefix] = service
    return service
  }

  private func read(from start: Int) -> Service {
    var service = Service()
    var line = start
    while line < text.count, text[line] != UInt8(ascii: "S") {
      let end = text[line...].firstIndex(of: 0x0A) ?? text.count
      let fields = text[line..<end].split(separator: 0x09, omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
      }
      if fields.count == 3 { service.add(fields) }
      line = end + 1
    }
    return service
  }
}

extension ServiceCatalog.Service {
  fileprivate mutating func add(_ fields: [String]) {
    if fields[0] == "R" {
      resourceTypes[fields[1]] = fields[2]
      return
    }
    let listed = fields[2].split(separator: ",")
    let types = listed.map { $0.hasSuffix("*") ? String($0.dropLast()) : String($0) }
    actions[fields[1].lowercased()] = ServiceCatalog.Action(
      name: fields[1], resourceTypes: types,
      requiredTypes: Set(listed.filter { $0.hasSuffix("*") }.map { String($0.dropLast()) }))
  }
}
