import AWSCatalog
import IAMPolicy

/// The names of services as principals, as far as the catalog and some policies tell them.
///
/// IAM User Guide, "AWS JSON policy elements: Principal": a service has the name that its own documentation gives, most
/// often `service.amazonaws.com`, some with a part before it or with the region in it.
struct ServicePrincipals {
  private static let domains = ["amazonaws.com", "amazonaws.com.cn", "amazon.com"]

  private let names: Set<String>

  /// - Parameter named: what statements name as principals.
  init(named: [String]) {
    names = Set(ServiceCatalog.prefixes.map { "\($0).\(Self.domains[0])" })
      .union(named.filter { !$0.contains("*") && $0.contains(".") && !$0.contains(":") })
  }

  /// What was probably meant by a name that none of them is; nil where it may be one of another service.
  func meant(by name: String) -> String? {
    if names.contains(name) { return nil }
    guard let domain = Self.domains.first(where: { name.hasSuffix(".\($0)") }) else {
      return meant(byDomainOf: name)
    }
    // With a part before it or a region in it a name is that of a service all the same.
    let labels = name.dropLast(domain.count + 1).split(separator: ".", omittingEmptySubsequences: false)
    let services = Set(names.compactMap { $0.split(separator: ".").first.map(String.init) })
    if labels.contains(where: { services.contains(String($0)) }) { return nil }
    guard let meant = Spelling.closest(to: name, among: names.sorted()), labels.count == 1,
      let own = labels.first, !KnownNames.isTooShort(String(own), for: String(meant.prefix { $0 != "." }))
    else { return nil }
    return meant
  }

  /// The name with the domain that services have, for one that differs from it in a letter or two.
  private func meant(byDomainOf name: String) -> String? {
    for place in name.indices where name[place] == "." {
      let end = String(name[name.index(after: place)...])
      if let domain = Spelling.closest(to: end, among: Self.domains) {
        return name[...place] + domain
      }
    }
    return nil
  }
}
