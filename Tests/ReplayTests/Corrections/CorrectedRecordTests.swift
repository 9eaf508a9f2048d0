import CloudTrail
import JSON
import Testing

@testable import Replay

/// A record with what later records say of it.
struct CorrectedRecordTests {
  private static let original =
    #"{"eventID":"e-1","eventName":"GetObject","eventSource":"s3.amazonaws.com","errorCode":"AccessDenied","#
    + #""requestParameters":{"key":"a"}}"#

  private func record(_ amendments: [String], of original: String = original) throws -> CorrectedRecord {
    var record = try #require(RawEvent.withEvent(Array(original.utf8)) { CorrectedRecord($0) })
    for text in amendments {
      #expect(RawEvent.withEvent(Array(text.utf8)) { record.correct(by: $0) } != nil)
    }
    return record
  }

  private func members(_ record: CorrectedRecord) throws -> JSONValue {
    try JSONReader.parse(record.json)
  }

  private static func addendum(_ fields: String?) -> String {
    let named = fields.map { #","updatedFields":\#($0)"# } ?? ""
    return #""addendum":{"reason":"UPDATED_DATA","originalEventID":"e-1"\#(named)}"#
  }

  @Test(arguments: [
    #"["requestParameters"]"#, #""requestParameters.key""#, #""userAgent, requestParameters""#,
  ])
  func `members that a correction names are taken from it, others are not`(fields: String) throws {
    let record = try record([
      #"{"eventID":"e-2","eventName":"PutObject","userAgent":"x","requestParameters":{"key":"b"},"#
        + Self.addendum(fields) + "}"
    ])
    let json = try members(record)
    #expect(json["requestParameters"]?["key"]?.string == "b")
    #expect(json["eventName"]?.string == "GetObject")
    #expect(json["eventID"]?.string == "e-1")
    #expect(json["errorCode"]?.string == "AccessDenied")
    #expect(record.correctedMembers.changed.last == "requestParameters")
    #expect(record.correctedMembers.unknown.isEmpty)
    #expect(record.isReadable)
  }

  @Test func `without names everything that a correction carries is taken from it`() throws {
    let record = try record([#"{"eventID":"e-2","eventName":"PutObject",\#(Self.addendum(nil))}"#])
    let json = try members(record)
    #expect(json["eventName"]?.string == "PutObject")
    #expect(json["requestParameters"]?["key"]?.string == "a")
    #expect(record.correctedMembers == CorrectedMembers(changed: ["eventName"]))
  }

  @Test func `a member that was corrected and is not told is unknown`() throws {
    let record = try record([#"{"eventID":"e-2",\#(Self.addendum(#""requestParameters""#))}"#])
    #expect(record.correctedMembers == CorrectedMembers(unknown: ["requestParameters"]))
    #expect(try members(record)["requestParameters"]?.string?.hasPrefix("HIDDEN_") == true)
    #expect(record.isReadable)
  }

  @Test(arguments: [#""*""#, #"["requestParameters","nobodyKnows"]"#, #""request_parameters""#])
  func `a correction that is not understood leaves the whole record unknown`(fields: String) throws {
    let record = try record([#"{"requestParameters":{"key":"b"},\#(Self.addendum(fields))}"#])
    #expect(!record.isReadable)
    #expect(record.correctedMembers.changed.isEmpty)
    #expect(record.correctedMembers.unknown.contains("errorCode"))
  }

  @Test func `a correction without an account makes what it touches unknown`() throws {
    let original = #"{"recipientAccountId":"1","userAgent":"a","requestParameters":{"key":"a"}}"#
    let correction = #"{"requestParameters":{"key":"b"},\#(Self.addendum(#""requestParameters""#))}"#
    let record = try record([correction], of: original)
    #expect(record.correctedMembers == CorrectedMembers(unknown: ["requestParameters"]))
    #expect(try members(record)["userAgent"]?.string == "a")
  }

  @Test func `without who or what nothing can be said of the call`() throws {
    let record = try record([#"{"eventID":"e-2",\#(Self.addendum(#""userIdentity""#))}"#])
    #expect(!record.isReadable)
  }

  @Test func `of two corrections that differ none is taken, in either order`() throws {
    let texts = ["b", "c"].map {
      #"{"requestParameters":{"key":"\#($0)"},\#(Self.addendum(#""requestParameters""#))}"#
    }
    #expect(try record(texts).correctedMembers == CorrectedMembers(unknown: ["requestParameters"]))
    #expect(try record(texts).json == record(texts.reversed()).json)
    #expect(try record([texts[0], texts[0]]).correctedMembers.changed == ["requestParameters"])
  }

  @Test func `a correction alone stands for its event as far as it goes`() throws {
    let record = try record(
      [], of: #"{"eventName":"GetObject","eventSource":"s3.amazonaws.com",\#(Self.addendum(nil))}"#)
    #expect(!record.isReadable)
    #expect(record.correctedMembers.unknown.contains("userIdentity"))
    #expect(try members(record)["requestParameters"]?.string != nil)
  }

  @Test func `what a correction alone lacks is not taken to be absent`() throws {
    let record = try record(
      [], of: #"{"eventName":"GetObject","userIdentity":{"type":"AssumedRole"},\#(Self.addendum(nil))}"#)
    let json = try members(record)
    for name in [
      "errorCode", "vpcEndpointId", "tlsDetails", "resources", "sharedEventID",
      "sessionCredentialFromConsole",
    ] {
      #expect(json[name]?.string?.hasPrefix("HIDDEN_") == true)
      #expect(record.correctedMembers.unknown.contains(name))
    }
    #expect(json["userIdentity"]?["sessionContext"]?.string?.hasPrefix("HIDDEN_") == true)
    #expect(json["userIdentity"]?["type"]?.string == "AssumedRole")
  }

  @Test func `what a correction alone names, and a long-term key, has no session that is left out`() throws {
    let key = #""userIdentity":{"type":"IAMUser","accessKeyId":"AKIA1"}"#
    let user = try members(try record([], of: #"{\#(key),\#(Self.addendum(nil))}"#))
    #expect(user["userIdentity"]?.object?.count == 2)
    let named = #"{"userIdentity":{},\#(Self.addendum(#""userIdentity""#))}"#
    #expect(try members(try record([named], of: named))["userIdentity"]?.object?.isEmpty == true)
  }

  @Test func `another correction tells what the one that stands for its event lacks`() throws {
    let first = #"{"eventName":"GetObject",\#(Self.addendum(#""eventName""#))}"#
    let second = #"{"vpcEndpointId":"vpce-1",\#(Self.addendum(#""vpcEndpointId""#))}"#
    #expect(try members(try record([first, second], of: first))["vpcEndpointId"]?.string == "vpce-1")
  }
}
