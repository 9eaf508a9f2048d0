import AuditStore
import IAMPolicy
import TestSupport
import Testing

@testable import Replay

/// Calls of `AssumeRoleWithSAML`, whose identity has a hash of the provider.
struct SAMLAssertionTests {
  private static let identity =
    #"{"type":"SAMLUser","principalId":"bdGOn=:ann","userName":"ann","identityProvider":"bdGOn="}"#

  private static func parameters(_ provider: String = "Okta") -> String {
    #"{"sAMLAssertionID":"_c0","roleSessionName":"ann","roleArn":"arn:aws:iam::111111111111:role/app","#
      + #""principalArn":"arn:aws:iam::111111111111:saml-provider/\#(provider)"}"#
  }

  private static let answer =
    #"{"subject":"ann","subjectType":"transient","issuer":"https://idp","nameQualifier":"bdGOn=","#
    + #""audience":"https://signin.aws.amazon.com/saml"}"#

  private static func event(parameters: String = parameters(), response: String = answer) -> EventText {
    EventText(
      source: "sts.amazonaws.com", name: "AssumeRoleWithSAML", identity: identity, parameters: parameters,
      response: response)
  }

  @Test func `the call names the provider and its answer the assertion`() {
    let derived = Self.event().derived()
    #expect(derived.eventClass == .federation)
    #expect(derived.requests.map { $0.action } == ["sts:AssumeRoleWithSAML"])
    let facts = derived.requests.flatMap { $0.context }
    for (key, value) in [
      ("saml:doc", "111111111111/Okta"), ("saml:aud", "https://signin.aws.amazon.com/saml"),
      ("saml:iss", "https://idp"), ("saml:sub", "ann"), ("saml:sub_type", "transient"),
      ("saml:namequalifier", "bdGOn="), ("sts:rolesessionname", "ann"),
    ] { #expect(facts.contains(ContextFact(key: key, value: .value(value))), "\(key)") }
  }

  @Test func `an answer that is missing leaves the assertion open`() {
    let keys = Self.event(response: "null").derived().requests.flatMap { $0.context }.map(\.key)
    #expect(keys.filter { $0.hasPrefix("saml:") } == ["saml:doc"])
  }

  @Test(arguments: ["null", "{}", #"{"principalArn":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#])
  func `a call that does not name the provider is not replayed`(parameters: String) {
    let derived = Self.event(parameters: parameters).derived()
    #expect(derived.eventClass == .federation)
    #expect(derived.requests.isEmpty)
  }

  private func classes(_ change: String, providers: String...) async throws -> [ChangeClass: Int] {
    var world = try DiffWorld()
    for provider in providers {
      world.add(
        "sts", "AssumeRoleWithSAML", identity: Self.identity, parameters: Self.parameters(provider),
        more: ["responseElements": Self.answer])
    }
    let target = "resource:arn:aws:iam::111111111111:role/app"
    return try await world.report(try world.change(target, change)).classes
  }

  private func trust(_ provider: String, audience: String = "https://signin.aws.amazon.com/saml") -> String {
    #"{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111111111111:saml-provider/\#(provider)"},"#
      + #""Action":"sts:AssumeRoleWithSAML","Condition":{"StringEquals":{"SAML:aud":"\#(audience)"}}}"#
  }

  @Test func `a trust policy decides by provider and audience`() async throws {
    #expect(try await classes(trust("Okta"), providers: "Okta") == [.unchanged: 1])
    #expect(try await classes(trust("Okta", audience: "https://other"), providers: "Okta") == [.revoked: 1])
    #expect(try await classes(trust("Other"), providers: "Okta") == [.revoked: 1])
  }

  @Test func `calls are told apart by the provider that they name`() async throws {
    #expect(try await classes(trust("Okta"), providers: "Okta", "Other") == [.unchanged: 1, .revoked: 1])
    #expect(try await classes(trust("Okta"), providers: "Other", "Okta") == [.unchanged: 1, .revoked: 1])
  }
}
