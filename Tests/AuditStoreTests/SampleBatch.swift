import AuditStore
import CloudTrail
import IAMPolicy

/// Batches of small events for tests of the store.
enum SampleBatch {
  static func event(_ id: String) -> String {
    #"{"eventVersion":"1.11","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u"},"#
      + #""eventTime":"2026-09-01T00:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","#
      + #""awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.1","userAgent":"x","eventID":"\#(id)","#
      + #""recipientAccountId":"111122223333"}"#
  }

  /// One file with these events, each with so many requests.
  static func of(_ events: [String], path: String, requests: Int = 1) throws -> EventBatch {
    var batch = EventBatch()
    batch.begin(
      FileStart(
        path: path, size: 1, modified: 1, digest: SHA256Digest(of: Array(path.utf8)), window: TimeWindow()))
    var call = CallBytes()
    call.begin(.principal, recorded: .allowed)
    for _ in 0..<requests {
      call.addRequest(.certain, action: RequestPart(Array("s3:GetObject".utf8)), state: .star, account: nil) {
        $0.append(0x2A)
      }
    }
    for (index, event) in events.enumerated() {
      _ = RawEvent.withEvent(Array(event.utf8)) {
        batch.append($0, call, at: LogPosition(record: index + 1, offset: 0))
      }
    }
    batch.updateSection { $0.end = FileEnd(isGzip: false) }
    return batch
  }
}
