import AuditStore
import IAMPolicy
import JSON
import Replay
import Testing

/// What the answer to `AssumeRoleWithWebIdentity` says of the token.
struct WebIdentityTests {
  private func context(provider: String, more: String = "") -> [ContextFact] {
    EventText(
      source: "sts.amazonaws.com", name: "AssumeRoleWithWebIdentity",
      identity:
        #"{"type":"WebIdentityUser","principalId":"p","userName":"u","identityProvider":"\#(provider)"}"#,
      parameters: #"{"roleArn":"arn:aws:iam::111122223333:role/gh","roleSessionName":"s"}"#,
      response: #"{"provider":"\#(provider)"\#(more)}"#
    ).derived().requests.first { $0.action == "sts:AssumeRoleWithWebIdentity" }?.context ?? []
  }

  private static let answer = #","audience":"sts.amazonaws.com","subjectFromWebIdentityToken":"repo:o/r:x""#

  @Test func `the answer names the token's audience and subject`() {
    let facts = context(
      provider: "arn:aws:iam::111122223333:oidc-provider/Token.example.com/id/1", more: Self.answer)
    #expect(
      facts.contains(ContextFact(key: "token.example.com/id/1:aud", value: .value("sts.amazonaws.com"))))
    #expect(facts.contains(ContextFact(key: "token.example.com/id/1:sub", value: .value("repo:o/r:x"))))
  }

  @Test func `an answer that hides the token leaves it open`() {
    let provider = "arn:aws:iam::111122223333:oidc-provider/token.example.com"
    let keys = context(provider: provider, more: #","audience":"HIDDEN_DUE_TO_SECURITY_REASONS""#).map(\.key)
    #expect(!keys.contains { $0.hasPrefix("token.example.com") })
  }

  @Test func `a provider whose keys are not the token's members leaves them open`() {
    let keys = context(provider: "accounts.google.com", more: Self.answer).map(\.key)
    #expect(!keys.contains { $0.hasPrefix("accounts.google.com") })
  }

  @Test func `a call with a token shows its address and user agent`() throws {
    let text = #"{"type":"WebIdentityUser","identityProvider":"arn:aws:iam::111122223333:oidc-provider/x"}"#
    let identity = IdentityFacts(json: try JSONReader.parse(Array(text.utf8)))
    let facts = globalContext(
      CallFacts(
        identity: identity, sourceIPAddress: "192.0.2.7", userAgent: "a", region: "eu-west-1", eventTime: 0,
        vpcEndpoint: nil, tlsVersion: nil))
    #expect(facts.contains(ContextFact(key: "aws:sourceip", value: .value("192.0.2.7"))))
    #expect(facts.contains(ContextFact(key: "aws:useragent", value: .value("a"))))
  }
}
