import AuditStore
import IAMPolicy
import Testing

@testable import Replay

/// Parameters that differ in a few texts alone are read once, and say what each says by itself.
struct SharedTextTests {
  @Test func `what is cut out of an object are the plain texts among its values`() {
    let json = Array(#"{"a":"x","keep":"y","n":{"a":"z"},"e":"\n"}"#.utf8)
    let split = JSONSplit(json, keeping: ["keep"])
    #expect(split.texts.map { String(decoding: json[$0], as: UTF8.self) } == ["x"])
    #expect(split.members == [0])
    #expect(JSONSplit(Array(#"{"a":"1""b":"2"}"#.utf8)).members == [0])
    #expect(split.rest == Array("{\"a\":\u{0},\"keep\":\"y\",\"n\":{\"a\":\"z\"},\"e\":\"\\n\"}".utf8))
  }

  @Test func `parameters say of a session what they say by themselves`() throws {
    let parameters = [
      #"{"roleArn":"r","roleSessionName":"s"}"#, #"{"roleArn":"q","roleSessionName":"t"}"#,
      #"{"roleArn":"r","roleSessionName":"s","policy":"{}"}"#,
      #"{"roleArn":"r","roleSessionName":"s","policy":"{ }"}"#,
      #"{"roleArn":"r","roleSessionName":"s","sourceIdentity":"x"}"#,
      #"{"roleArn":"r","roleSessionName":"s","sourceIdentity":"y"}"#,
      #"{"roleArn":"r","tags":[{"key":"a","value":"1"}]}"#,
      #"{"roleArn":"r","tags":[{"key":"a","value":"2"}]}"#,
      #"{"serialNumber":"m"}"#, #"{"serialNumber":1}"#, #"{"roleArn":"r","taskPolicyArn":"a"}"#,
      #"{"roleArn":"r","taskPolicyArn":"b"}"#, #"{"policyArns":"HIDDEN"}"#, "null", "{",
    ]
    var reader = IssuanceReader()
    for text in parameters + parameters.reversed() {
      let (terms, own) = (reader.terms(text), IssuanceTerms(RecordedCall.json(text)))
      #expect(terms.policies == own.policies, "\(text)")
      #expect(terms.issuance == own.issuance, "\(text)")
    }
    #expect(reader.terms(parameters[0]).number == reader.terms(parameters[1]).number)
    #expect(reader.terms(nil).issuance == IssuanceTerms(nil).issuance)
  }

  @Test func `facts on a prefix become facts on the keys that policies look at`() {
    var contexts = RecordedContexts()
    contexts.append([ContextFact(key: "a/*", value: .absent), ContextFact(key: "b", value: .value("1"))])
    contexts.append(nil)
    contexts.resolveWildcards(["a/x", "a/y", "b"])
    #expect(contexts[0].map { $0.key } == ["a/x", "a/y", "b"])
    #expect(contexts[0].map { $0.value } == [.absent, .absent, .value("1")])
    #expect(contexts[1].isEmpty && contexts[2].isEmpty)
  }
}
