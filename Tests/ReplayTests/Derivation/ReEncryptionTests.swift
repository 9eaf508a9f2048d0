import AuditStore
import Testing

/// Calls that name two resources of one type, of which only the event's list tells one.
struct ReEncryptionTests {
  private static let head = "arn:aws:kms:eu-west-1:111122223333:key/"

  private func requests(_ parameters: String, listed keys: [String]) -> [String] {
    let list = keys.map {
      #"{"accountId":"111122223333","type":"AWS::KMS::Key","ARN":"\#(Self.head)\#($0)"}"#
    }
    return EventText(
      source: "kms.amazonaws.com", name: "ReEncrypt", parameters: parameters,
      resources: "[\(list.joined(separator: ","))]"
    ).requests()
  }

  private func both(_ from: String, _ to: String) -> [String] {
    ["kms:ReEncryptFrom \(from)", "kms:ReEncryptTo \(to)"]
  }

  private func key(_ id: String) -> String { "\(Self.head)\(id) exact" }

  @Test(arguments: ["\(head)b", "b"])
  func `the listed key that the call does not name is the other side's`(named: String) {
    for keys in [["a", "b"], ["b", "a"]] {
      #expect(requests(#"{"destinationKeyId":"\#(named)"}"#, listed: keys) == both(key("a"), key("b")))
      #expect(
        requests(#"{"sourceKeyId":"\#(named)","destinationKeyId":"alias/new"}"#, listed: keys)
          == both(key("b"), key("a")))
    }
  }

  @Test func `which listed key is which stays open where the call names neither`() {
    #expect(
      requests(#"{"destinationKeyId":"alias/new"}"#, listed: ["a", "b"]) == both(" unknown", " unknown"))
    #expect(requests(#"{"destinationKeyId":"c"}"#, listed: ["a", "b"]) == both(" unknown", key("c")))
    #expect(requests(#"{"destinationKeyId":"b"}"#, listed: ["b"]) == both(" unknown", key("b")))
    #expect(requests(#"{"destinationKeyId":"b"}"#, listed: ["a", "b", "c"]) == both(" unknown", key("b")))
  }
}
