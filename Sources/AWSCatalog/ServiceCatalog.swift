/// The actions and resource types of every AWS service, each service read when it is first asked for.
///
/// From the AWS Service Authorization Reference. The data holds a line for each service, sorted by prefix; its
/// fields are those that `Service` reads.
public struct ServiceCatalog {
  private static let text = CatalogText(data)
  private var loaded: [String: Service] = [:]

  /// Makes a catalog of which nothing is read yet.
  public init() {}

  /// Every service prefix, sorted.
  public static let prefixes: [String] =
    text.split("\n").map { line in
      var line = line
      return line.next(before: UInt8(ascii: "\t")).string
    }

  /// The service with this prefix; nil when there is none.
  public mutating func service(_ prefix: String) -> Service? {
    if let service = loaded[prefix] { return service }
    guard let line = Self.text.line(of: prefix) else { return nil }
    let service = Service(line)
    loaded[prefix] = service
    return service
  }
}
