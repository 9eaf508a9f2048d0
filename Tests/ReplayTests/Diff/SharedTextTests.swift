import CloudTrail
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
      let number = reader.number(text)
      let (terms, own) = (reader[number], IssuanceTerms(RecordedCall.json(text)))
      #expect(terms.policies == own.policies, "\(text)")
      #expect(terms.issuance == own.issuance, "\(text)")
    }
    #expect(reader.number(parameters[0]) == reader.number(parameters[1]))
    let none = reader.number(nil)
    #expect(reader[none].issuance == IssuanceTerms(nil).issuance)
  }

  @Test func `parameters of one template say what their own values say`() throws {
    let stored = [
      (1, "{\"roleArn\":\"r\",\"roleSessionName\":\"\u{80}\"}", "s"),
      (1, "{\"roleArn\":\"r\",\"roleSessionName\":\"\u{80}\"}", "t"),
      (2, "{\"roleArn\":\"r\",\"sourceIdentity\":\"\u{80}\"}", "x"),
      (2, "{\"roleArn\":\"r\",\"sourceIdentity\":\"\u{80}\"}", "y"),
      (3, "{\"policy\":\"\u{80}\"}", "\u{80}"),
    ]
    var reader = IssuanceReader()
    for (template, pattern, value) in stored + stored.reversed() {
      let (number, text) = TextSlice.with(Array(value.utf8)) { value in
        let parameters = TemplatedText(
          template: template, pattern: Array(pattern.utf8),
          values: [value, TextSlice(""), TextSlice(""), TextSlice("")])
        return (reader.number(parameters), parameters.text)
      }
      let own = IssuanceTerms(RecordedCall.json(text))
      #expect(reader[number].policies == own.policies, "\(text)")
      #expect(reader[number].issuance == own.issuance, "\(text)")
      #expect(number == reader.number(text), "\(text)")
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
