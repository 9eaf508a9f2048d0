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

  @Test func `every action on an S3 object is open to the owner of the object`() throws {
    var catalog = ServiceCatalog()
    let service = catalog.service("s3")
    let s3 = try #require(service)
    let onObjects = s3.actions.filter { $0.value.resourceTypes.contains("object") }
    #expect(Set(onObjects.keys.map { "s3:" + $0 }) == ServiceRules.objectActions)
  }
}
