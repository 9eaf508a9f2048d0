import AWSCatalog
import Testing

@testable import IAMPolicy

/// The data of services' own rules, against the catalog.
struct ServiceRulesTests {
  @Test func `every KMS action whose one resource is a key is taken to be on one`() throws {
    var catalog = ServiceCatalog()
    let service = catalog.service("kms")
    let kms = try #require(service)
    let others = kms.actions.filter { $0.value.requiredTypes != ["key"] && $0.value.resourceTypes != ["key"] }
    #expect(Set(others.keys.map { "kms:" + $0 }) == ServiceRules.actionsWithoutKey)
  }
}
