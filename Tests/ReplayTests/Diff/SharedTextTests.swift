import IAMPolicy
import Testing

@testable import AuditStore
@testable import Replay

/// Parameters that differ in a few texts alone are read once, and say what each says by itself.
struct SharedTextTests {
  @Test func `what is cut out of an object are the plain texts among its values`() {
    let json = Array(#"{"a":"x","keep":"y","n":{"a":"z"},"e":"\n"}"#.utf8)
    let split = JSONSplit(json, keeping: ["keep"])
    #expect(JSONSplit(Array(#"{"a":"1""b":"2"}"#.utf8)).rest == Array("{\"a\":\u{0}\"b\":\"2\"}".utf8))
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

  @Test func `parameters of one template say what their own values say`() throws {
    let template = { (number: Int, text: String, value: String) in
      TemplatedText(template: number, pattern: Array(text.utf8), values: [value, "", "", ""])
    }
    let stored = [
      template(1, "{\"roleArn\":\"r\",\"roleSessionName\":\"\u{80}\"}", "s"),
      template(1, "{\"roleArn\":\"r\",\"roleSessionName\":\"\u{80}\"}", "t"),
      template(2, "{\"roleArn\":\"r\",\"sourceIdentity\":\"\u{80}\"}", "x"),
      template(2, "{\"roleArn\":\"r\",\"sourceIdentity\":\"\u{80}\"}", "y"),
      template(3, "{\"policy\":\"\u{80}\"}", "\u{80}"),
    ]
    var reader = IssuanceReader()
    for parameters in stored + stored.reversed() {
      let (terms, own) = (reader.terms(parameters), IssuanceTerms(RecordedCall.json(parameters.text)))
      #expect(terms.policies == own.policies, "\(parameters.text)")
      #expect(terms.issuance == own.issuance, "\(parameters.text)")
      #expect(terms.number == reader.terms(parameters.text).number, "\(parameters.text)")
    }
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
