import AuditStore
import Testing

/// Operations of API Gateway whose name REST APIs share with HTTP and WebSocket APIs: the parameters tell which is called.
struct APIPathTests {
  private static let root = "arn:aws:apigateway:eu-west-1::"

  /// An operation's verb, and what stands behind an API's path in that of a call which names the rest by these parameters.
  static let shared = [
    ("DeleteStage", "DELETE", "stages/prod", #""stageName":"prod""#),
    ("GetStage", "GET", "stages/prod", #""stageName":"prod""#),
    ("UpdateStage", "PATCH", "stages/prod", #""stageName":"prod""#),
    ("DeleteDeployment", "DELETE", "deployments/d1", #""deploymentId":"d1""#),
    ("GetDeployment", "GET", "deployments/d1", #""deploymentId":"d1""#),
    ("UpdateDeployment", "PATCH", "deployments/d1", #""deploymentId":"d1""#),
    ("DeleteAuthorizer", "DELETE", "authorizers/u1", #""authorizerId":"u1""#),
    ("GetAuthorizer", "GET", "authorizers/u1", #""authorizerId":"u1""#),
    ("UpdateAuthorizer", "PATCH", "authorizers/u1", #""authorizerId":"u1""#),
    ("GetStages", "GET", "stages", #""limit":5"#),
    ("CreateStage", "POST", "stages", #""stageName":"prod""#),
  ]

  private func requests(_ name: String, _ parameters: String) -> [String] {
    EventText(source: "apigateway.amazonaws.com", name: name, parameters: "{\(parameters)}").requests()
  }

  @Test(arguments: shared)
  func `the path is that of the API which the call names`(
    name: String, verb: String, path: String, rest: String
  ) {
    #expect(
      requests(name, #""apiId":"a1",\#(rest)"#)
        == ["apigateway:\(verb) \(Self.root)/apis/a1/\(path) exact"])
    #expect(
      requests(name, #""restApiId":"r1",\#(rest)"#)
        == ["apigateway:\(verb) \(Self.root)/restapis/r1/\(path) exact"])
  }

  @Test func `a call that names no API whole keeps the path of the first form that it names in part`() {
    #expect(
      requests("GetStage", #""stageName":"prod""#)
        == ["apigateway:GET \(Self.root)/restapis/*/stages/prod partial"])
    #expect(
      requests("GetAuthorizer", #""apiId":"a1""#) == [
        "apigateway:GET \(Self.root)/apis/a1/authorizers/* partial"
      ])
  }

  @Test func `a denied call without parameters names no path`() {
    let event = EventText(
      source: "apigateway.amazonaws.com", name: "DeleteStage", errorCode: "AccessDenied")
    #expect(event.requests() == ["apigateway:DELETE  unknown"])
  }

  private static let mutual = #""mutualTlsAuthentication":{"truststoreUri":"s3://b/k"}"#
  private static let added = "apigateway:AddCertificateToDomain \(root)/domainnames exact"

  @Test func `a domain whose clients show certificates is made by a check of its own`() {
    let made = "apigateway:POST \(Self.root)/domainnames exact"
    #expect(requests("CreateDomainName", #""domainName":"a.example""#) == [made])
    #expect(requests("CreateDomainName", #""domainName":"a.example",\#(Self.mutual)"#) == [made, Self.added])
    #expect(
      requests("CreateDomainName", #""createDomainNameInput":{"domainName":"a.example",\#(Self.mutual)}"#)
        == [made, Self.added])
  }

  @Test(arguments: [
    mutual,
    #""updateDomainNameInput":{"patchOperations":[{"op":"replace","path":"/mutualTlsAuthentication/truststoreUri","value":"s3://b/k"}]}"#,
  ])
  func `one whose certificates change may be checked for that`(change: String) {
    func possible(_ more: String) -> [String] {
      EventText(
        source: "apigateway.amazonaws.com", name: "UpdateDomainName",
        parameters: #"{"domainName":"a.example",\#(more)}"#
      ).derived().requests.filter { $0.certainty == .possible }.map { "\($0.action) \($0.resource)" }
    }
    #expect(
      possible(change) == ["apigateway:AddCertificateToDomain \(Self.root)/domainnames/a.example"])
    #expect(possible(#""updateDomainNameInput":{}"#) == [])
  }
}
